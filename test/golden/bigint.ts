import { on, print } from 'systrace'

on('read', e => e.cgroup === 5n && print(e.comm))
