import { on, print } from 'systrace'

on('openat', e => e.flags >> 6 === 1 && e.flags >>> 16 === 0 && e.mode << 1 === 2 && print(e.comm))
