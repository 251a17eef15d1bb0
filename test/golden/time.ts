import { on, print } from 'systrace'

on('close', e => e.time > 0 && print(e.comm))
