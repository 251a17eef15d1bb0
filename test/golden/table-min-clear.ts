import { every, max, on } from 'systrace'

const longest = max.table('longest')

on('read', e => longest.add(e.duration, e.comm))
every('1s', () => {
  longest.print()
  longest.clear()
})
