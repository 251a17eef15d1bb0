import { count, on } from 'systrace'

on('read', e => count(`${e.comm} ${e.pid}`))
