// @ts-nocheck
import { on, print } from 'systrace'

on('kprobe:', () => print(1))
on('kretprobe:vfs_*', () => print(1))
on('kprobe:vfs read', () => print(1))
on('kprob:vfs_read', () => print(1))
on('process:', () => print(1))
