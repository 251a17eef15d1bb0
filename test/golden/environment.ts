import { on, print } from 'systrace'

const limit = Number(process.env.LIMIT)

on('read', e => e.ret > limit && print(e.comm))
