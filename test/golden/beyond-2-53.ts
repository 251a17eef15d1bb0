import { on, print } from 'systrace'

on('read', e => e.count > 4096 && e.count % 2 === 1 && print(e.comm))
