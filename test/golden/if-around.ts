import { on, print } from 'systrace'

on('openat', e => {
  if (e.ret < 0) print(e.comm, e.filename)
})
