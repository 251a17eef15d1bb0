import { every, on, print } from 'systrace'

const h = on('read', e => e.ret < 0 && print(e.comm))

every('1s', () => h.filter({ pid: [1, 2] }))
