import { on, print } from 'systrace'

on('read', { minDuration: '10ms' }, e => print(e.comm))
