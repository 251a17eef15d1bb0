import { count, on, quantiles } from 'systrace'

on(['read', 'close'], e => {
  quantiles(e.duration, e.name)
  if (e.error) count(e.name, e.error)
})
