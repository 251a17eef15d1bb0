import { on, print } from 'systrace'

const seen = new Set<number>()

on('write', e => {
  if (seen.has(e.pid)) return
  seen.add(e.pid)
  print(e.comm)
})
