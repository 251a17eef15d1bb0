/** systrace under Deno by the words of its page, and the package for JSR. Most tests under Deno are those of the binary: see test/README.md. */

import { describe, expect, test } from 'bun:test'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { kernelTest, testNeeding } from './support/needs.ts'

const root = join(import.meta.dirname, '..')

interface Manifest {
  readonly name: string
  readonly version: string
  readonly license: string
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
  readonly imports: Readonly<Record<string, { readonly deno: string }>>
}

const read = <T>(path: string): T => JSON.parse(readFileSync(join(root, path), 'utf8')) as T
const manifest = read<Manifest>('package.json')
const config = read<{ version: string; license: string; imports: Record<string, string> }>('deno.json')

const deno = (args: readonly string[], env: NodeJS.ProcessEnv = {}) => {
  const { stdout, stderr, status } = spawnSync(join(root, 'node_modules/deno/deno'), args, {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', ...env },
  })
  return { stdout, stderr, status }
}

describe('deno run -A runtime/cli.ts', () => {
  kernelTest('-e prints live events', () => {
    const code = `import { spawn } from 'node:child_process'
on('openat', e => { if (e.comm === 'cat' && e.filename === '/etc/hostname') { print(e.comm, e.ret > 0); exit() } })
begin(() => void spawn('cat', ['/etc/hostname']))`
    const { stdout, status } = deno(['run', '-A', 'runtime/cli.ts', '-e', code])
    expect({ stdout, status }).toEqual({ stdout: 'cat true\n', status: 0 })
  })

  test('explain needs no kernel', () => {
    const { stdout, status } = deno([
      'run',
      '-A',
      'runtime/cli.ts',
      'explain',
      'scripts-examples/opensnoop.ts',
    ])
    expect(stdout).toContain('tp_btf sys_exit')
    expect(status).toBe(0)
  })

  const inFolder = (work: (tool: string) => void): void => {
    const folder = mkdtempSync(join(tmpdir(), 'deno-'))
    try {
      work(join(folder, 'hello'))
      expect(readdirSync(folder).filter(name => name !== 'hello')).toEqual([])
    } finally {
      rmSync(folder, { recursive: true })
    }
  }
  const compile = (tool: string, options: readonly string[], env?: NodeJS.ProcessEnv) =>
    deno(['run', '-A', 'runtime/cli.ts', 'compile', 'scripts-examples/hello.ts', '-o', tool, ...options], env)

  test('compile without a denort says what Deno says', () => {
    inFolder(tool => {
      const { stderr, status } = compile(tool, [], { DENORT_BIN: '/nowhere/denort' })
      expect(stderr).toStartWith(
        "systrace: deno compile failed: Could not find denort at '/nowhere/denort': No such file",
      )
      expect(status).toBe(3)
    })
  })

  testNeeding('binary')('compile makes a tool of the binary, if that is named', () => {
    inFolder(tool => {
      const { stderr, status } = compile(tool, ['--runtime', 'dist/systrace'])
      expect(stderr).toStartWith(`systrace: wrote ${tool} (linux-`)
      expect(status).toBe(0)
      expect(spawnSync(tool, ['--explain'], { encoding: 'utf8' }).stdout).toContain('tp_btf sys_exit')
    })
  })
})

describe('deno.json', () => {
  test('has the version, the license and the packages of package.json', () => {
    const { version, license } = manifest
    expect(config).toMatchObject({ version, license })
    const packages = { ...manifest.dependencies, ...manifest.devDependencies }
    const wanted = Object.entries(config.imports).filter(([, target]) => target.startsWith('npm:'))
    expect(wanted.length).toBeGreaterThan(2)
    for (const [name, target] of wanted) expect(target).toBe(`npm:${name}@${packages[name]}`)
    for (const [name, { deno }] of Object.entries(manifest.imports)) expect(config.imports[name]).toBe(deno)
  })

  test('can be published', () => {
    const { stderr, status } = deno(['publish', '--dry-run', '--no-check', '--allow-dirty'])
    expect(stderr).toContain('Dry run complete')
    expect(status).toBe(0)
  })
})
