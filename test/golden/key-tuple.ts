import { count, on } from 'systrace'

on('openat', e => count(e.pid, e.comm, e.filename))
