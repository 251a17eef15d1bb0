// @ts-nocheck
import { on, print } from 'systrace'

on('openat', e => print(e.filenam))
