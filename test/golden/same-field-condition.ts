import { on, print } from 'systrace'

on(['open', 'openat', 'openat2'], e => e.filename === '/etc/passwd' && print(e.comm))
