import { on, print } from 'systrace'

on('write', e => [0, 1, 2].includes(e.fd) && print(e.comm))
