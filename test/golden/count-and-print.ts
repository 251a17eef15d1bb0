import { count, on, print } from 'systrace'

on('close', e => {
  if (e.ret >= 0) return
  count(e.comm)
  print(e.comm)
})
