import { on, print } from 'systrace'

const ms = 1e6

on('read', e => e.duration > 10 * ms && print(e.comm, e.duration))
