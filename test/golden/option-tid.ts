import { on, print } from 'systrace'

on('read', { tid: 7 }, e => print(e.comm))
