/** Machines that lack something: rights, libbpf, BTF, tracefs. In mount namespaces of their own, which the machine does not see. */

import { afterAll, describe, expect } from 'bun:test'
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { byEngine } from '../support/engine.ts'
import { testNeeding } from '../support/needs.ts'
import { binary, Command, type Ended, Folder, powerless, systrace, Worker } from './command.ts'

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
    stderr: `systrace: Not allowed to trace: this process lacks ${lacks}\n  hint: run it as root: sudo systrace …; systrace doctor shows another way\n`,
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

  rootTest("root of a user namespace is told that his capabilities are not the machine's", async () => {
    expect(await systrace(code, { under: ['unshare', '-U', '-r'] })).toEqual({
      stdout: '',
      stderr:
        'systrace: Not allowed to trace: this process is in a user namespace, whose capabilities do not reach BPF\n' +
        '  hint: start systrace outside of it; if it is a container, start that as root\n',
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

/** An empty place over libbpf, as if it were not installed. */
const hide = `
  mount -t tmpfs none "$1"
  for lib in /usr/lib/*-linux-gnu /usr/lib64 /usr/lib; do
    [ -e "$lib/libbpf.so.1" ] || continue
    mkdir -p "$1/upper" "$1/work"
    [ -e "$1/upper/libbpf.so.1" ] || mknod "$1/upper/libbpf.so.1" c 0 0
    mount -t overlay overlay -o "lowerdir=$lib,upperdir=$1/upper,workdir=$1/work" "$lib"
    break
  done`

/** Takes tracefs away. */
const gone =
  'for at in /sys/kernel/tracing /sys/kernel/debug; do umount -l "$at" 2>/dev/null || :; done; [ ! -e /sys/kernel/tracing/events ]'

describe('libbpf', () => {
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

interface Findings {
  readonly ok: boolean
  readonly needs: readonly { name: string; state: string; found: string; mend?: string }[]
}

/** Starts a command that may do all but bpf(2). */
const withoutBpf = `
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
int main(int argc, char **argv) {
  struct sock_filter filter[] = {
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_bpf, 0, 1),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog program = { 4, filter };
  if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program)) return 99;
  execv(argv[1], argv + 1);
  return 98;
}
`

describe('doctor', () => {
  const found = ({ stdout }: Ended): Findings => JSON.parse(stdout) as Findings
  const need = (ended: Ended, name: string) => found(ended).needs.find(each => each.name === name)
  const asked = ['doctor', '--json']

  rootTest('all that tracing needs is here', async () => {
    const ended = await systrace(asked)
    expect(ended).toMatchObject({ stderr: '', exit: 0 })
    expect(found(ended).ok).toBe(true)
    expect(found(ended).needs.filter(({ state }) => state === 'missing' || state === 'untried')).toEqual([])
    expect(need(ended, 'programs')?.found).toContain('counted a system call')
  })

  rootTest('on a screen: a line a need, and what it comes to', async () => {
    const { stdout, exit } = await systrace(['doctor'])
    expect(exit).toBe(0)
    expect(stdout).toMatch(/^ {2}✓ rights +CAP_BPF and CAP_PERFMON, as root$/m)
    expect(stdout).toMatch(/\nsystrace can trace here[.;]/)
    expect(stdout).not.toContain('\x1b')
    expect(stdout.split('\n').length).toBeLessThan(25)
    expect((await systrace(['doctor'], { env: { FORCE_COLOR: '1' } })).stdout).toContain('\x1b[32m✓')
  })

  rootTest('an ordinary user is told of the two capabilities, and no more', async () => {
    const program = byEngine({
      bun: binary,
      deno: resolve(import.meta.dirname, '../../node_modules/deno/deno'),
    })
    const ended = await systrace(asked, {
      under: [
        'setpriv',
        '--reuid=65534',
        '--regid=65534',
        '--clear-groups',
        '--inh-caps=+dac_read_search',
        '--ambient-caps=+dac_read_search',
      ],
    })
    expect(ended).toMatchObject({ stderr: '', exit: 3 })
    expect(found(ended).needs.filter(({ state }) => state === 'missing')).toEqual([
      {
        name: 'rights',
        state: 'missing',
        found: 'CAP_BPF and CAP_PERFMON missing, as user 65534',
        mend: `sudo systrace …; or once: sudo setcap cap_bpf,cap_perfmon+ep ${program}`,
      },
    ])
    expect(need(ended, 'programs')).toMatchObject({ state: 'untried', found: 'not tried for want of rights' })
  })

  rootTest('in a container that gives no capabilities', async () => {
    const ended = await systrace(asked, { under: powerless })
    expect(ended.exit).toBe(3)
    expect(need(ended, 'rights')).toMatchObject({
      found: 'CAP_BPF and CAP_PERFMON missing, as root',
      mend: 'start the container with --cap-add=BPF --cap-add=PERFMON',
    })
    expect(need(ended, 'kernel stacks')?.mend).toBe('start the container with --cap-add=SYSLOG')
  })

  rootTest('in a container that an ordinary user started', async () => {
    const ended = await systrace(asked, { under: ['unshare', '-U', '-r'] })
    expect(ended).toMatchObject({ stderr: '', exit: 3 })
    expect(need(ended, 'rights')).toMatchObject({
      state: 'missing',
      found: 'in a user namespace, whose capabilities do not reach BPF',
    })
    expect(need(ended, 'newer features')?.state).toBe('untried')
  })

  compilerTest('under a seccomp filter that forbids bpf(2), features are not called missing', async () => {
    const source = folder.write('filter.c', withoutBpf)
    execFileSync('gcc', ['-o', `${folder.path}/filter`, source])
    const ended = await systrace(asked, { under: [`${folder.path}/filter`] })
    expect(ended).toMatchObject({ stderr: '', exit: 3 })
    expect(need(ended, 'programs')?.state).toBe('missing')
    expect(need(ended, 'newer features')).toMatchObject({
      state: 'untried',
      found: 'not tried for want of programs',
    })
  })

  rootTest('without libbpf', async () => {
    const ended = await where(hide, asked)
    expect(ended).toMatchObject({ stderr: '', exit: 3 })
    expect(need(ended, 'libbpf')).toMatchObject({
      state: 'missing',
      found: 'The library libbpf.so.1 is not on this machine',
    })
    expect(need(ended, 'libbpf')?.mend).toStartWith('install it: ')
    expect(need(ended, 'programs')?.state).toBe('untried')
  })

  rootTest('without BTF', async () => {
    const ended = await where('mount -t tmpfs none /sys/kernel/btf', asked)
    expect(ended.exit).toBe(3)
    expect(need(ended, 'kernel types (BTF)')).toMatchObject({
      state: 'missing',
      mend: 'a kernel built with CONFIG_DEBUG_INFO_BTF',
    })
  })

  rootTest('without tracefs and cgroups it traces, with less', async () => {
    const ended = await where(
      `${gone}; sed -n 's/^\\S* \\S* \\S* \\S* \\(\\S*\\) .* - cgroup2 .*/\\1/p' /proc/self/mountinfo | tac | while read at; do umount -l "$at"; done`,
      asked,
    )
    expect(ended.exit).toBe(0)
    expect(need(ended, 'tracefs')).toMatchObject({
      state: 'less',
      mend: 'sudo mount -t tracefs tracefs /sys/kernel/tracing',
    })
    expect(need(ended, 'cgroup v2')?.state).toBe('less')
  })

  programTest('takes no arguments', async () => {
    expect(await systrace(['doctor', 'me'])).toMatchObject({ stdout: '', exit: 2 })
    expect((await systrace(['doctor', '--help'])).stdout).toContain('systrace doctor --json')
  })
})
