import { on, print } from 'systrace'

on('openat', e => e.error === 'ENOENT' && print(e.filename))
