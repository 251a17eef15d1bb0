/** systrace through the real sudo: what a script, its threads and its children may do then, and what goes on to work. */

import { afterAll, describe, expect } from 'bun:test'
import { execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { cgroupMount } from '../../runtime/trace/cgroups.ts'
import { ann, asAnn } from '../support/invoker.ts'
import { testNeeding } from '../support/needs.ts'
import { binary, Command, type Ended, Folder, type StartOptions, systrace, Worker } from './command.ts'

const sudoTest = testNeeding('kernel', 'root', 'binary', 'sudo', 'tracefs')
/** The script calls the C library by bun:ffi. */
const ffiTest = testNeeding('bun', 'kernel', 'root', 'binary', 'sudo', 'tracefs')

const folder = new Folder()
afterAll(() => folder[Symbol.dispose]())

/** Starts systrace through sudo, as ann does in her home. */
const sudo = (prepare?: string): StartOptions => ({ under: [...asAnn(folder.path, prepare), 'sudo', '-n'] })

/** Runs code as a script whose handlers nothing wakes, and reads what it found out. */
const foundBy = async (code: string, options: readonly string[] = [], start = sudo()): Promise<unknown> => {
  const ended = await systrace([...options, '-e', `${code}\nbegin(() => exit())`], start)
  expect({ stderr: ended.stderr, exit: ended.exit }).toEqual({ stderr: '', exit: 0 })
  return JSON.parse(ended.stdout)
}

const prelude = `
  import { readdirSync, readFileSync, writeFileSync, promises } from 'node:fs'
  import { spawnSync } from 'node:child_process'
  const code = (run: () => unknown): string => { try { run(); return 'done' } catch (error) { return (error as NodeJS.ErrnoException).code ?? String(error) } }
  const later = async (run: () => Promise<unknown>): Promise<string> => { try { await run(); return 'done' } catch (error) { return (error as NodeJS.ErrnoException).code ?? String(error) } }
  const fields = ['Uid', 'Gid', 'Groups', 'CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb', 'NoNewPrivs']
  const statusOf = (text: string) => Object.fromEntries(fields.map(name => [name, new RegExp('^' + name + ':[ \\t]*(.*?) *$', 'm').exec(text)![1]!.replaceAll('\\t', ' ')]))
`

const none = '0000000000000000'
const both = '000000c000000000'
const four = (id: number): string => Array(4).fill(id).join(' ')
/** Of all threads. */
const user = {
  Uid: four(ann.uid),
  Gid: four(ann.gid),
  Groups: ann.groups.join(' '),
  CapInh: none,
  CapAmb: none,
  NoNewPrivs: '1',
}

describe('a script, through sudo', () => {
  sudoTest('every thread is the user, and has two capabilities at most', async () => {
    const found = (await foundBy(`${prelude}
      // Threads of the pool, and a worker.
      await Promise.all(Array.from({ length: 50 }, () => promises.readFile('/proc/self/stat')))
      const source = 'import { readFileSync } from "node:fs"; postMessage(readFileSync("/proc/thread-self/status", "latin1"))'
      const worker = new Worker(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })), { type: 'module' })
      const ofWorker = await new Promise(resolve => { worker.onmessage = ({ data }) => resolve(statusOf(data)) })
      const textOf = (thread: string): string[] => { try { return [readFileSync('/proc/self/task/' + thread + '/status', 'latin1')] } catch { return [] } }
      const threads = readdirSync('/proc/self/task').flatMap(textOf).map(statusOf)
      console.log(JSON.stringify({ main: statusOf(readFileSync('/proc/self/status', 'latin1')), ofWorker, threads }))
      worker.terminate()`)) as { main: object; ofWorker: object; threads: Record<string, string>[] }
    expect(found.main).toEqual({ ...user, CapPrm: both, CapEff: both, CapBnd: none })
    expect(found.ofWorker).toMatchObject(user)
    expect(found.threads.length).toBeGreaterThan(4)
    for (const thread of found.threads) {
      expect(thread).toMatchObject(user)
      expect([none, both]).toContain(thread.CapPrm!)
      expect([none, both]).toContain(thread.CapEff!)
    }
  })

  sudoTest("it can neither read nor write what is root's, at once or later", async () => {
    const found = await foundBy(`${prelude}
      console.log(JSON.stringify({
        reads: code(() => readFileSync('/etc/shadow')),
        readsLater: await later(() => promises.readFile('/etc/shadow')),
        own: await later(() => globalThis.Bun?.file('/etc/shadow').text() ?? Deno.readTextFile('/etc/shadow')),
        lists: code(() => readdirSync('/root')),
        writes: code(() => writeFileSync('/etc/systrace-was-here', '')),
        writesLater: await later(() => promises.writeFile('/etc/passwd', '')),
        tracefs: code(() => readdirSync('/sys/kernel/tracing')),
        mine: code(() => writeFileSync('mine', '')),
      }))`)
    expect(found).toEqual({
      ...{ reads: 'EACCES', readsLater: 'EACCES', own: 'EACCES', lists: 'EACCES' },
      ...{ writes: 'EACCES', writesLater: 'EACCES', tracefs: 'EACCES', mine: 'done' },
    })
  })

  ffiTest('it can neither signal nor enter processes of root, nor become root again', async () => {
    const found = await foundBy(`${prelude}
      import { dlopen } from 'bun:ffi'
      const { symbols: c } = dlopen('libc.so.6', {
        setresuid: { args: ['u32', 'u32', 'u32'], returns: 'i32' }, setuid: { args: ['u32'], returns: 'i32' },
        setgroups: { args: ['u64', 'ptr'], returns: 'i32' }, ptrace: { args: ['i64', 'i32', 'ptr', 'ptr'], returns: 'i64_fast' },
        capset: { args: ['ptr', 'ptr'], returns: 'i32' }, chroot: { args: ['cstring'], returns: 'i32' },
        mount: { args: ['cstring', 'cstring', 'cstring', 'u64', 'ptr'], returns: 'i32' },
        prctl: { args: ['i32', 'u64', 'u64', 'u64', 'u64'], returns: 'i32' } })
      const text = (word: string) => Buffer.from(word + '\\0')
      const all = new Uint32Array([2 ** 32 - 1, 2 ** 32 - 1, 0, 2 ** 32 - 1, 2 ** 32 - 1, 0])
      const su = spawnSync('sudo', ['-n', 'id', '-u'], { encoding: 'utf8' })
      console.log(JSON.stringify({
        kill: code(() => process.kill(${process.pid}, 0)), memory: code(() => readFileSync('/proc/${process.pid}/mem')), maps: code(() => readFileSync('/proc/${process.pid}/environ')),
        attach: c.ptrace(16, ${process.pid}, null, null), setuid: c.setuid(0), setresuid: c.setresuid(0, 0, 0), setgroups: c.setgroups(0, null),
        capset: c.capset(new Uint32Array([0x20080522, 0]), all), chroot: c.chroot(text('/tmp')),
        mount: c.mount(text('none'), text('/mnt'), text('tmpfs'), 0, null), ambient: c.prctl(47, 2, 39, 0, 0), privs: c.prctl(38, 0, 0, 0, 0),
        node: code(() => process.setuid!(0)), sudo: su.status !== 0 && su.stdout === '' && /no new privileges/.test(su.stderr),
        still: statusOf(readFileSync('/proc/self/status', 'latin1')).Uid,
      }))`)
    expect(found).toEqual({
      ...{
        kill: 'EPERM',
        memory: 'EACCES',
        maps: 'EACCES',
        attach: -1,
        setuid: -1,
        setresuid: -1,
        setgroups: -1,
      },
      ...{
        capset: -1,
        chroot: -1,
        mount: -1,
        ambient: -1,
        privs: -1,
        node: 'EPERM',
        sudo: true,
        still: four(ann.uid),
      },
    })
  })

  sudoTest("its children are the user's, without a capability, and find his home", async () => {
    const found = await foundBy(`${prelude}
      const { stdout } = spawnSync('cat', ['/proc/self/status'], { encoding: 'utf8' })
      const env = spawnSync('sh', ['-c', 'echo $HOME $USER $LOGNAME $SHELL'], { encoding: 'utf8' }).stdout
      console.log(JSON.stringify({ status: statusOf(stdout), env }))`)
    expect(found).toEqual({
      status: { ...user, CapPrm: none, CapEff: none, CapBnd: none },
      env: `${folder.path}/home ann ann /bin/sh\n`,
    })
  })

  sudoTest('events, tables, filters that change, and stacks with names go on to work', async () => {
    const worker = new Worker(folder)
    await using command = new Command(
      [
        // Who kills sudo does not kill what it has started: it ends by itself then.
        ...['-v', '-d', '25'],
        '-e',
        `const opened = on('openat', { comm: '${worker.comm}' }, e => print(e.filename, /^[a-z]\\w+\\+0x/im.test(e.kstack.toString())))`,
        '-e',
        `on('read', { comm: '${worker.comm}' }, e => count(e.name))`,
        '-e',
        `process.on('SIGUSR2', () => { opened.filter({ comm: 'nobody' }); console.error('filtered') })`,
      ],
      sudo(),
    )
    await command.attached()
    worker.run()
    await command.until(({ stdout }) => stdout.includes('/etc/hostname'), 'the event')
    const before = command.stdout
    expect(before).toContain('/etc/hostname true\n')
    command.kill('SIGUSR2')
    await command.until(({ stderr }) => stderr.includes('filtered'), 'the filter')
    worker.run()
    command.kill('SIGINT')
    const { stdout, stderr, exit } = await command.ended()
    expect(exit).toBe(0)
    expect(stderr).toContain('systrace: runs as ann, with cap_bpf, cap_perfmon\n')
    expect(stdout.split('/etc/hostname').length).toBe(2)
    expect(stdout).toMatch(/^ *read +\d+$/m)
  })

  sudoTest('a version that is saved later is attached, with the names of the kernel', async () => {
    const worker = new Worker(folder)
    const version = (label: string) =>
      `import { on, print } from 'systrace'
       const named = (stack: string): boolean => /^[a-z]\\w+\\+0x/im.test(stack)
       on('openat', { comm: '${worker.comm}' }, e => print('${label}', e.filename, named(e.kstack.toString())))`
    const path = folder.write('watched/script.ts', version('first'))
    chmodSync(dirname(path), 0o755)
    const start = 'mount --bind "$1" /mnt; shift; exec "$@"'
    await using command = new Command(['-v', '-d', '25', '--watch', '/mnt/script.ts'], {
      under: ['unshare', '-m', 'sh', '-ec', start, 'sh', dirname(path)],
      env: { SUDO_UID: '65534', SUDO_GID: '65534' },
    })
    const opens = async (label: string): Promise<void> => {
      worker.run()
      await command.until(({ stdout }) => stdout.includes(`${label} /etc/hostname true\n`), label)
    }
    await command.attached()
    await opens('first')
    writeFileSync(path, `${version('second')}\non('close', { comm: 'nobody' }, e => print(e.fd))`)
    await command.until(({ stderr }) => stderr.includes('reloaded'), 'the second version')
    await opens('second')
    command.kill('SIGINT')
    expect((await command.ended()).exit).toBe(0)
  })

  const said = ['-e', "begin(() => { print('here'); exit() })"]

  sudoTest('-o writes as the user', async () => {
    const look = `stat -c '%u %g' out`
    const start = asAnn(folder.path)
    const inShell = (line: string): Promise<Ended> => systrace([], { under: [...start, 'sh', '-c', line] })
    const line = `sudo -n "$0" -o out -e "begin(() => { print('here'); exit() })" && ${look} && cat out`
    expect(await inShell(line)).toEqual({ stdout: `${ann.uid} ${ann.gid}\nhere\n`, stderr: '', exit: 0 })
    const { stderr, exit } = await systrace(['-o', '/etc/out', ...said], sudo())
    expect({ stderr: stderr.split('\n')[0], exit }).toEqual({
      stderr: 'systrace: Cannot open the output file "/etc/out": permission denied',
      exit: 3,
    })
  })

  const compileTest = testNeeding('bun', 'kernel', 'root', 'binary', 'sudo', 'tracefs')
  compileTest('compile writes as the user, and a tool runs with no more rights than a script', async () => {
    const code = 'begin(() => { print(process.getuid(), process.env.HOME); exit() })'
    const line = `sudo -n "$0" compile -e "${code}" -o tool && stat -c %U tool && sudo -n ./tool`
    const { stdout, exit } = await systrace([], { under: [...asAnn(folder.path), 'sh', '-c', line] })
    expect({ stdout, exit }).toEqual({ stdout: `ann\n${ann.uid} ${folder.path}/home\n`, exit: 0 })
    const refused = await systrace(['compile', '-e', code, '-o', '/etc/tool'], sudo())
    expect(refused).toEqual({
      stdout: '',
      stderr:
        'systrace: Cannot write "/etc/tool": permission denied\n  hint: it is written as ann, who called sudo: write it elsewhere, and move it\n',
      exit: 3,
    })
  })

  sudoTest('a script that only root may read is not read', async () => {
    const prepare = `echo "begin(() => print('read'))" >secret.ts; chmod 600 secret.ts`
    expect(await systrace(['secret.ts'], sudo(prepare))).toEqual({
      stdout: '',
      stderr:
        'systrace: Cannot read the script "secret.ts": permission denied\n  hint: it is read as ann, who called sudo\n',
      exit: 3,
    })
  })

  sudoTest("--as-root keeps root's rights", async () => {
    const found = await foundBy(
      `${prelude}
      console.log(JSON.stringify({ ...statusOf(readFileSync('/proc/self/status', 'latin1')), home: process.env.HOME }))`,
      ['--as-root'],
    )
    expect(found).toMatchObject({ Uid: four(0), NoNewPrivs: '0', home: '/root' })
  })

  sudoTest('a user whom there is not is refused, before anything runs', async () => {
    const env = { SUDO_UID: '4294967000' }
    expect(await systrace(said, { env })).toEqual({
      stdout: '',
      stderr:
        "systrace: Cannot give up root's rights: SUDO_UID names no user of this machine: 4294967000\n" +
        "  hint: --as-root keeps them: a script is root's code then\n",
      exit: 3,
    })
    for (const SUDO_UID of ['', 'ann', '-1', '1e3', '99999999999'])
      expect(await systrace(said, { env: { SUDO_UID } })).toMatchObject({ stdout: '', exit: 3 })
    expect((await systrace(['--as-root', ...said], { env })).stdout).toBe('here\n')
    expect((await systrace(said, { env: { SUDO_UID: '0', SUDO_GID: '0' } })).stdout).toBe('here\n')
  })

  sudoTest('where root may not become another, nothing runs', async () => {
    const under = ['setpriv', '--bounding-set=-setuid', '--inh-caps=-setuid']
    const { stdout, stderr, exit } = await systrace(said, { under, env: { SUDO_UID: '1' } })
    expect({ stdout, exit }).toEqual({ stdout: '', exit: 3 })
    expect(stderr).toStartWith("systrace: Cannot give up root's rights: ")
  })
})

describe('functions of the kernel, through sudo', () => {
  const functionTest = testNeeding('kernel', 'root', 'binary', 'kprobes')
  const env = { SUDO_UID: '65534', SUDO_GID: '65534' }
  const perfAsksForMore = (): boolean =>
    Number(readFileSync('/proc/sys/kernel/perf_event_paranoid', 'latin1')) > 2

  functionTest('a script probes them, or is told what the kernel asks for', async () => {
    const worker = new Worker(folder)
    const code = ['kprobe', 'kretprobe'].map(
      kind => `on('${kind}:vfs_read', { comm: '${worker.comm}' }, e => count('${kind}'))`,
    )
    await using command = new Command(['-v', '-e', code.join(';')], { env })
    await command.until(({ stderr }) => /attached|Cannot/.test(stderr), 'an answer')
    const attached = command.stderr.includes('attached')
    if (attached) {
      worker.run()
      command.kill('SIGINT')
    }
    const { stdout, stderr, exit } = await command.ended()
    if (attached) {
      expect(exit).toBe(0)
      const [, calls] = /^ *kprobe +(\d+)$/m.exec(stdout) ?? []
      expect(Number(calls)).toBeGreaterThan(0)
      expect(stdout).toMatch(new RegExp(`^ *kretprobe +${calls}$`, 'm'))
    } else {
      // Debian's kernels before those with links.
      expect(perfAsksForMore()).toBe(true)
      expect({ stdout, exit }).toEqual({ stdout: '', exit: 3 })
      expect(stderr).toContain("this kernel's perf events ask for CAP_SYS_ADMIN\n")
      expect(stderr).toContain('sudo sysctl kernel.perf_event_paranoid=2')
    }
  })

  functionTest('trace --kprobe shows them', async () => {
    const worker = new Worker(folder)
    const args = ['trace', '-v', '--kprobe', 'vfs_read', '-s', 'openat', '-c', worker.comm]
    await using command = new Command(args, { env })
    await command.attached()
    worker.run()
    await command.until(({ stdout }) => stdout.includes('vfs_read('), 'the function')
    command.kill('SIGINT')
    expect((await command.ended()).exit).toBe(0)
  })
})

describe('trace, through sudo', () => {
  sudoTest('a program runs as the user would run it, and its calls are seen', async () => {
    const ended = await systrace(
      [
        'trace',
        '-v',
        '-s',
        'getppid,openat',
        '-o',
        'lines',
        '--',
        'sh',
        '-c',
        'cat /proc/self/status; echo $HOME; stat -c %u lines',
      ],
      sudo(),
    )
    expect(ended.exit).toBe(0)
    expect(ended.stderr).toContain('systrace: runs as ann, with cap_bpf, cap_perfmon, ')
    const lines = ended.stdout.split('\n')
    for (const [name, value] of [
      ['Uid', `\t${ann.uid}`.repeat(4)],
      ['CapPrm', `\t${none}`],
      ['CapEff', `\t${none}`],
      ['CapAmb', `\t${none}`],
      ['NoNewPrivs', '\t0'],
    ] as const)
      expect(lines).toContain(`${name}:${value}`)
    expect(lines).toContain(`Groups:\t${ann.groups.join(' ')} `)
    expect(lines.slice(-3)).toEqual([`${folder.path}/home`, String(ann.uid), ''])
  })

  sudoTest('a container is found by its name, in files that only root may read', async () => {
    const id = createHash('sha256').update(folder.path).digest('hex')
    const cgroup = join(cgroupMount(), `docker-${id}.scope`)
    mkdirSync(cgroup)
    try {
      const config = `/var/lib/docker/containers/${id}/config.v2.json`
      const prepare = `mount -t tmpfs -o mode=755 none /var/lib; mkdir -p -m 700 /var/lib/docker "$(dirname ${config})"; echo '{"Name":"/web"}' >${config}`
      const found = await systrace(['trace', '--container', 'web', '-d', '0.1'], sudo(prepare))
      expect(found).toMatchObject({ exit: 0, stdout: '' })
      const { stderr, exit } = await systrace(['trace', '--container', 'wep', '-d', '0.1'], sudo(prepare))
      expect(exit).toBe(2)
      expect(stderr).toContain('did you mean "web"?')
    } finally {
      rmdirSync(cgroup)
    }
  })

  sudoTest("what descriptors of root's processes are, and their stacks, are named", async () => {
    const shell = spawn('bash', ['-c', 'while sleep 0.02; do read -r line </etc/hostname; done'])
    try {
      const chosen = ['-p', String(shell.pid), '-s', 'read', '-d', '25']
      await using command = new Command(['trace', '-v', '-y', '-k', ...chosen], sudo())
      await command.attached()
      await command.until(({ stdout }) => stdout.split('</etc/hostname>').length > 3, 'names')
      command.kill('SIGINT')
      const { stdout, exit } = await command.ended()
      expect(exit).toBe(0)
      expect(stdout).toMatch(/^ > [a-z]\w+\+0x[0-9a-f]+$/m)
      expect(stdout).toMatch(/^ > \w+\+0x[0-9a-f]+ \(?\S*(bash|libc)/m)
    } finally {
      shell.kill('SIGKILL')
    }
  })
})

describe('what loads scripts later, through sudo', () => {
  sudoTest('a version that --watch finds is attached', async () => {
    const worker = new Worker(folder)
    const later = `import { exit, on, print } from "systrace"; on("openat", { comm: "${worker.comm}" }, () => { print(process.getuid()); exit() })`
    const first = `import { begin, on } from "systrace"; import { writeFileSync } from "node:fs"; on("getpgid", { comm: "nobody" }, () => {}); begin(() => writeFileSync("watched.ts", ${JSON.stringify(later)}))`
    // The way to the test's own folder is closed to ann.
    const prepare = `mount --bind . /mnt; cd /mnt; printf '%s' '${first}' >watched.ts; chown ${ann.uid} watched.ts`
    await using command = new Command(['--watch', 'watched.ts'], sudo(prepare))
    await command.until(
      ({ stderr }) => stderr.includes('systrace: reloaded after a change of watched.ts'),
      'reloaded',
    )
    worker.run()
    expect(await command.ended()).toMatchObject({ stdout: `${ann.uid}\n`, exit: 0 })
  })

  sudoTest('entries of repl are the code of the user, and so are its files', async () => {
    const { stdout, exit } = await systrace(['repl'], {
      ...sudo(),
      stdin: `import { statSync } from 'node:fs'
on('openat', e => count(e.comm).as('opens'))
await import('node:child_process').then(({ execFileSync }) => void execFileSync('cat', ['/etc/hostname']))
process.getuid()
.save mine.ts
statSync('mine.ts').uid
await import('node:fs').then(fs => fs.promises.readFile('/etc/shadow')).catch(error => error.code)
`,
    })
    expect(stdout).toStartWith(`${ann.uid}\n${ann.uid}\n'EACCES'\n\nopens\n`)
    expect(exit).toBe(0)
  })
})

describe('a file with capabilities, and no root at all', () => {
  const capTest = testNeeding('bun', 'kernel', 'root', 'binary', 'setcap')

  /** A copy of systrace with capabilities of its own, started by nobody. */
  const capped = (...names: string[]): StartOptions => {
    const path = folder.write('capped/systrace', readFileSync(binary))
    chmodSync(path, 0o755)
    chmodSync(dirname(path), 0o755)
    const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` }
    execFileSync('setcap', [`${names.map(name => `cap_${name}`).join()}+ep`, path], { env })
    const start =
      'mount --bind "$1" /mnt; cd /; shift 2; exec setpriv --reuid=65534 --regid=65534 --clear-groups /mnt/systrace "$@"'
    return { under: ['unshare', '-m', 'sh', '-ec', start, 'sh', dirname(path)] }
  }

  const looks = `${prelude}
    const { stdout } = spawnSync('cat', ['/proc/self/status'], { encoding: 'utf8' })
    await promises.readFile('/proc/self/stat')
    console.log(JSON.stringify({
      child: statusOf(stdout).CapPrm, shadow: await later(() => promises.readFile('/etc/shadow')), args: process.argv.slice(2),
      threads: readdirSync('/proc/self/task').map(thread => statusOf(readFileSync('/proc/self/task/' + thread + '/status', 'latin1')).CapPrm),
    }))
    on('openat', e => count(e.comm))
    begin(() => { spawnSync('cat', ['/etc/hostname']); exit() })`

  capTest('a script, trace and its statistics work with two capabilities', async () => {
    const start = capped('bpf', 'perfmon')
    const { stdout, stderr, exit } = await systrace(['-e', looks, '--', 'a b', ''], start)
    expect({ stderr, exit }).toEqual({ stderr: '', exit: 0 })
    const [line, ...table] = stdout.split('\n')
    const found = JSON.parse(line!) as { threads: string[] }
    expect(found).toMatchObject({ child: none, shadow: 'EACCES', args: ['a b', ''] })
    expect([...new Set(found.threads)]).toEqual([both])
    expect(table.join('\n')).toMatch(/^ *cat +\d+$/m)
    const traced = await systrace(
      ['trace', '-s', 'openat', '-y', '-k', '-o', '-', '--', 'cat', '/etc/hostname'],
      start,
    )
    expect(traced.exit).toBe(0)
    expect(traced.stdout).toMatch(/ cat\(\d+\) openat\(AT_FDCWD\S*, "\/etc\/hostname", O_RDONLY\) = 3/)
    const counted = await systrace(['trace', '-C', '-s', 'openat', '--', 'cat', '/etc/hostname'], start)
    expect(counted).toMatchObject({ exit: 0 })
    expect(counted.stderr).toMatch(/ openat$/m)
    const doctor = await systrace(['doctor', '--json'], start)
    expect(JSON.parse(doctor.stdout)).toMatchObject({ ok: true })
  })

  capTest('of more, a script gets no more, and trace all', async () => {
    const start = capped('bpf', 'perfmon', 'dac_read_search', 'sys_ptrace', 'syslog')
    const { stdout, exit } = await systrace(['-e', looks, '--', 'a b', ''], start)
    expect(exit).toBe(0)
    const found = JSON.parse(stdout.split('\n')[0]!) as { threads: string[] }
    expect(found).toMatchObject({ child: none, shadow: 'EACCES', args: ['a b', ''] })
    expect([...new Set(found.threads)]).toEqual([both])
    const traced = await systrace(
      ['trace', '-s', 'openat', '-k', '-o', '-', '--', 'cat', '/etc/hostname'],
      start,
    )
    expect(traced.exit).toBe(0)
    expect(traced.stdout).toMatch(/^ > [a-z]\w+\+0x[0-9a-f]+$/m)
  })
})
