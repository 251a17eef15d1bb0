import { on, print } from 'systrace'

on('close', e => {
  for (const c of [1, 2]) if (e.ret < 0) print(e.comm, c)
})
