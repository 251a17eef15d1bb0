import { map, on } from 'systrace'

const paths = map<number, string>()

on('openat', e => {
  paths.set(e.tid, e.filename)
})
