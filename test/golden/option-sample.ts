import { on, print } from 'systrace'

on('read', { sample: 1 / 100 }, e => print(e.comm))
