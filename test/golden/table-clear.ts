import { count, every, on } from 'systrace'

const calls = count.table('calls')

on('close', e => calls.add(e.comm))
every('1s', () => {
  calls.print()
  calls.clear()
})
