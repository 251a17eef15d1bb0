import { on, print } from 'systrace'

on(['openat', 'creat'], e => (e.filename ?? e.pathname) === '/etc/passwd' && print(e.comm))
