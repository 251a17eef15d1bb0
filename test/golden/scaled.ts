import { on, print } from 'systrace'

on('read', e => e.duration * 0.001 + 0.5 < 2.25 && print(e.comm))
