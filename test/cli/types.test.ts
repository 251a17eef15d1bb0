/** `systrace types`: declarations of the running kernel, and that they fit scripts. */

import { afterAll, describe, expect } from 'bun:test'
import { spawnSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parseFormat } from '../../bpf/facts/syscall-format.ts'
import { syscallTable } from '../../bpf/facts/syscalls.ts'
import { hostArch } from '../../runtime/machine/kernel-facts.ts'
import { testNeeding } from '../support/needs.ts'
import { Folder, systrace } from './command.ts'

const root = join(import.meta.dirname, '../..')
const cliTest = testNeeding('binary')
const tracefsTest = testNeeding('binary', 'root', 'tracefs')

/** Starts it as a user who may read little. */
const nobody = process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : []

const folder = new Folder()
afterAll(() => folder[Symbol.dispose]())
const types = (args: readonly string[], options: Parameters<typeof systrace>[1] = {}) =>
  systrace(['types', ...args], { cwd: folder.path, ...options, env: { HOME: folder.path, ...options.env } })

/**
 * What tsc says, strictly, of a script with these declarations.
 *
 * @param paths where modules are that are not declared by name
 */
const typeErrors = async (
  name: string,
  script: string,
  declarations: Readonly<Record<string, string>>,
  paths: Readonly<Record<string, readonly string[]>> = {},
) => {
  folder.write(`${name}/x.ts`, script)
  for (const [file, text] of Object.entries(declarations)) folder.write(`${name}/types/${file}`, text)
  const valibot = join(root, 'dist/types/valibot.d.ts')
  const config = {
    compilerOptions: {
      strict: true,
      noEmit: true,
      module: 'Preserve',
      target: 'ESNext',
      lib: ['ESNext', 'DOM'],
      skipLibCheck: false,
      paths: { ...paths, valibot: [valibot] },
    },
    include: ['**/*.ts'],
  }
  folder.write(`${name}/tsconfig.json`, JSON.stringify(config))
  const { stdout } = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', join(folder.path, name)], {
    cwd: join(folder.path, name),
    encoding: 'utf8',
  })
  return stdout
}

/** The body of an interface, as far to the left as its head. */
const declared = (text: string, name: string): string => {
  const [, indent, body = ''] =
    new RegExp(`^( *)export interface ${name} \\{\n([\\s\\S]*?)^\\1\\}$`, 'm').exec(text) ?? []
  return body.replaceAll(new RegExp(`^${indent}`, 'gm'), '')
}

describe('systrace types', () => {
  tracefsTest('declares every syscall and every tracepoint of this kernel', async () => {
    const { stdout, stderr, exit } = await types([])
    expect({ stderr, exit }).toEqual({ stderr: '', exit: 0 })
    const syscalls = declared(stdout, 'SyscallArgs')
    const missing = syscallTable(hostArch())
      .all()
      .filter(({ name }) => !new RegExp(`^  '?${name}'?: \\{`, 'm').test(syscalls))
    expect(missing.map(({ name }) => name)).toEqual([])

    const format = readFileSync('/sys/kernel/tracing/events/syscalls/sys_enter_openat/format', 'utf8')
    for (const { name } of parseFormat('openat', format))
      expect(/^ {2}openat: \{\n([\s\S]*?)^ {2}\}/m.exec(syscalls)![1]).toContain(`readonly ${name}: `)

    const listed = readFileSync('/sys/kernel/tracing/available_events', 'utf8').trim().split('\n')
    const events = listed.filter(name => !name.startsWith('syscalls:') && !name.includes('/'))
    const tracepoints = declared(stdout, 'Tracepoints')
    const names = new Set([...tracepoints.matchAll(/^ {2}'([\w:-]+)': \{/gm)].map(([, name]) => name))
    // What has just been loaded, or made by somebody, may be on one list only.
    const unknown = events.filter(name => !names.has(name))
    expect(unknown.length).toBeLessThan(events.length / 100)
    expect(names.size).toBeGreaterThan(events.length * 0.95)
    expect(tracepoints).toContain(`  'sched:sched_switch': {
    /** char[16] */
    readonly prev_comm: string
`)
    const script = `import { on, print, type Tracepoints } from 'systrace'
const shown = (record: Tracepoints['sched:sched_switch']): string => record.prev_comm
on('openat', e => print(e.filename.length, e.args.flags + 1, shown.name))
// @ts-expect-error: no such field
on('openat', e => print(e.fielname))
`
    expect(await typeErrors('all', script, { 'systrace.d.ts': stdout })).toBe('')
  })

  cliTest('what is declared for some probes fits beside the rest', async () => {
    const { stdout, exit } = await types(['openat', '%net', '!sendto', 'process:exec', 'kprobe:vfs_read'])
    expect(exit).toBe(0)
    expect(declared(stdout, 'SyscallArgs')).toContain('  openat: {')
    expect(declared(stdout, 'SyscallArgs')).toContain('  recvfrom: {')
    expect(stdout).not.toContain('    sendto: {')
    expect(stdout).not.toContain('    read: {')
    expect(declared(stdout, 'ProcessArgs')).toContain(`'process:exec'`)
    const script = `import { on, print } from 'systrace'
on('kprobe:vfs_read', e => print(e.count + 1, e.args.file > 5n))
on('kretprobe:vfs_read', e => print(e.ret > 0))
// @ts-expect-error: it has no such argument
on('kprobe:vfs_read', e => print(e.args.coutn))
on('kprobe:vfs_write', e => print(e.args.coutn))
`
    const base = readFileSync(join(root, 'dist/types/systrace.d.ts'), 'utf8')
    const paths = { systrace: ['./types/systrace.d.ts'] }
    expect(await typeErrors('some', script, { 'systrace.d.ts': base, 'some.d.ts': stdout }, paths)).toBe('')
    // Beside the declarations of a kernel as well.
    const all = await types([])
    expect(await typeErrors('both', script, { 'systrace.d.ts': all.stdout, 'some.d.ts': stdout })).toBe('')
  })

  tracefsTest('declares tracepoints by group and pattern', async () => {
    const { stdout } = await types(['sched:sched_process_*', 'tracepoint:syscalls:sys_enter_close'])
    expect(declared(stdout, 'Tracepoints')).toContain(`'sched:sched_process_exec'`)
    expect(stdout).not.toContain('sched_switch')
    expect((await types(['--', 'sched:sched_process_exec'])).stdout).not.toContain('close')
    expect(declared(stdout, 'SyscallArgs')).toContain('close: {')
  })

  cliTest('without rights, says what it cannot read, and declares what systrace knows', async () => {
    const { stdout, stderr, exit } = await types([], { under: nobody })
    expect(exit).toBe(0)
    expect(stderr).toContain('cannot be read: permission denied')
    expect(stderr).toContain('sudo systrace types')
    expect(declared(stdout, 'SyscallArgs')).toContain('  openat: {')
    expect(declared(stdout, 'Tracepoints')).toBe('')
  })

  cliTest('-o writes a file, over one that is there', async () => {
    folder.write('out.d.ts', 'old')
    const { stdout, exit } = await types(['-o', 'out.d.ts', 'close'])
    expect({ stdout, exit }).toEqual({ stdout: '', exit: 0 })
    const text = readFileSync(join(folder.path, 'out.d.ts'), 'utf8')
    expect(text).toStartWith('// Written by systrace types close ')
    expect(text).not.toContain('old')
    expect(statSync(join(folder.path, 'out.d.ts')).mode & 0o111).toBe(0)
    const denied = await types(['-o', 'no/such/folder.d.ts', 'close'])
    expect(denied.stderr).toContain('Cannot write "no/such/folder.d.ts": no such file or directory')
    expect(denied.exit).toBe(3)
  })

  for (const [pattern, message, hint] of [
    ['opennat', 'Cannot declare "opennat": no syscall is called "opennat"', 'did you mean "openat"?'],
    ['%nett', 'no group of syscalls is called "%nett"', 'did you mean "%net"?'],
    ['process:exitt', 'a process has no event "exitt"', 'did you mean "process:exit"?'],
    ['process:z*', 'no process event matches it', 'there are: process:fork, process:exec'],
    ['kprobe:', 'Cannot declare "kprobe:": the function has no name', 'kprobe:vfs_*'],
    ['kprobe:vfs_raed', 'the kernel has no function "vfs_raed"', 'did you mean "vfs_read"?'],
  ] as const)
    cliTest(`refuses ${pattern}`, async () => {
      const { stdout, stderr, exit } = await types([pattern])
      expect(stderr).toContain(message)
      expect(stderr).toContain(hint)
      expect({ stdout, exit }).toEqual({ stdout: '', exit: 2 })
    })

  tracefsTest('refuses a tracepoint that is not there', async () => {
    const { stderr, exit } = await types(['sched:sched_swich'])
    expect(stderr).toContain('The kernel has no tracepoint "sched:sched_swich"')
    expect(stderr).toContain('did you mean "sched:sched_switch"?')
    expect(exit).toBe(2)
    expect((await types(['schd:sched_switch'])).stderr).toContain('did you mean "sched:*"?')
    expect((await types(['tracepoint:sched'])).stderr).toContain('all of a group: sched:*')
  })
})
