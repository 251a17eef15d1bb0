import { count, on } from 'systrace'

on('close', e => count(e.comm).as('closes'))
