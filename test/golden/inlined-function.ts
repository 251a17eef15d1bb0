import { on, print } from 'systrace'

const slow = (e: { duration: number }) => e.duration > 10_000_000

on('read', e => slow(e) && print(e.comm))
