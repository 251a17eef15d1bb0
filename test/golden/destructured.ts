import { on, print } from 'systrace'

on('openat', ({ comm, ret }) => ret < 0 && print(comm))
