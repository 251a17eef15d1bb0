// @ts-nocheck
import { on, print } from 'systrace'

on('process:exit', e => print(e.cod, e.ret))
on(['process:fork', 'process:exec'], e => print(e.nr))
