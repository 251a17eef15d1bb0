import { count, on } from 'systrace'

on('read', e => count(e.duration / 1000))
