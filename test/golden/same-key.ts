import { avg, count, on } from 'systrace'

on(['read', 'close'], e => {
  avg(e.duration, e.pid, e.comm)
  if (e.error) count(e.pid, e.comm)
})
