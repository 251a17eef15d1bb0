/**
 * What a test needs of the machine, and what becomes of it where that is missing: it is skipped with the reason, which
 * the test run prints; under SYSTRACE_REQUIRE_KERNEL=1 (CI, and root where BPF works) it fails instead, so that a
 * skipped layer never looks green.
 */

import { test } from 'bun:test'
import { accessSync, appendFileSync, constants, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openBtf } from '../../bpf/btf.ts'
import { byEngine } from './engine.ts'
import { patience } from './patience.ts'

const capability = { sysAdmin: 21n, perfmon: 38n, bpf: 39n } as const

const isOn = (name: string): boolean => process.env[name] === '1'

/** Is this process allowed to do what the bit stands for? */
const holds = (bit: bigint): boolean => {
  const line = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))
  return line !== null && ((BigInt(`0x${line[1]}`) >> bit) & 1n) === 1n
}

const onPath = (program: string): boolean =>
  [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/sbin'].some(folder => {
    try {
      accessSync(join(folder, program), constants.X_OK)
      return true
    } catch {
      return false
    }
  })

const program =
  (name: string, debianPackage = name) =>
  (): string | undefined =>
    onPath(name) ? undefined : `needs ${name} (Debian package ${debianPackage})`

const kernelBtf = '/sys/kernel/btf/vmlinux'

/** Each need looks for itself and says in one line what is missing, or nothing. */
const gates = {
  kernel: () => {
    if (!existsSync('/proc/sys/kernel/unprivileged_bpf_disabled')) return 'needs a kernel with BPF'
    if (holds(capability.sysAdmin) || (holds(capability.bpf) && holds(capability.perfmon))) return undefined
    return 'needs root, or CAP_BPF and CAP_PERFMON'
  },
  kprobes: () =>
    existsSync('/sys/bus/event_source/devices/kprobe')
      ? undefined
      : 'needs a kernel with kprobes (make test-vm runs a test under one)',
  'last-thread': () =>
    existsSync(kernelBtf) && (openBtf(readFileSync(kernelBtf)).tracepointWords('sched_process_exit') ?? 0) > 1
      ? undefined
      : 'needs a kernel that tells which thread of a process is the last (Linux 6.16)',
  root: () => (process.getuid?.() === 0 ? undefined : 'needs root'),
  tracefs: () =>
    existsSync('/sys/kernel/tracing/events') ? undefined : 'needs tracefs, readable (make setup mounts it)',
  binary: () => (existsSync(binaryPath) ? undefined : 'needs dist/systrace (make build)'),
  bun: () => byEngine({ bun: undefined, deno: 'is about systrace as one file, which Bun runs' }),
  gcc: program('gcc'),
  'aarch64-linux-gnu-gcc': program('aarch64-linux-gnu-gcc', 'gcc-aarch64-linux-gnu'),
  'libbpf-dev': () =>
    existsSync('/usr/include/bpf/bpf.h')
      ? undefined
      : 'needs the headers of libbpf (Debian package libbpf-dev)',
  strace: program('strace'),
  git: program('git'),
  python3: program('python3'),
  node: program('node', 'nodejs'),
  bpftool: program('bpftool'),
  sudo: program('sudo'),
  setcap: program('setcap', 'libcap2-bin'),
  tmux: program('tmux'),
  openssl: program('openssl'),
  bash: program('bash'),
  zsh: program('zsh'),
  fish: program('fish'),
  man: program('man', 'man-db'),
  mandoc: program('mandoc'),
  qemu: program(`qemu-system-${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}`, 'qemu-system'),
} satisfies Record<string, () => string | undefined>

export type Need = keyof typeof gates

/** The program under test, as a user starts it. */
export const binaryPath = join(import.meta.dirname, '../../dist/systrace')

/** Left out of `make test-fast`. */
const slow = new Set<Need>(['kernel', 'binary', 'qemu'])
/** Nice to have: its lack is a skip even where skips of the others are failures. */
const optional = new Set<Need>(['bun', 'qemu', 'aarch64-linux-gnu-gcc', 'kprobes', 'last-thread'])

/** The first thing that this machine lacks, or nothing. */
export const lacking = (...needs: readonly Need[]): { need: Need; reason: string } | undefined => {
  for (const need of needs) {
    const reason = gates[need]()
    if (reason !== undefined) return { need, reason }
  }
  return undefined
}

const told = new Set<string>()

/** Tells the test run (or, without one, the terminal) why a test does not run. */
const tell = (name: string, reason: string): void => {
  const file = process.env.SYSTRACE_SKIPS
  if (file !== undefined) appendFileSync(file, `${JSON.stringify({ name, reason })}\n`)
  else if (!told.has(reason)) console.error(`skipped: ${reason}`)
  told.add(reason)
}

export type Test = (name: string, run: () => void | Promise<void>, timeoutMs?: number) => void

/**
 * A `test` that runs where the machine has all that it needs.
 *
 * @example const abiTest = testNeeding('gcc', 'libbpf-dev')
 */
export const testNeeding =
  (...needs: readonly Need[]): Test =>
  (name, run, timeoutMs) => {
    const slowOne = needs.find(need => slow.has(need))
    const lack = isOn('SYSTRACE_FAST') && slowOne ? undefined : lacking(...needs)
    if (isOn('SYSTRACE_FAST') && slowOne) {
      tell(name, `left out of the fast run (needs ${slowOne})`)
      test.skip(name, run)
    } else if (lack === undefined) {
      test(name, run, timeoutMs && timeoutMs * patience)
    } else if (isOn('SYSTRACE_REQUIRE_KERNEL') && !optional.has(lack.need)) {
      test(name, () => {
        throw new Error(`${lack.reason}; SYSTRACE_REQUIRE_KERNEL=1 makes this skip a failure`)
      })
    } else {
      tell(name, lack.reason)
      test.skip(name, run)
    }
  }

/** Loads programs into the running kernel. */
export const kernelTest: Test = testNeeding('kernel')

/** Runs dist/systrace as a user would, on the running kernel. */
export const binaryTest: Test = testNeeding('kernel', 'tracefs', 'binary')
