import { on, print } from 'systrace'

on('openat', { where: e => e.filename.includes('lib') }, e => print(e.filename))
