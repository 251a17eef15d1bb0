/** The npm package: packed, installed by npm into an empty project without a network, and used there. */

import { afterAll, beforeAll, describe, expect } from 'bun:test'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { lacking, testNeeding } from '../support/needs.ts'

const root = join(import.meta.dirname, '../..')
const tsc = join(root, 'node_modules/.bin/tsc')
// What the binary is built from is what is packed.
const npmTest = testNeeding('node', 'binary')
const tracingTest = testNeeding('node', 'binary', 'kernel')

const folder = mkdtempSync(join(tmpdir(), 'npm-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const project = join(folder, 'project')

/** A home without settings, and a PATH with node and npm, but no Bun. */
const env: NodeJS.ProcessEnv = {
  ...process.env,
  HOME: folder,
  npm_config_update_notifier: 'false',
  npm_config_cache: join(folder, 'cache'),
  npm_config_audit: 'false',
  npm_config_fund: 'false',
  PATH: (process.env.PATH ?? '')
    .split(':')
    .filter(path => !path.includes('node_modules'))
    .join(':'),
}
const withBun = { ...env, PATH: `${join(root, 'node_modules/.bin')}:${env.PATH}` }

const run = (program: string, args: readonly string[], options: { env?: NodeJS.ProcessEnv } = {}) =>
  spawnSync(program, args, { cwd: project, encoding: 'utf8', env, timeout: 60_000, ...options })

const write = (name: string, text: string): string => {
  writeFileSync(join(project, name), text)
  return name
}

/** What systrace depends on, packed as it is here: npm has to find these versions right, and asks no registry. */
const dependencies = (name: string, seen = new Set<string>()): Set<string> => {
  const { dependencies: needed = {}, optionalDependencies: optional = {} } = JSON.parse(
    readFileSync(join(root, name === '' ? '' : `node_modules/${name}`, 'package.json'), 'utf8'),
  ) as Record<string, Record<string, string>>
  const isThere = (other: string): boolean => {
    try {
      return readdirSync(join(root, 'node_modules', other)).length > 0
    } catch {
      return false
    }
  }
  for (const other of [...Object.keys(needed), ...Object.keys(optional).filter(isThere)])
    if (!seen.has(other)) dependencies(other, seen.add(other))
  return seen
}

let packed: readonly string[] = []

beforeAll(() => {
  if (lacking('node', 'binary') !== undefined || process.env.SYSTRACE_FAST === '1') return
  const packages = [...dependencies('')].map(name => join(root, 'node_modules', name))
  const tarballs = join(folder, 'tarballs')
  execFileSync('mkdir', ['-p', tarballs, project])
  const pack = (...args: string[]) =>
    execFileSync('npm', ['pack', '--silent', '--pack-destination', tarballs, ...args], {
      cwd: folder,
      env,
      stdio: 'pipe',
    })
  // With its own script, which makes the declarations; those of the others are none of ours.
  pack(root)
  pack('--ignore-scripts', ...packages)
  const files = readdirSync(tarballs).map(name => join(tarballs, name))
  packed = execFileSync('tar', ['tzf', files.find(path => /\/systrace-[\d.]+\.tgz$/.test(path))!], {
    encoding: 'utf8',
  })
    .trim()
    .split('\n')
    .map(path => path.replace(/^package\//, ''))
  write('package.json', '{ "private": true, "type": "module" }')
  execFileSync('npm', ['install', '--offline', '--silent', '--ignore-scripts', ...files], {
    cwd: project,
    env,
    stdio: 'pipe',
  })
}, 120_000)

describe('the npm package', () => {
  npmTest('holds what runs and the types, and nothing else', () => {
    for (const path of [
      'bin/systrace',
      'runtime/main.ts',
      'dist/types/systrace.d.ts',
      'README.md',
      'LICENSE',
    ])
      expect(packed).toContain(path)
    const folders = new Set(packed.map(path => path.split('/')[0]!))
    expect([...folders].sort()).toEqual(
      ['CHANGELOG.md', 'LICENSE', 'README.md', 'bin', 'bpf', 'dist', 'ffi', 'package.json', 'runtime'].sort(),
    )
    expect(packed.filter(path => /\/gen\/|\.test\.ts$|\.node$|\.new$/.test(path))).toEqual([])
    expect(packed.filter(path => path.startsWith('dist/') && !path.startsWith('dist/types/'))).toEqual([])
  })

  npmTest('brings no tools of ours into a project', () => {
    const installed = readdirSync(join(project, 'node_modules'))
    for (const name of ['typescript', 'bun', 'bun-types', '@biomejs', '@types'])
      expect(installed).not.toContain(name)
  })

  npmTest('says what it needs where there is no Bun', () => {
    const { stderr, status } = run('npx', ['--no-install', 'systrace', '--help'])
    expect(stderr).toBe(`systrace: there is no Bun here, which runs the npm package
  hint: npm install bun, or take the binary, which needs nothing else
`)
    expect(status).toBe(3)
  })

  npmTest('npx systrace: help, version, explain, check, init', () => {
    const systrace = (...args: string[]) =>
      run('npx', ['--no-install', 'systrace', ...args], { env: withBun })
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
    expect(systrace('--version').stdout).toBe(`systrace ${version}\n`)
    expect(systrace('--help').stdout).toContain('scriptable tracing for Linux')
    write('x.ts', `import { on, print } from 'systrace'\non('openat', e => print(e.filname))\n`)
    const checked = systrace('check', 'x.ts')
    expect(checked.stderr).toContain('did you mean "filename"?')
    expect(checked.status).toBe(1)
    write('ok.ts', `import { count, on } from 'systrace'\non('openat', e => count(e.comm))\n`)
    expect(systrace('explain', 'ok.ts').stdout).toContain('count by comm')
    expect(systrace('init', 'begin').stdout).toContain('wrote  begin/types/systrace.d.ts')
    const { stdout } = run(tsc, ['-p', 'begin'])
    expect(stdout).toBe('')
  })

  tracingTest('npx systrace traces, with packages and types of its own', () => {
    write(
      'trace.ts',
      `import { begin, duration, exit, on, options, print } from 'systrace'
import { description, pipe } from 'valibot'
const opt = options({ slow: pipe(duration('1ns'), description('slow')) })
on('openat', e => { if (e.duration > opt.slow && e.comm === 'cat') { print(e.filename); exit() } })
begin(() => { import('node:child_process').then(({ spawn }) => spawn('cat', ['/etc/hostname'])) })
`,
    )
    const { stdout, stderr, status } = run('npx', ['--no-install', 'systrace', '-d', '20', 'trace.ts'], {
      env: withBun,
    })
    expect({ stderr: stderr.replaceAll(/^systrace: .*began? .*\n/gm, ''), status }).toEqual({
      stderr: '',
      status: 0,
    })
    expect(stdout.split('\n')[0]).toStartWith('/')
  })

  npmTest('systrace/test: scripts in bun test, typed', () => {
    write('names.ts', `import { on, print } from 'systrace'\non('openat', e => print(e.filename, e.error))\n`)
    write(
      'names.test.ts',
      `import { expect, test } from 'bun:test'
import { event, replay } from 'systrace/test'
test('names', async () => {
  const { rows } = await replay('names.ts', { events: [event('openat', { filename: '/nope', error: 'ENOENT' })] })
  expect(rows).toEqual([['/nope', 'ENOENT']])
})
`,
    )
    const { stderr, status } = run('bun', ['test', 'names'], { env: withBun })
    expect(stderr).toContain('1 pass')
    expect(status).toBe(0)
    write('typed.ts', `import { event } from 'systrace/test'\nexport const a = event('close', { fd: 1 })\n`)
    write(
      'wrong.ts',
      `import { event } from 'systrace/test'\nexport const a = event('close', { filename: 1 })\n`,
    )
    const check = (name: string) =>
      run(tsc, [
        '--noEmit',
        '--strict',
        '--module',
        'esnext',
        '--moduleResolution',
        'bundler',
        '--types',
        '',
        name,
      ])
    expect(check('typed.ts').stdout).toBe('')
    expect(check('wrong.ts').stdout).toContain("'filename' does not exist")
  })

  npmTest('takes nothing from the folder that it is started in', () => {
    write('bunfig.toml', 'preload = ["./evil.ts"]\n')
    write('evil.ts', `console.log('evil')\n`)
    write('.env', 'NO_COLOR=evil\n')
    write(
      'missing.ts',
      `import { on } from 'systrace'\nimport pad from 'left-pad'\non('openat', e => pad(e.comm))\n`,
    )
    const { stdout, stderr, status } = run('npx', ['--no-install', 'systrace', '-d', '0.1', 'missing.ts'], {
      env: withBun,
    })
    expect(stdout).toBe('')
    // Bun would fetch it.
    expect(stderr).toContain('there is no package "left-pad"')
    expect(status).not.toBe(0)
    rmSync(join(project, 'bunfig.toml'))
  })

  for (const [module, resolution] of [
    ['nodenext', 'nodenext'],
    ['preserve', 'bundler'],
  ] as const)
    npmTest(`tsc finds the types (module ${module})`, () => {
      write(
        'typed.ts',
        `import { duration, on, options, print, type CallEvent } from 'systrace'
import { optional, string } from 'valibot'
const opt = options({ slow: duration('10us'), comm: optional(string()) })
const shown = (e: CallEvent<'openat'>): string => e.filename
on('openat', { comm: opt.comm }, e => { if (e.duration > opt.slow) print(shown(e)) })
// @ts-expect-error: no such field
on('openat', e => print(e.filname))
`,
      )
      const options = [
        '--noEmit',
        '--strict',
        '--target',
        'esnext',
        '--lib',
        'esnext,dom',
        '--skipLibCheck',
        'false',
      ]
      const { stdout, status } = run(tsc, [
        ...options,
        ...['--module', module, '--moduleResolution', resolution, '--types', '', 'typed.ts'],
      ])
      expect({ stdout, status }).toEqual({ stdout: '', status: 0 })
    })

  npmTest('a script that is run by itself is told what runs it', () => {
    write('alone.ts', `import { on, print } from 'systrace'\non('openat', e => print(e.comm))\n`)
    const { stderr, status } = run('bun', ['run', 'alone.ts'], { env: withBun })
    expect(stderr).toContain('Cannot use systrace here: run the script with "systrace run"')
    expect(status).toBe(1)
  })
})
