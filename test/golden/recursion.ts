import { on, print } from 'systrace'

const down = (n: number): boolean => n === 0 || down(n - 1)

on('close', e => down(e.fd) && print(e.comm))
