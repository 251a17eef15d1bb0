import { count, on } from 'systrace'

on('close', async e => {
  if (e.ret < 0) count(e.comm)
})
