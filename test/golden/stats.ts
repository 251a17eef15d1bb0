import { on, stats } from 'systrace'

on('read', e => stats(e.duration, e.comm))
