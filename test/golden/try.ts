import { on, print } from 'systrace'

on('close', e => {
  try {
    if (e.ret < 0) print(e.comm)
  } catch {}
})
