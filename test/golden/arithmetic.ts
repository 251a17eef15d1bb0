import { on, print } from 'systrace'

on('read', e => e.pid * 2 + 1 > e.tid - e.uid && print(e.comm))
