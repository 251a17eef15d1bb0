import { on, print } from 'systrace'

on('close', e => e.ret < 0 && print(e))
