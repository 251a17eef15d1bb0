import { count, on } from 'systrace'

on('read', e => count(e.ret < 0 ? 'failed' : 'fine'))
