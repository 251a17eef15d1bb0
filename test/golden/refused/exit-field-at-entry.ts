// @ts-nocheck
import { on, print } from 'systrace'

on('openat:enter', e => print(e.ret))
