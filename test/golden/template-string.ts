import { on, print } from 'systrace'

on('openat', e => `${e.comm}!` === 'cat!' && print(e.filename))
