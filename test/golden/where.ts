import { on, print } from 'systrace'

on('openat', { where: e => e.filename.startsWith('/etc/') }, e => print(e.filename))
