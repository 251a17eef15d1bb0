import { on, print } from 'systrace'

on('openat:enter', e => e.filename.startsWith('/etc/') && print(e.comm))
