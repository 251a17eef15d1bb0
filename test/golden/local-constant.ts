import { on, print } from 'systrace'

on('read', e => {
  const late = e.duration / 1000
  if (late > 50) print(e.comm, late)
})
