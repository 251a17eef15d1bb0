import { on, print } from 'systrace'

on('kprobe:vfs_read', e => e.args.arg2! > 4096n && print(e.comm, e.args.arg0))
