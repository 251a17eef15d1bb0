import { on, print } from 'systrace'

on('read', { cgroup: 5n }, e => print(e.comm))
