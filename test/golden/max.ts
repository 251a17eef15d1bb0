import { max, on } from 'systrace'

on('read', e => max(e.duration, e.comm))
