// @ts-nocheck
import { on, print } from 'systrace'

on('opennat', () => print(1))
