/** systrace under Deno by the words of its page, and the package for JSR. Most tests under Deno are those of the binary: see test/README.md. */

import { describe, expect, test } from 'bun:test'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { kernelTest } from './support/needs.ts'

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

const deno = (...args: string[]) => {
  const { stdout, stderr, status } = spawnSync(join(root, 'node_modules/deno/deno'), args, {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  })
  return { stdout, stderr, status }
}

describe('deno run -A runtime/cli.ts', () => {
  kernelTest('-e prints live events', () => {
    const code = "on('openat', e => { print(e.comm.length > 0, e.filename.length > 0); exit() })"
    const ended = deno('run', '-A', 'runtime/cli.ts', '-e', code, '--', 'cat', '/etc/hostname')
    expect(ended.stdout).toContain('true true\n')
    expect(ended.status).toBe(0)
  })

  test('explain needs no kernel', () => {
    const { stdout, status } = deno('run', '-A', 'runtime/cli.ts', 'explain', 'scripts-examples/opensnoop.ts')
    expect(stdout).toContain('tp_btf sys_exit')
    expect(status).toBe(0)
  })

  test('compile says what else there is', () => {
    const args = ['compile', 'scripts-examples/hello.ts', '-o', '/nowhere/tool', '--runtime', 'dist/systrace']
    const { stderr, status } = deno('run', '-A', 'runtime/cli.ts', ...args)
    expect(stderr).toContain('Cannot compile under Deno')
    expect(status).toBe(2)
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
    const { stderr, status } = deno('publish', '--dry-run', '--no-check', '--allow-dirty')
    expect(stderr).toContain('Dry run complete')
    expect(status).toBe(0)
  })
})
