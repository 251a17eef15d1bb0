// @ts-nocheck
import { on, print } from 'systrace'

on('kprobe:vfs_read', () => print(1))
