import { on, print } from 'systrace'

on('read', e => e.kstack.includes('vfs_read') && print(e.comm))
