import { on, print } from 'systrace'

on('openat', e => (e.flags & 1 || e.ret < 0 || e.pid === 1) && print(e.comm))
