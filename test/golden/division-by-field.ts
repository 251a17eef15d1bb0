import { on, print } from 'systrace'

on('read', e => e.duration / e.pid > 10 && print(e.comm))
