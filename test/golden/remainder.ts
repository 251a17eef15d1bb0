import { on, print } from 'systrace'

on('read', e => e.pid % 8 === 0 && print(e.comm))
