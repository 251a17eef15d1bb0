// @ts-nocheck
import { on, print } from 'systrace'

on('close', { pdi: 1 }, () => print(1))
