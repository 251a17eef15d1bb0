import { on, print } from 'systrace'

const field = 'ret'

on('close', e => e[field] < 0 && print(e.comm))
