import { every, on, print } from 'systrace'

let limit = 100

on('read', e => {
  if (e.ret > limit) print(e.comm)
})
every('1s', () => {
  limit *= 2
})
