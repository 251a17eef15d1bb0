import { on, print } from 'systrace'

on('openat', e => e.filename.endsWith('.so') && print(e.filename))
