import { on, print } from 'systrace'

const shells = ['sh', 'bash', 'zsh']

on('write', e => shells.includes(e.comm) && print(e.fd))
