// @ts-nocheck
import { on } from 'systrace'

on('close', e => print(e.comm))
