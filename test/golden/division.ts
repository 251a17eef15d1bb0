import { on, print } from 'systrace'

on('read', e => e.duration / 1e6 > 10 && print(e.comm))
