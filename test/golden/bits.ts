import { on, print } from 'systrace'

on('openat', e => ((e.flags & 3) === 1 || ((e.flags | 64) ^ 64) === 2) && print(e.comm))
