import { on, print } from 'systrace'

on('read', e => e.fd % 2 === 0 && print(e.comm))
