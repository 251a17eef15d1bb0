import { on, print } from 'systrace'

on(['open', 'openat', 'openat2', 'creat'], e => {
  const path = e.filename ?? e.pathname
  if (e.ret < 0 && e.pid > 1) print(path)
})
