import { count, on } from 'systrace'

const calls = count.table('calls')

on('close', e => calls.add(e.comm))
on('read', e => calls.add(e.comm))
