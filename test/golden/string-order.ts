import { on, print } from 'systrace'

on('openat', e => e.comm > 'm' && print(e.filename))
