import { on, print } from 'systrace'

on('close', e => /BASH/i.test(e.comm) && print(e.comm))
