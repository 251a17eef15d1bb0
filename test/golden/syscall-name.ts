import { on, print } from 'systrace'

on(['read', 'write'], e => e.name === 'read' && print(e.comm))
