import { on, print } from 'systrace'

const limit = 4 * 1024

on('read', e => e.ret > limit && print(e.comm))
