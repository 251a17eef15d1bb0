import { min, on } from 'systrace'

on('read', e => min(e.duration, e.comm))
