/** The types of filters that change: right uses, and wrong ones that must not pass. The type check is the test. */

import { type Filters, type Handle, on } from 'systrace'

const handle: Handle = on('read', { minDuration: 0 }, e => e.ret)

handle.filter({})
handle.filter({ pid: [1, 2], tid: 3, uid: [0], comm: 'bash', cgroup: [1n, 2] })
handle.filter({ pid: null, tid: undefined, uid: null, comm: null, cgroup: null, syscalls: null })
handle.filter({ syscalls: 'read', minDuration: '10ms', sample: 1 / 100 })
handle.filter({ syscalls: ['read', 'pread*', '%desc', '!close'], minDuration: 5, sample: null })
on('*', e => e.name).filter({ syscalls: '%file' })
const both: Handle[] = ['read', 'write'].map(name => on(name, e => e.ret))
const pids: ReadonlySet<number> = new Set([1])
const filters: Filters = { pid: [...pids] }
for (const one of both) one.filter(filters)

// @ts-expect-error: not a number
handle.filter({ pid: 'x' })
// @ts-expect-error: not a string
handle.filter({ comm: [1] })
// @ts-expect-error: not among those that can change
handle.filter({ failed: true })
// @ts-expect-error: there must be some
handle.filter()
