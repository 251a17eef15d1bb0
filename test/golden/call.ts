import { on, print } from 'systrace'

on(['openat', 'close', 'execve'], e => e.ret >= 0 && e.call.includes('O_CREAT') && print(e.comm, e.regs[0]))
