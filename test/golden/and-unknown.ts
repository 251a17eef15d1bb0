import { on, print } from 'systrace'

on('openat', e => {
  if (e.ret < 0 && /[0-9]/.test(e.comm)) print(e.comm)
})
