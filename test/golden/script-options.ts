import { duration, on, options, print } from 'systrace'

const opt = options({ slow: duration('10ms') })

on('read', e => e.duration > opt.slow && print(e.comm))
