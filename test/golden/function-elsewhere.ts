import { on, print } from 'systrace'

const make = () => (e: { ret: number }) => {
  if (e.ret < 0) print(e.ret)
}

on('read', make())
