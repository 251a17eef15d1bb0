import { count, on } from 'systrace'

on(['read', 'close'], e => count(e.name, e.error))
