import { on, print } from 'systrace'

on('close', e => (1 << e.fd) & 12 && print(e.comm))
