import { on, print } from 'systrace'

on('openat', e => /^\/etc\//.test(e.filename) && print(e.filename))
