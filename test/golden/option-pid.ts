import { on, print } from 'systrace'

on('read', { pid: [1, 2] }, e => print(e.comm))
