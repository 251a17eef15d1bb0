import { expect, test } from 'bun:test'
import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import { openBtf } from '../../bpf/btf.ts'
import { errorByNumber, errorNumber, signalName, signalNumber } from '../../bpf/facts/errors.ts'
import { helpers } from '../../bpf/facts/helpers.gen.ts'
import { registerLayouts } from '../../bpf/facts/pt-regs.ts'
import { eventsOfSyscall, isKnownType, parseFormat, syscallOfEvent } from '../../bpf/facts/syscall-format.ts'
import { syscallGroups } from '../../bpf/facts/syscall-groups.ts'
import { type Arch, type SyscallArg, syscallTable, withFormats } from '../../bpf/facts/syscalls.ts'
import { attachTypes, mapTypes, progTypes } from '../../bpf/facts/uapi.gen.ts'
import { generate, generateWithC } from '../../bpf/gen/facts.ts'
import { headersDir, libcDir } from '../../bpf/gen/packages.ts'
import { lacking, type Test, testNeeding } from '../support/needs.ts'

const arch = process.arch as Arch
const table = syscallTable(arch)
const events = '/sys/kernel/tracing/events/syscalls'

/** A test of a file that is not on every machine. Its lack is no fault of the machine: told, never a failure. */
const testWithFile =
  (path: string): Test =>
  (name, run, timeoutMs) => {
    if (existsSync(path)) return test(name, () => run(), timeoutMs)
    const reason = `needs ${path}`
    if (process.env.SYSTRACE_SKIPS) {
      appendFileSync(process.env.SYSTRACE_SKIPS, `${JSON.stringify({ name, reason })}\n`)
    } else console.error(`skipped: ${reason}`)
    test.skip(name, () => run())
  }

const kinds = (name: string, on: Arch = 'x64'): string =>
  syscallTable(on)
    .byName(name)!
    .args.map(arg => `${arg.name}:${arg.kind}`)
    .join(' ')

// ---- syscalls

const unistd = `/usr/include/${arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu/asm/unistd_64.h`

testWithFile(unistd)('syscall numbers equal those of the machine’s headers', () => {
  const header = readFileSync(unistd, 'utf8')
  const numbers = [...header.matchAll(/^#define __NR_(\w+) (\d+)$/gm)]
  expect(numbers.length).toBeGreaterThan(300)
  for (const [, name, nr] of numbers) expect([name, table.byName(name!)?.nr]).toEqual([name, Number(nr)])
})

test.each<[Arch, string, number]>([
  ['x64', 'read', 0],
  ['x64', 'openat', 257],
  ['x64', 'newfstatat', 262],
  ['x64', 'cachestat', 451],
  ['x64', 'mseal', 462],
  ['x64', 'open_tree_attr', 467],
  ['arm64', 'io_setup', 0],
  ['arm64', 'openat', 56],
  ['arm64', 'read', 63],
  ['arm64', 'write', 64],
  ['arm64', 'newfstatat', 79],
  ['arm64', 'exit_group', 94],
  ['arm64', 'mmap', 222],
  ['arm64', 'execve', 221],
  ['arm64', 'mseal', 462],
])('%s %s is %i', (on, name, nr) => {
  expect(syscallTable(on).byName(name)?.nr).toBe(nr)
  expect(syscallTable(on).byNumber(nr)?.name).toBe(name)
})

test('a table knows its limits', () => {
  for (const on of ['x64', 'arm64'] as const) {
    const { all, limit, byName, byNumber } = syscallTable(on)
    const numbers = all().map(fact => fact.nr)
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
    expect(new Set(numbers).size).toBe(numbers.length)
    expect(limit).toBe(Math.max(...numbers) + 1)
    expect([byName('nosuch'), byName('toString'), byNumber(-1), byNumber(limit)]).toEqual(
      Array(4).fill(undefined),
    )
  }
  expect(syscallTable('x64').limit).toBeGreaterThanOrEqual(468)
  expect(syscallTable('arm64').byName('open')).toBeUndefined()
})

test.each<[string, string]>([
  ['openat', 'dfd:int filename:string flags:int mode:uint'],
  ['close', 'fd:int'],
  ['close_range', 'fd:int max_fd:uint flags:uint'],
  ['write', 'fd:int buf:pointer count:ulong'],
  ['readv', 'fd:int vec:pointer vlen:ulong'],
  ['execve', 'filename:string argv:strings envp:strings'],
  ['mmap', 'addr:ulong len:ulong prot:ulong flags:ulong fd:int off:ulong'],
  ['lseek', 'fd:int offset:long whence:uint'],
  ['pipe', 'fildes:pointer'],
  ['dup', 'fildes:int'],
  ['mount', 'dev_name:string dir_name:string type:string flags:ulong data:pointer'],
  ['sethostname', 'name:pointer len:int'],
  ['chown', 'filename:string user:uint group:uint'],
  ['capget', 'header:pointer dataptr:pointer'],
  ['mq_timedsend', 'mqdes:int u_msg_ptr:pointer msg_len:ulong msg_prio:uint u_abs_timeout:pointer'],
  ['landlock_add_rule', 'ruleset_fd:int rule_type:uint rule_attr:pointer flags:uint'],
  ['clone', 'clone_flags:ulong newsp:ulong parent_tidptr:pointer child_tidptr:pointer tls:ulong'],
  ['getpid', ''],
  ['vserver', 'arg0:ulong arg1:ulong arg2:ulong arg3:ulong arg4:ulong arg5:ulong'],
])('the arguments of %s', (name, want) => expect(kinds(name)).toBe(want))

test('clone has another order of arguments on arm64', () => {
  expect(kinds('clone', 'arm64')).toBe(
    'clone_flags:ulong newsp:ulong parent_tidptr:pointer tls:ulong child_tidptr:pointer',
  )
})

test('every C type is known', () => {
  const args = [...syscallTable('x64').all(), ...syscallTable('arm64').all()].flatMap(fact => fact.args)
  expect(args.map(arg => arg.type).filter(type => !isKnownType(type))).toEqual([])
})

test('a format text is read, without what newer kernels add', () => {
  const text = readFileSync(join(import.meta.dirname, '../fixtures/sys_enter_execve.format'), 'utf8')
  expect(parseFormat('execve', text)).toEqual([
    { name: 'filename', type: 'const char *', kind: 'string' },
    { name: 'argv', type: 'const char *const *', kind: 'strings' },
    { name: 'envp', type: 'const char *const *', kind: 'strings' },
  ])
})

test('formats override the snapshot', () => {
  const args: SyscallArg[] = [{ name: 'what', type: 'int', kind: 'int' }]
  const changed = withFormats(table, new Map([['close', args]]))
  expect(changed.byName('close')?.args).toBe(args)
  expect(changed.byNumber(table.byName('close')!.nr)?.args).toBe(args)
  expect(changed.byName('openat')).toBe(table.byName('openat')!)
  expect(changed.limit).toBe(table.limit)
})

testNeeding('tracefs')('every syscall of the running kernel has a fact with the same arguments', () => {
  const found = readdirSync(events).filter(event => event.startsWith('sys_enter_'))
  expect(found.length).toBeGreaterThan(250)
  for (const event of found) {
    const name = syscallOfEvent(event.slice('sys_enter_'.length))
    const args = parseFormat(name, readFileSync(join(events, event, 'format'), 'utf8'))
    const known = table.byName(name)?.args
    // Kernels append arguments to a syscall, and rarely so: those that both know must agree.
    const both = Math.min(args.length, known?.length ?? 0)
    expect([name, known && args.slice(0, both).map(arg => arg.name)]).toEqual([
      name,
      known?.slice(0, both).map(arg => arg.name),
    ])
    expect(Math.abs(args.length - (known?.length ?? 0))).toBeLessThanOrEqual(name === 'bpf' ? 2 : 0)
    expect(eventsOfSyscall(name)).toContain(event.slice('sys_enter_'.length))
  }
})

// ---- groups

test('groups hold what their name says', () => {
  const groups = syscallGroups()
  const has = (group: string, name: string): boolean => groups.get(group)!.includes(name)
  expect(has('%file', 'openat') && has('%file', 'getcwd') && has('%file', 'umount2')).toBe(true)
  expect(has('%file', 'read') || has('%file', 'memfd_create') || has('%file', 'fsetxattr')).toBe(false)
  expect(has('%desc', 'read') && has('%desc', 'mmap') && has('%desc', 'poll')).toBe(true)
  expect(has('%desc', 'recvfrom') || has('%desc', 'chdir')).toBe(false)
  expect(groups.get('%net')).toBe(groups.get('%network')!)
  expect(groups.get('%mem')).toBe(groups.get('%memory')!)
  expect(groups.get('%%stat')).toEqual(['fstat', 'lstat', 'newfstatat', 'stat', 'statx'])
  for (const [group, names] of groups) expect([group, names.length > 0]).toEqual([group, true])
})

/** Makes every syscall of strace's age, each refused by seccomp before it does anything. */
const everySyscall = `
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
int main(void) {
  struct sock_filter filter[] = {
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_exit_group, 0, 1),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
  };
  struct sock_fprog program = {4, filter};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0)) return 1;
  // 335 and 336 are the kernel's uprobe trampolines, which kill who calls them.
  for (long nr = 0; nr <= 450; nr++)
    if (nr != SYS_exit_group && nr != 335 && nr != 336) syscall(nr, 0, 0, 0, 0, 0, 0);
  _exit(0);
}
`

/** Where we differ from strace 6.1 on syscalls that it knows, and why. */
const differences: Readonly<Record<string, { ours?: string[]; strace?: string[] }>> = {
  // close_range closes descriptors.
  '%desc': { ours: ['close_range'] },
  // io_uring_enter takes a signal mask, as ppoll does, which is not there either.
  '%signal': { strace: ['io_uring_enter'] },
}

testNeeding('strace', 'gcc')('groups are strace’s, but for what is said here', () => {
  const place = mkdtempSync(join(tmpdir(), 'systrace-groups-'))
  try {
    const program = join(place, 'every-syscall')
    writeFileSync(`${program}.c`, everySyscall)
    execFileSync('gcc', ['-o', program, `${program}.c`])
    const seen = (expression: string): Set<string> => {
      const log = join(place, 'log')
      execFileSync('strace', ['-o', log, '-e', `trace=${expression}`, program])
      const refused = readFileSync(log, 'utf8').matchAll(/^(\w+)\(.*= \??-?\w+ ENOSYS/gm)
      return new Set([...refused].map(([, name]) => name!).filter(name => !name.startsWith('syscall_')))
    }
    const known = seen('all')
    expect(known.size).toBeGreaterThan(250)
    for (const [group, names] of syscallGroups()) {
      if (group === '%mem') continue
      const theirs = seen(group)
      const ours = names.filter(name => known.has(name))
      const { ours: more = [], strace: less = [] } = differences[group] ?? {}
      expect([group, ours.filter(name => !theirs.has(name))]).toEqual([group, more])
      expect([group, [...theirs].filter(name => !ours.includes(name))]).toEqual([group, less])
    }
  } finally {
    rmSync(place, { recursive: true })
  }
})

// ---- errors and signals

test('errors equal node’s', () => {
  for (const [name, number] of Object.entries(constants.errno)) {
    expect([name, errorNumber(name)]).toEqual([name, number])
    // EWOULDBLOCK and EAGAIN are one number, and its name is EAGAIN.
    expect(errorByNumber(number)?.number).toBe(number)
  }
  expect(errorByNumber(2)).toEqual({ name: 'ENOENT', number: 2, text: 'No such file or directory' })
  expect(errorByNumber(11)?.name).toBe('EAGAIN')
  expect(errorByNumber(512)?.name).toBe('ERESTARTSYS')
  expect([errorByNumber(0), errorByNumber(-1), errorNumber('ENOSUCH')]).toEqual([
    undefined,
    undefined,
    undefined,
  ])
})

test('signals equal node’s', () => {
  for (const [name, number] of Object.entries(constants.signals)) {
    if (name === 'SIGIOT' || name === 'SIGPOLL' || name === 'SIGUNUSED') continue
    expect([name, signalNumber(name)]).toEqual([name, number])
    expect(signalName(number)).toBe(name)
  }
  expect([signalName(0), signalName(32), signalName(34), signalName(65)]).toEqual([
    undefined,
    'SIGRTMIN',
    'SIGRT_2',
    undefined,
  ])
})

// ---- BPF

test('ids of BPF', () => {
  expect(helpers).toMatchObject({ map_lookup_elem: 1, get_current_pid_tgid: 14, probe_read_user_str: 114 })
  expect(helpers).toMatchObject({ ringbuf_output: 130, ringbuf_reserve: 131, ringbuf_submit: 132, loop: 181 })
  expect(mapTypes).toMatchObject({ hash: 1, stack_trace: 7, ringbuf: 27, task_storage: 29 })
  expect(progTypes).toMatchObject({ kprobe: 2, raw_tracepoint: 17, tracing: 26 })
  expect(attachTypes).toMatchObject({ trace_raw_tp: 23, trace_fentry: 24, trace_fexit: 25, perf_event: 41 })
})

// ---- registers

const btfFile = '/sys/kernel/btf/vmlinux'

testWithFile(btfFile)('registers lie where the running kernel’s BTF says', () => {
  const btf = openBtf(readFileSync(btfFile))
  const { members } = btf.struct('pt_regs')!
  const offset = (name: string): number => members.get(name)!.offset
  const layout = registerLayouts[arch]
  const numbers = arch === 'x64' ? 'orig_ax' : 'syscallno'
  expect(layout.nr as unknown).toEqual({
    offset: offset(numbers),
    size: btf.sizeOf(members.get(numbers)!.type),
  })
  if (arch === 'x64') {
    expect([...layout.args]).toEqual(['di', 'si', 'dx', 'r10', 'r8', 'r9'].map(offset))
    expect([...layout.call]).toEqual(['di', 'si', 'dx', 'cx', 'r8', 'r9'].map(offset))
    expect([layout.ret, layout.ip, layout.sp]).toEqual(['ax', 'ip', 'sp'].map(offset))
  } else {
    expect([...layout.args]).toEqual([offset('orig_x0'), ...[1, 2, 3, 4, 5].map(i => offset('regs') + 8 * i)])
    expect([...layout.call]).toEqual([0, 1, 2, 3, 4, 5].map(i => offset('regs') + 8 * i))
    expect([layout.ret, layout.ip, layout.sp]).toEqual(['regs', 'pc', 'sp'].map(offset))
  }
})

// ---- freshness

const expectFresh = (files: ReadonlyMap<string, string>): void => {
  for (const [name, text] of files) {
    expect([name, readFileSync(join(import.meta.dirname, '../../bpf/facts', name), 'utf8') === text]).toEqual(
      [name, true],
    )
  }
}

testWithFile(headersDir())('the generated files are what the generator writes', () =>
  expectFresh(generate(headersDir())),
)

/** A dozen runs over all headers, on a machine that may be busy. */
const compiling = 60_000

const withHeaders = existsSync(headersDir()) ? testWithFile(libcDir()) : testWithFile(headersDir())
const withCompiler: Test = lacking('gcc') ? testNeeding('gcc') : withHeaders
const withCrossCompiler: Test = lacking('gcc', 'aarch64-linux-gnu-gcc')
  ? testNeeding('gcc', 'aarch64-linux-gnu-gcc')
  : withHeaders

withCompiler('so are those that need a C compiler', () => expectFresh(generateWithC()), compiling)

withCrossCompiler(
  'a compiler for arm64 makes the same of them',
  () => {
    const out = mkdtempSync(join(tmpdir(), 'systrace-facts-'))
    try {
      execFileSync(process.execPath, [join(import.meta.dirname, '../../bpf/gen/facts.ts'), out], {
        env: { ...process.env, SYSTRACE_ARM64_GCC: 'aarch64-linux-gnu-gcc' },
      })
      const names = readdirSync(out)
      expect(names).toContain('structs.gen.ts')
      expectFresh(new Map(names.map(name => [name, readFileSync(join(out, name), 'utf8')])))
    } finally {
      rmSync(out, { recursive: true })
    }
  },
  compiling,
)
