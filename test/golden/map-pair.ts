import { hist, map, on } from 'systrace'

const since = map<number, bigint>()

on('openat', e => {
  since.set(e.tid, e.ns)
})
on('close', e => {
  const start = since.get(e.tid)
  if (start === undefined) return
  since.delete(e.tid)
  hist(Number(e.ns - start), e.comm)
})
