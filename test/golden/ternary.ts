import { on, print } from 'systrace'

on('write', e => {
  if (e.fd > 2 ? e.ret > 4096 : e.ret < 0) print(e.comm, e.ret)
})
