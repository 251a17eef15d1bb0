// @ts-nocheck
import { on, print } from 'systrace'

on(['read', 'process:exit'], { minDuration: '1ms' }, () => print(1))
on('process:exec', { failed: true }, () => print(1))
