import { on, print } from 'systrace'

on('write', e => {
  switch (e.fd) {
    case 1:
    case 2:
      print(e.comm)
      break
    default:
  }
})
