/** `systrace compile`: what it refuses, where it writes, what it needs, and for which machines. */

import { afterAll, describe, expect } from 'bun:test'
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { testNeeding } from '../support/needs.ts'
import { binary, Command, type Ended, Folder, systrace, Worker } from './command.ts'
import { runTool, slow, Tools, version, wrote } from './tool-maker.ts'

const programTest = testNeeding('binary')
const rootTest = testNeeding('root', 'binary')
/** About systrace as one file. */
const fileTest = testNeeding('bun', 'binary')

const tools = new Tools()
const { folder } = tools
afterAll(() => tools[Symbol.dispose]())

describe('what compile refuses', () => {
  const head = "import { on, print } from 'systrace'\n"
  const cases: readonly [what: string, script: string, stderr: string, exit?: number][] = [
    [
      'a syntax error',
      `${head}on('openat', e => print(e.comm)\n`,
      'error[syntax]: Expected `)` but found `EOF`\n  --> bad.ts:2:32\n',
    ],
    [
      'a field that is not there',
      `${head}on('openat', e => print(e.flename))\n`,
      'error[unknown-field]: no field of openat is called "flename"\n  --> bad.ts:2:27\n',
    ],
    [
      'a probe that is not there',
      `${head}on('opennat', e => print(e.comm))\n`,
      'error[unknown-probe]: no syscall is called "opennat"\n  --> bad.ts:2:4\n',
      2,
    ],
    ['no handler', 'console.log(1)\n', 'error[no-handlers]: the script has no handler\n'],
    [
      'an import of no file',
      `${head}import { x } from './nolib.ts'\non('openat', e => print(x))\n`,
      'error[unknown-import]: there is no file "./nolib.ts"\n  --> bad.ts:2:19\n',
    ],
    [
      'an import of no package',
      `${head}import x from 'no-such-package'\non('openat', e => print(x))\n`,
      'error[unknown-import]: there is no package "no-such-package" in node_modules of ',
    ],
    [
      'a name that a file does not export',
      `${head}import { y } from './lib.ts'\non('openat', e => print(y))\n`,
      'error[unknown-export]: "./lib.ts" exports no "y"\n  --> bad.ts:2:10\n',
    ],
    [
      'a name that systrace does not export',
      "import { on, prinnt } from 'systrace'\non('openat', e => prinnt(e.comm))\n",
      'error[unknown-export]: "systrace" exports no "prinnt"\n  --> bad.ts:1:14\n',
    ],
    [
      'a syntax error in a file that it imports',
      `${head}import { y } from './wrong.ts'\non('openat', e => print(y))\n`,
      'error[syntax]: Unexpected token\n  --> wrong.ts:1:18\n',
    ],
    [
      'a file that is imported as one',
      `${head}import png from './x.png'\non('openat', e => print(png))\n`,
      'error[not-inside]: "x.png" cannot be inside of a tool: it is imported as a file\n  --> bad.ts:2:17\n',
    ],
    [
      'native code',
      `${head}import x from 'native'\non('openat', e => print(x))\n`,
      'error[not-inside]: "x.node" cannot be inside of a tool: it is native code\n',
    ],
    [
      'an option that no text can be given for',
      `${head}import { options } from 'systrace'\nimport { date } from 'valibot'\nconst o = options({ at: date() })\non('openat', e => print(o.at))\n`,
      'error[script-threw]: TypeError: Option "at" cannot be given as text',
    ],
  ]
  for (const [what, script, stderr, exit = 1] of cases)
    programTest(what, async () => {
      using own = new Folder()
      own.write('bad.ts', script)
      own.write('lib.ts', 'export const x = 1\n')
      own.write('wrong.ts', 'export const y = = 1\n')
      own.write('x.png', 'x')
      own.write('node_modules/native/package.json', '{"name":"native","main":"m.js"}')
      own.write('node_modules/native/m.js', "module.exports = require('./x.node')\n")
      own.write('node_modules/native/x.node', 'x')
      const before = readdirSync(own.path)
      const ended = await systrace(['compile', 'bad.ts', '-o', 'tool'], { cwd: own.path })
      expect(ended).toMatchObject({ stdout: '', exit })
      expect(ended.stderr).toStartWith(stderr)
      expect(readdirSync(own.path)).toEqual(before)
    })

  programTest('wrong words', async () => {
    const refused = async (...args: string[]): Promise<string> => {
      const { stdout, stderr, exit } = await systrace(['compile', ...args], { cwd: folder.path })
      expect({ stdout, exit }).toEqual({ stdout: '', exit: 2 })
      return stderr
    }
    folder.write('words.ts', slow)
    expect(await refused()).toBe(
      'systrace: Nothing to compile\n  hint: name a script: systrace compile slow.ts -o slow\n',
    )
    expect(await refused('words.ts', '--slow')).toBe(
      'systrace: Unknown option "--slow"\n  hint: options of the script are given to the tool, when it runs\n',
    )
    expect(await refused('words.ts', 'x')).toStartWith(
      'systrace: Unexpected argument "x"\n  hint: a tool is made of one',
    )
    expect(await refused('-e', 'exit()')).toStartWith('systrace: The tool has no name\n')
    expect(await refused('-')).toStartWith('systrace: A tool is made of no script on standard input\n')
    expect(await refused('wrods.ts')).toBe(
      'systrace: There is no script "wrods.ts"\n  hint: did you mean "words.ts"?\n',
    )
    expect(await refused('words.ts', '--target', 'linux-arm')).toBe(
      'systrace: Option "--target" must be linux-x64 or linux-arm64, not "linux-arm"\n  hint: did you mean "linux-arm64"?\n',
    )
  })
})

describe('where a tool is written', () => {
  programTest('to the name of the script, in this folder, executable', async () => {
    const script = folder.write('there/reads.ts', slow)
    const here = join(folder.path, 'here')
    mkdirSync(here)
    expect(await systrace(['compile', script], { cwd: here })).toMatchObject({ stdout: '', exit: 0 })
    expect(readdirSync(here)).toEqual(['reads'])
    expect(statSync(join(here, 'reads')).mode & 0o111).toBe(0o111)
  })

  programTest('over a tool, even one that runs, but over nothing else without --force', async () => {
    const tool = await tools.make(slow)
    const cwd = dirname(tool)
    await using running = new Command(['--slow'], { program: tool, cwd })
    expect(await systrace(['compile', 'script.ts', '-o', tool], { cwd })).toMatchObject({ exit: 0 })
    expect((await running.ended()).stderr).toContain('Option "--slow" of ')
    const refused = async (path: string): Promise<string> => {
      const { stdout, stderr, exit } = await systrace(['compile', 'script.ts', '-o', path], { cwd })
      expect({ stdout, exit }).toEqual({ stdout: '', exit: 2 })
      return stderr
    }
    expect(await refused('script.ts')).toBe(
      'systrace: "script.ts" is there, and is no tool that systrace made\n  hint: name another file, or overwrite it with --force\n',
    )
    expect(readFileSync(join(cwd, 'script.ts'), 'utf8')).toBe(slow)
    expect(await refused(cwd)).toBe(
      `systrace: Cannot write "${cwd}": it is a directory\n  hint: name a file in it\n`,
    )
    expect(await refused('/dev/null')).toBe(
      'systrace: Cannot write "/dev/null": it is no ordinary file\n  hint: name a new file\n',
    )
    writeFileSync(join(cwd, 'notes'), 'mine')
    expect(await systrace(['compile', '--force', 'script.ts', '-o', 'notes'], { cwd })).toMatchObject({
      exit: 0,
    })
    expect((await runTool(join(cwd, 'notes'), ['-V'])).stdout).toBe(`notes (systrace ${version})\n`)
  })

  programTest('never over what the tool is made of', async () => {
    const cwd = dirname(folder.write('own/reads', `import { path } from './lib.ts'\n${slow}\nprint(path)\n`))
    folder.write('own/lib.ts', "export const path = '/etc'\n")
    for (const words of [['reads'], ['reads', '-o', '../own/reads'], ['reads', '-o', 'lib.ts']])
      expect(await systrace(['compile', '--force', ...words], { cwd })).toEqual({
        stdout: '',
        stderr: `systrace: "${words[2] ?? 'reads'}" is a file that the tool is made of\n  hint: name another file: -o TOOL\n`,
        exit: 2,
      })
    // A link is replaced, and not what it leads to.
    symlinkSync('reads', join(cwd, 'link'))
    expect(await systrace(['compile', '--force', 'reads', '-o', 'link'], { cwd })).toMatchObject({ exit: 0 })
    expect(readFileSync(join(cwd, 'reads'), 'utf8')).toContain(slow)
  })

  programTest('a signal leaves nothing half written behind', async () => {
    const cwd = dirname(folder.write('cut/reads.ts', slow))
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      await using compile = new Command(['compile', 'reads.ts', '-o', 'tool'], { cwd })
      const limit = performance.now() + 10_000
      // It is stopped as soon as it has begun to write.
      while (!readdirSync(cwd).some(name => name.startsWith('.tool-')) && performance.now() < limit);
      compile.kill('SIGSTOP')
      compile.kill(signal)
      compile.kill('SIGCONT')
      await compile.ended()
      expect(readdirSync(cwd).filter(name => name !== 'tool')).toEqual(['reads.ts'])
    }
  })

  programTest('to no folder that is not there', async () => {
    const script = folder.write('nowhere.ts', slow)
    expect(await systrace(['compile', script, '-o', '/no/such/folder/tool'])).toEqual({
      stdout: '',
      stderr: 'systrace: Cannot write "/no/such/folder/tool": there is no such folder\n',
      exit: 3,
    })
  })

  rootTest('to no disk that is full: what was there stays, and nothing else does', async () => {
    const script = folder.write('full.ts', slow)
    const disk = join(folder.path, 'disk')
    mkdirSync(disk)
    const tool = await tools.make(slow)
    // 120 MB hold one tool and not two.
    const { stdout, exit } = await systrace([], {
      under: [
        ...['unshare', '-m', 'sh', '-c'],
        `mount -t tmpfs -o size=130m none ${disk} && cp ${tool} ${disk}/old && cd ${disk} && ${binary} compile ${script} -o old 2>&1; echo $?; ${binary} compile ${script} -o new 2>&1; echo $?; ls -A; ./old --version`,
      ],
    })
    expect({ stdout, exit }).toEqual({
      stdout: `systrace: Cannot write "old": the disk is full
3
systrace: Cannot write "new": the disk is full
3
old
old (systrace ${version})
`,
      exit: 0,
    })
  })
})

/** The files of the C library and of the program loader, which a bare machine has at least. */
const libcFiles = (): string[] =>
  [...execFileSync('ldd', [binary], { encoding: 'utf8' }).matchAll(/(\/lib\S+)/g)]
    .map(([, path]) => path!)
    // What the parser inside needs: part of the C library, and the compiler's own.
    .flatMap(path => (path.endsWith('/libc.so.6') ? [path, ...beside(path)] : [path]))

const beside = (libc: string): string[] =>
  ['librt.so.1', 'libgcc_s.so.1'].map(name => join(dirname(libc), name)).filter(path => existsSync(path))

/** A folder that is the root of a machine which has a C library, and these files in /work. */
const bareRoot = (files: readonly string[]): string => {
  const root = mkdtempSync(join(folder.path, 'root-'))
  for (const place of ['proc', 'sys', 'work']) mkdirSync(join(root, place), { recursive: true })
  for (const path of libcFiles()) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    copyFileSync(path, join(root, path))
  }
  for (const path of files) copyFileSync(path, join(root, 'work', basename(path)))
  return root
}

/** A command that starts programs there, in a network of its own with nothing in it, with an empty environment. */
const inside = (root: string): string[] => [
  ...['unshare', '-m', '-n', 'sh', '-c'],
  `mount --rbind /proc ${root}/proc && mount --rbind /sys ${root}/sys && exec env -i "$(command -v chroot)" ${root} "$@"`,
  'sh',
]

describe('on a bare machine', () => {
  testNeeding(
    'bun',
    'root',
    'binary',
  )('compile needs nothing but the binary', async () => {
    const root = bareRoot([binary, folder.write('bare/slow.ts', slow)])
    const under = inside(root)
    const program = `/work/${basename(binary)}`
    const made = await systrace(['compile', '/work/slow.ts', '-o', '/work/slow'], { under, program })
    expect(made).toEqual({ stdout: '', stderr: expect.stringMatching(wrote('/work/slow')), exit: 0 })
    expect(readdirSync(join(root, 'work')).sort()).toEqual(['slow', 'slow.ts', basename(binary)].sort())
    expect(readdirSync(root).sort()).toEqual(['lib', 'lib64', 'proc', 'sys', 'work'])
    const help = await systrace(['--help'], { under, program: '/work/slow' })
    expect(help.stdout).toContain('--slow <duration>')
    // There is no libbpf to put inside.
    const embed = await systrace(['compile', '--embed-libbpf', '/work/slow.ts', '-o', '/work/x'], {
      under,
      program,
    })
    expect(embed).toMatchObject({ stdout: '', exit: 3 })
    expect(embed.stderr).toStartWith('systrace: The library libbpf.so.1 is not on this machine\n')
    // And tracing needs one, and says so.
    const run = await systrace(['-d', '1'], { under, program: '/work/slow' })
    expect(run).toMatchObject({ stdout: '', exit: 3 })
    expect(run.stderr).toStartWith('slow: The library libbpf.so.1 is not on this machine\n')
  })

  testNeeding(
    'bun',
    'kernel',
    'root',
    'binary',
  )('a tool with libbpf inside traces, and leaves no file', async () => {
    const worker = new Worker(folder)
    const script = `import { exit, on, print } from 'systrace'
on('openat', e => { if (e.comm === '${worker.comm}' && e.filename === '/etc/hostname') { print(e.filename, e.ret > 0); exit() } })
`
    const tool = await tools.make(script, {}, '--embed-libbpf')
    const root = bareRoot([tool])
    await using command = new Command(['-v'], { under: inside(root), program: `/work/${basename(tool)}` })
    await command.attached()
    worker.run()
    expect(await command.ended()).toMatchObject({ stdout: '/etc/hostname true\n', exit: 0 })
    expect(readdirSync(join(root, 'work'))).toEqual([basename(tool)])
  })

  programTest('--embed-libbpf tells which files are inside', async () => {
    folder.write('embed/script.ts', slow)
    const { stderr } = await systrace(['compile', '--embed-libbpf', 'script.ts', '-o', 'tool'], {
      cwd: join(folder.path, 'embed'),
    })
    expect(stderr).toMatch(
      /\n {2}inside: \/\S*libz\.so\S*\n(?: {2}inside: \S+\n)*? {2}inside: \/\S*libbpf\.so\S*\n$/,
    )
  })
})

describe('for other machines', () => {
  /** A copy of the binary that says it is for arm64. */
  const arm64 = (): string => {
    const bytes = readFileSync(binary)
    bytes.writeUInt16LE(183, 18)
    return folder.write('arm/systrace-linux-arm64', bytes)
  }

  fileTest('takes the runtime that is named or beside it, and checks for that machine', async () => {
    const other = process.arch === 'arm64' ? undefined : arm64()
    if (!other) return
    const cwd = folder.path
    const script = folder.write('arm/new.ts', slow)
    const old = folder.write(
      'arm/old.ts',
      "import { on, print } from 'systrace'\non('open', e => print(e.comm))\n",
    )
    for (const options of [
      ['--runtime', other],
      ['--target', 'linux-arm64', '--runtime', other],
    ])
      expect(await systrace(['compile', ...options, script, '-o', 'arm-tool'], { cwd })).toEqual({
        stdout: '',
        stderr: expect.stringMatching(/^systrace: wrote arm-tool \(linux-arm64, \d+ MB\)\n$/),
        exit: 0,
      })
    expect(readFileSync(join(cwd, 'arm-tool')).readUInt16LE(18)).toBe(183)
    const refused = await systrace(['compile', '--runtime', other, old, '-o', 'x'], { cwd })
    expect(refused.stderr).toStartWith('error[unknown-probe]: ')
    // Beside the binary.
    const copy = join(cwd, 'arm', 'systrace')
    copyFileSync(binary, copy)
    chmodSync(copy, 0o755)
    const beside = await systrace(['compile', '--target', 'linux-arm64', script, '-o', 'beside'], {
      cwd,
      program: copy,
    })
    expect(beside).toMatchObject({ stdout: '', exit: 0 })
    const embedded = await systrace(['compile', '--embed-libbpf', '--runtime', other, script, '-o', 'x'], {
      cwd,
    })
    expect(embedded.stderr).toStartWith(
      "systrace: Cannot put this machine's libbpf into a tool for linux-arm64\n",
    )
  })

  fileTest('refuses what is no runtime, or none for that machine', async () => {
    const script = folder.write('arm/new.ts', slow)
    const tool = await tools.make(slow)
    const refused = async (...options: string[]): Promise<Ended> =>
      await systrace(['compile', ...options, script, '-o', 'x'], { cwd: folder.path })
    const target = process.arch === 'arm64' ? 'linux-x64' : 'linux-arm64'
    const own = process.arch === 'arm64' ? 'linux-arm64' : 'linux-x64'
    const alone = join(mkdtempSync(join(folder.path, 'alone-')), 'systrace')
    copyFileSync(binary, alone)
    expect(await systrace(['compile', '--target', target, script], { program: alone })).toEqual({
      stdout: '',
      stderr: `systrace: There is no runtime for ${target} at hand: ${dirname(alone)}/systrace-${target} is not there\n  hint: put the systrace for ${target} there, or name it: --runtime FILE\n`,
      exit: 3,
    })
    expect((await refused('--target', target, '--runtime', binary)).stderr).toBe(
      `systrace: "${binary}" is for ${own}, not for ${target}\n  hint: name a systrace for ${target}\n`,
    )
    expect((await refused('--runtime', '/bin/true')).stderr).toStartWith(
      `systrace: "/bin/true" is no executable of systrace ${version}\n`,
    )
    const pipe = join(dirname(script), 'pipe')
    execFileSync('mkfifo', [pipe])
    for (const path of [script, dirname(script), pipe])
      expect(await refused('--runtime', path)).toEqual({
        stdout: '',
        stderr: `systrace: "${path}" is no executable of systrace\n  hint: it must be a systrace for Linux, x64 or arm64\n`,
        exit: 2,
      })
    expect((await refused('--runtime', tool)).stderr).toStartWith(
      `systrace: "${tool}" is the tool "${basename(tool)}"\n`,
    )
    expect((await refused('--runtime', '/no/such')).stderr).toBe(
      'systrace: Cannot read the runtime "/no/such": it is not there\n  hint: name an executable of systrace\n',
    )
  })
})
