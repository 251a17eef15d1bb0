/** Functions of the kernel, where it has kprobes: `make test-vm` runs this under such a kernel. Where it has none, that is said. */

import { describe, expect } from 'bun:test'
import { systrace } from '../cli/command.ts'
import { binaryTest, lacking, testNeeding } from '../support/needs.ts'
import { between, kernelCases } from './cases.ts'

const needs = ['kprobes'] as const
const workload = { program: 'calls', args: ['mix'] }

kernelCases('kprobe and kretprobe', [
  {
    name: 'arguments by the names of the kernel, narrow ones with their sign',
    script: `on('kprobe:__sys_sendto', e => print(e.name, e.fd, e.args.len, e.flags, e.addr_len))`,
    workload,
    needs,
    expect: { rows: Array(4).fill(['__sys_sendto', -1, 1, 0, 0]) },
  },
  {
    name: 'results, with their sign',
    script: `
      on('kretprobe:__sys_bind', e => count(e.ret, e.comm))
      on('kretprobe:__sys_socket', { where: e => e.ret < 0 }, e => print(e.name, e.ret))`,
    workload,
    needs,
    expect: ({ comm }) => ({
      rows: [['__sys_socket', -22]],
      tables: { 'count(e.ret, e.comm)': [[-9, comm, 5]] },
    }),
  },
  {
    name: 'beside the calls that they are of',
    script: `on(['kprobe:__sys_bind', 'kretprobe:__sys_bind', 'bind', 'bind:enter'], e => count(e.name))`,
    workload,
    needs,
    expect: {
      tables: {
        'count(e.name)': [
          ['__sys_bind', 10],
          ['bind', 10],
        ],
      },
    },
  },
  {
    name: 'conditions on arguments, options, and a map from call to return, in the kernel',
    script: `
      const since = map<number, bigint>()
      on('kprobe:__sys_sendto', e => { if (e.args.fd === -1) since.set(e.tid, e.ns) })
      on('kretprobe:__sys_sendto', e => { if (since.has(e.tid)) { count('returned'); since.delete(e.tid) } })
      on('kprobe:__sys_sendto', { comm: 'nobody' }, e => print('none'))
      on('kprobe:__sys_sendto', { where: e => e.len > 1 }, e => print('none'))`,
    workload,
    needs,
    expect: { tables: { "count('returned')": [['returned', 4]] } },
  },
  {
    name: 'addresses are bigints of all 64 bits',
    script: `
      on('kprobe:do_sys_openat2', e => count(e.args.how > 0xffff000000000000n))
      on('kprobe:do_sys_openat2', e => { if (e.args.how < 0xffff000000000000n) print(e.args.how) })
      on('kprobe:do_sys_openat2', { sample: 1 }, e => { typeof e.args.how === 'bigint' || print(e.args.how) })`,
    workload,
    needs,
    expect: { tables: { 'count(e.args.how > 0xffff000000000000n)': [[true, between(4, 100)]] } },
  },
  {
    name: 'the stack that led there',
    script: `on('kprobe:__sys_socket', e => print(e.kstack.split('\\n')[0].startsWith('__sys_socket'), e.kstack.includes('do_syscall_64')))`,
    workload,
    needs,
    expect: { rows: [[true, process.arch === 'x64']] },
  },
  {
    name: 'alone, with nothing else attached',
    script: `on('kprobe:__sys_bind', () => count())`,
    workload,
    needs,
    expect: { tables: { 'count()': [[5]] } },
  },
])

const refused = async (code: string, exitCode = 2): Promise<string> => {
  const { stdout, stderr, exit } = await systrace(['-e', code])
  expect({ stdout, exit }).toEqual({ stdout: '', exit: exitCode })
  return stderr
}

describe('functions that cannot be probed', () => {
  const kprobeTest = testNeeding('kernel', 'binary', 'kprobes')

  kprobeTest('one that the kernel does not have, with the nearest', async () => {
    const said = await refused("on('kprobe:vfs_raed', () => {})")
    expect(said).toContain('the kernel has no function "vfs_raed"')
    expect(said).toContain('hint: did you mean "vfs_read"?')
  })

  kprobeTest('one that the kernel lets no one probe', async () => {
    expect(await refused("on('kprobe:notify_die', () => {})")).toContain(
      'the kernel lets no one probe "notify_die"',
    )
  })

  kprobeTest('a field that the function does not have', async () => {
    const said = await refused("on('kprobe:vfs_read', e => print(e.cuont))", 1)
    expect(said).toContain('no field of vfs_read is called "cuont"')
    expect(said).toContain('hint: did you mean "count"?')
  })

  if (lacking('kprobes'))
    binaryTest('all, where the kernel has no kprobes', async () => {
      expect(await systrace(['-e', "on(['kprobe:vfs_read', 'kretprobe:vfs_read'], () => {})"])).toEqual({
        stdout: '',
        stderr:
          'systrace: Cannot probe vfs_read: this kernel has no kprobes (CONFIG_KPROBES)\n' +
          '  hint: system calls and process: events need none\n',
        exit: 3,
      })
    })
})
