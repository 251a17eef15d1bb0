import { on, print } from 'systrace'

on('openat', e => e.filename.startsWith('/etc/') && print(e.filename))
