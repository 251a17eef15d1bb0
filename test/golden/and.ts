import { on, print } from 'systrace'

on('close', e => e.fd > 2 && e.ret < 0 && print(e.comm))
