import { count, on } from 'systrace'

on('process:exit', e => count(e.signal, e.core))
