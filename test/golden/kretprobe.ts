import { count, on } from 'systrace'

on('kretprobe:vfs_read', e => count(e.comm, e.ret))
