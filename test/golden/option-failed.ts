import { on, print } from 'systrace'

on('read', { failed: true }, e => print(e.comm))
