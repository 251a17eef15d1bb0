import { on, print } from 'systrace'

on('read', e => Math.sqrt(e.pid) > 100 && print(e.comm))
