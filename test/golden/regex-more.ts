import { on, print } from 'systrace'

on('openat', e => /\.[ch]$/.test(e.filename) && print(e.filename))
