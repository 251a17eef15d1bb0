import { on, print } from 'systrace'

on('read', e => Math.floor(e.duration / 1000) === 5 && print(e.comm))
