import { on, sum } from 'systrace'

on('read', e => sum(e.duration, e.comm))
