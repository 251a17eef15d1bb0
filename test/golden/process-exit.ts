import { on, print } from 'systrace'

on('process:exit', e => e.last && e.code !== 0 && print(e.pid, e.comm, e.code))
