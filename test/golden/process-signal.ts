import { on, print } from 'systrace'

on('process:signal', e => e.signal === 17 && e.si_status !== 0 && print(e.si_pid, e.si_status, e.si_value))
