/** Machines that lack something: rights, libbpf, BTF, tracefs. In mount namespaces of their own, which the machine does not see. */

import { afterAll, describe, expect } from 'bun:test'
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { testNeeding } from '../support/needs.ts'
import { Command, type Ended, Folder, powerless, systrace, Worker } from './command.ts'

const programTest = testNeeding('binary')
const rootTest = testNeeding('kernel', 'root', 'binary')
const compilerTest = testNeeding('kernel', 'root', 'binary', 'gcc')

const folder = new Folder()
afterAll(() => folder[Symbol.dispose]())

const code = ['-e', "on('openat', e => print(e.comm)); begin(() => { print('attached'); exit() })"]

describe('rights', () => {
  /** As an ordinary user who may reach the binary wherever it is, and has these capabilities besides. */
  const ordinary = (...capabilities: string[]): string[] => {
    const held = ['dac_read_search', ...capabilities].map(name => `+${name}`).join()
    return [
      'setpriv',
      '--reuid=65534',
      '--regid=65534',
      '--clear-groups',
      `--inh-caps=${held}`,
      `--ambient-caps=${held}`,
    ]
  }
  const denied = (lacks: string) => ({
    stdout: '',
    stderr: `systrace: Not allowed to trace: this process lacks ${lacks}\n  hint: run it as root: sudo systrace …\n`,
    exit: 3,
  })

  rootTest('an ordinary user is told which capabilities are missing', async () => {
    expect(await systrace(code, { under: ordinary() })).toEqual(denied('CAP_BPF and CAP_PERFMON'))
    expect(await systrace(code, { under: ordinary('bpf') })).toEqual(denied('CAP_PERFMON'))
    expect(await systrace(code, { under: ordinary('perfmon') })).toEqual(denied('CAP_BPF'))
  })

  rootTest('-v adds the call that failed', async () => {
    const { stderr } = await systrace(['-v', ...code], { under: ordinary() })
    expect(stderr).toContain('\n  Cannot load BTF: bpf_btf_load failed with EPERM\n')
  })

  rootTest('the two capabilities are enough', async () => {
    const both = { under: ordinary('bpf', 'perfmon') }
    expect(await systrace(['-c', 'nobody-at-all', ...code], both)).toEqual({
      stdout: 'attached\n',
      stderr: '',
      exit: 0,
    })
  })

  rootTest('root without capabilities is told of its container', async () => {
    expect(await systrace(code, { under: powerless })).toEqual({
      stdout: '',
      stderr:
        'systrace: Not allowed to trace: this process lacks CAP_BPF and CAP_PERFMON\n' +
        '  hint: root without its capabilities is in a container: start that with --cap-add=BPF --cap-add=PERFMON\n',
      exit: 3,
    })
  })

  programTest('help, and what is wrong with a script, need none', async () => {
    expect((await systrace(['--help'], { under: powerless })).exit).toBe(0)
    expect((await systrace(['-e', "on('opennat', e => 1)"], { under: powerless })).exit).toBe(2)
  })
})

/** Runs systrace where a shell command has changed the mounts. `$1` is a folder to use. */
const where = (prepare: string, args: readonly string[]): Promise<Ended> =>
  systrace(args, {
    under: ['unshare', '-m', 'sh', '-ec', `${prepare}; shift; exec "$@"`, 'sh', folder.path],
  })

describe('libbpf', () => {
  /** An empty place over the library, as if it were not installed. */
  const hide = `
    mount -t tmpfs none "$1"
    for lib in /usr/lib/*-linux-gnu /usr/lib64 /usr/lib; do
      [ -e "$lib/libbpf.so.1" ] || continue
      mkdir -p "$1/upper" "$1/work"
      [ -e "$1/upper/libbpf.so.1" ] || mknod "$1/upper/libbpf.so.1" c 0 0
      mount -t overlay overlay -o "lowerdir=$lib,upperdir=$1/upper,workdir=$1/work" "$lib"
      break
    done`
  const install = /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(
    execFileSync('cat', ['/etc/os-release'], { encoding: 'utf8' }),
  )
    ? 'apt-get install libbpf1'
    : 'libbpf'

  rootTest('that is not installed', async () => {
    const { stdout, stderr, exit } = await where(hide, code)
    expect({ stdout, exit }).toEqual({ stdout: '', exit: 3 })
    expect(stderr).toStartWith(
      'systrace: The library libbpf.so.1 is not on this machine\n  hint: install it: ',
    )
    expect(stderr).toContain(install)
  })

  compilerTest('that is too old', async () => {
    const source = folder.write('old.c', 'void *libbpf_set_print(void *print) { return 0; }\n')
    execFileSync('gcc', ['-shared', '-fPIC', '-o', `${folder.path}/libbpf.so.1`, source])
    const { stdout, stderr, exit } = await systrace(code, { env: { LD_LIBRARY_PATH: folder.path } })
    expect({ stdout, exit }).toEqual({ stdout: '', exit: 3 })
    expect(stderr).toMatch(
      /^systrace: libbpf\.so\.1 is too old: it has no \w+, which came with version [\d.]+\n {2}hint: systrace needs libbpf 1\.1 or newer: /,
    )
    expect(stderr).toContain(install)
  })

  rootTest('that is no library', async () => {
    folder.write('broken/libbpf.so.1', 'not a library')
    const { stdout, stderr, exit } = await systrace(code, {
      env: { LD_LIBRARY_PATH: `${folder.path}/broken` },
    })
    expect({ stdout, exit }).toEqual({ stdout: '', exit: 3 })
    expect(stderr).toStartWith('systrace: Cannot load libbpf.so.1: ')
    expect(stderr).toContain('\n  hint: install it anew: ')
  })
})

describe('the kernel', () => {
  rootTest('without BTF', async () => {
    expect(await where('mount -t tmpfs none /sys/kernel/btf', code)).toEqual({
      stdout: '',
      stderr:
        "systrace: Cannot read the kernel's types from /sys/kernel/btf/vmlinux\n" +
        '  hint: systrace needs a kernel built with CONFIG_DEBUG_INFO_BTF, and /sys mounted\n',
      exit: 3,
    })
  })

  rootTest('with BTF that cannot be understood', async () => {
    const { stdout, stderr, exit } = await where('mount --bind /dev/null /sys/kernel/btf/vmlinux', code)
    expect({ stdout, exit }).toEqual({ stdout: '', exit: 3 })
    expect(stderr).toStartWith("systrace: Cannot read the kernel's types from /sys/kernel/btf/vmlinux")
  })

  rootTest('without tracefs: arguments are known all the same', async () => {
    const worker = new Worker(folder)
    const gone =
      'for at in /sys/kernel/tracing /sys/kernel/debug; do umount -l "$at" 2>/dev/null || :; done; [ ! -e /sys/kernel/tracing/events ]'
    await using command = new Command(
      [
        '-v',
        '-c',
        worker.comm,
        '-e',
        "on('openat', e => print(e.filename, e.flags)); on('fadvise64', e => print(e.fd, e.advice))",
      ],
      { under: ['unshare', '-m', 'sh', '-ec', `${gone}; exec "$@"`, 'sh'] },
    )
    await command.attached()
    worker.run()
    command.kill('SIGINT')
    const { stdout, exit } = await command.ended()
    expect(exit).toBe(0)
    expect(stdout).toContain('/etc/hostname 0\n')
    expect(stdout).toContain('3 2\n')
    expect(existsSync('/sys/kernel/btf/vmlinux')).toBe(true)
  })
})
