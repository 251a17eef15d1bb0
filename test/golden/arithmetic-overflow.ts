import { on, print } from 'systrace'

on('read', e => e.pid * e.tid * e.uid > 100 && print(e.comm))
