import { on, print } from 'systrace'

on('openat', e => {
  if (e.ret >= 0) return
  print(e.comm, e.filename)
})
