import { on, print } from 'systrace'

on('close', e => e.fd >= 3 && e.fd < 10 && e.ret !== 0 && print(e.comm))
