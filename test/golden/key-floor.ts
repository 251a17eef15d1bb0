import { count, on } from 'systrace'

on('read', e => count(Math.floor(e.duration / 1000)))
