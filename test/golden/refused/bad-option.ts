// @ts-nocheck
import { on, print } from 'systrace'

on('close', { minDuration: 'soon' }, () => print(1))
