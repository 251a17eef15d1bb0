import { on, print } from 'systrace'

on('read', { uid: 1000 }, e => print(e.comm))
