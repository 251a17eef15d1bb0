import { on, print } from 'systrace'

on('read', e => e.fd < e.pid && print(e.comm))
