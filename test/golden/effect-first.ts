import { on, print } from 'systrace'

on('close', e => {
  print('close')
  if (e.ret >= 0) return
  print(e.comm)
})
