import { lhist, on } from 'systrace'

on('read', e => lhist(e.ret, { min: 0, max: 4096, step: 512 }))
