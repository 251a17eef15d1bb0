import { on, print } from 'systrace'

on('close', e => e.comm.toLowerCase() === 'bash' && print(e.ret))
