// @ts-nocheck
import { on, print } from 'systrace'

on('uprobe:readline', () => print(1))
