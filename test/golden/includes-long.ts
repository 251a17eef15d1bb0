import { on, print } from 'systrace'

on('openat', e => e.filename.includes('lib') && print(e.filename))
