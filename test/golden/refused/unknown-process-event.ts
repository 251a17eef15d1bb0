// @ts-nocheck
import { on, print } from 'systrace'

on('process:exitt', () => print(1))
