import { on, print } from 'systrace'

on('read', { comm: ['cat', 'dd'] }, e => print(e.comm))
