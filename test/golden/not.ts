import { on, print } from 'systrace'

on('write', e => {
  if (!(e.fd === 1 || e.fd === 2)) print(e.comm, e.fd)
})
