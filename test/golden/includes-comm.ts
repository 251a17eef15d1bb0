import { on, print } from 'systrace'

on('openat', e => e.comm.includes('sh') && print(e.filename))
