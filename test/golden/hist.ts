import { hist, on } from 'systrace'

on('read', e => hist(e.duration, e.comm))
