import { on, print } from 'systrace'

on('close', async e => {
  await Promise.resolve()
  if (e.ret < 0) print(e.comm)
})
