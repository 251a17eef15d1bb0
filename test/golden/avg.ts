import { avg, on } from 'systrace'

on('read', e => avg(e.duration, e.comm))
