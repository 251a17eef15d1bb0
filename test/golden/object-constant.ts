import { on, print } from 'systrace'

const limits = { read: 4096 }

on('read', e => e.ret > limits.read && print(e.comm))
