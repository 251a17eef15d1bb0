import { count, on } from 'systrace'

on('read', e => {
  if (e.fd < 3) return
  if (e.ret < 0) count('failed')
  else count('fine')
})
