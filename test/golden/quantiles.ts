import { on, quantiles } from 'systrace'

on('read', e => quantiles(e.duration, e.comm))
