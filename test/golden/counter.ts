import { on, print } from 'systrace'

let n = 0

on('close', e => {
  ++n
  if (e.ret < 0) print(e.comm, n)
})
