import { on, print } from 'systrace'

on('openat', e => e.filename.length > 100 && print(e.filename))
