import { on, print } from 'systrace'

on('kill', e => e.args.pid === 1 && print(e.comm))
