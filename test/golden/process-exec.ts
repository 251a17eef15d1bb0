import { on, print } from 'systrace'

on(['process:exec', 'process:fork'], e => (e.filename?.startsWith('/usr/bin/') || e.thread) && print(e.pid))
