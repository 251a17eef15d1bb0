import { every, on, print } from 'systrace'

const limits = { read: 100 }

on('read', e => {
  if (e.ret > limits.read) print(e.comm)
})
every('1s', () => {
  limits.read *= 2
})
