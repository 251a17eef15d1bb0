import { on, print } from 'systrace'

const show = (e: { ret: number; comm: string; filename: string }, least: number) => {
  if (e.ret >= least) return
  print(e.comm, e.filename)
}

on('openat', e => show(e, 0))
