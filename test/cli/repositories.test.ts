/** Scripts from GitHub and from npm, as servers on this machine play them. */

import { afterAll, describe, expect } from 'bun:test'
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { testNeeding } from '../support/needs.ts'
import { WebServer } from '../support/web-server.ts'
import { Folder, systrace } from './command.ts'

const programTest = testNeeding('binary')
const kernelTest = testNeeding('kernel', 'binary')

const folder = new Folder()
const server = new WebServer()
afterAll(() => {
  folder[Symbol.dispose]()
  server[Symbol.dispose]()
})

let caches = 0
const env = () => ({
  XDG_CACHE_HOME: join(folder.path, `cache${caches++}`),
  SYSTRACE_GH_URL: `${server.origin}/raw`,
  npm_config_registry: `${server.origin}/registry`,
  NO_PROXY: '127.0.0.1',
})
const run = (...args: string[]) => systrace(args, { env: env() })

const head = "import { begin, exit, on, print } from 'systrace'\n"
const says = (text: string) => `${head}begin(() => { print('${text}'); exit() })\n`

describe('gh:', () => {
  kernelTest('is a file of a repository, at a branch or tag, with its imports', async () => {
    server.files.set(
      '/raw/ann/tools/HEAD/src/slow.ts',
      `${head}import { x } from '../lib/x.ts'\nbegin(() => { print(x); exit() })\n`,
    )
    server.files.set('/raw/ann/tools/HEAD/lib/x.ts', "export const x = 'head'\n")
    server.files.set('/raw/ann/tools/v1/slow.ts', says('v1'))
    server.files.set('/raw/ann/tools/feature/x/systrace.ts', says('feature'))
    const { stdout, stderr, exit } = await run('--yes', 'gh:ann/tools/src/slow.ts')
    expect({ stdout, exit }).toEqual({ stdout: 'head\n', exit: 0 })
    expect(stderr).toStartWith('systrace: "gh:ann/tools/src/slow.ts" is not from this machine.')
    expect(await run('--yes', '-q', 'gh:ann/tools/slow@v1')).toEqual({ stdout: 'v1\n', stderr: '', exit: 0 })
    expect(await run('--yes', '-q', 'gh:ann/tools@feature/x')).toEqual({
      stdout: 'feature\n',
      stderr: '',
      exit: 0,
    })
  })

  programTest('that is not there, or leads out of its repository, is refused', async () => {
    server.files.set('/raw/ann/tools/HEAD/out.ts', "import '../../../bob/tools/HEAD/x.ts'\n")
    server.files.set('/raw/bob/tools/HEAD/x.ts', '')
    const cases = [
      ['gh:ann/tools/none.ts', 2, 'systrace: There is no "none.ts" in ann/tools on GitHub\n  hint: private repositories look empty from outside\n'],
      ['gh:ann/tools/none.ts@v2', 2, 'systrace: There is no "none.ts" in ann/tools at v2 on GitHub\n  hint: private repositories look empty from outside\n'],
      ['gh:ann/none', 2, 'systrace: There is no systrace.ts, main.ts, index.ts, none.ts in ann/none on GitHub\n  hint: name the script: gh:ann/none/PATH\n'],
      ['gh:ann', 2, 'systrace: "gh:ann" names no file on GitHub\n  hint: it is gh:OWNER/REPO/PATH, with @BRANCH, @TAG or @COMMIT behind it if you like\n'],
      ['gh:ann/tools/out.ts', 1, 'error[unknown-import]: there is no file "../../../bob/tools/HEAD/x.ts"\n  --> gh:ann/tools/out.ts:1:8\n'],
    ] as const // biome-ignore format: a table
    for (const [spec, exit, message] of cases) {
      const ended = await run('--yes', spec)
      expect({ ...ended, stderr: ended.stderr.slice(0, message.length) }).toEqual({
        stdout: '',
        stderr: message,
        exit,
      })
    }
    const insecure = await systrace(['gh:ann/tools'], {
      env: { ...env(), SYSTRACE_GH_URL: 'http://example.com' },
    })
    expect(insecure).toMatchObject({ stdout: '', exit: 2 })
    expect(insecure.stderr).toStartWith('systrace: SYSTRACE_GH_URL "http://example.com" is not https: ')
  })
})

/** Puts a package into the registry, as npm packs it. */
const publish = (
  name: string,
  version: string,
  files: Readonly<Record<string, string>>,
  change: { archive?: Uint8Array; integrity?: string | null } = {},
): void => {
  const place = `${name.replace('/', '+')}-${version}`
  for (const [path, text] of Object.entries(files)) folder.write(join(place, 'package', path), text)
  const packed = execFileSync('tar', ['-czf', '-', '--format=ustar', 'package'], {
    cwd: join(folder.path, place),
  })
  const archive = change.archive ?? packed
  const integrity = change.integrity ?? `sha512-${createHash('sha512').update(packed).digest('base64')}`
  const tarball = `${server.origin}/registry/${name}/-/${place}.tgz`
  const dist = { tarball, ...(change.integrity !== null && { integrity }) }
  for (const tag of [version, 'latest'])
    server.files.set(`/registry/${name.replace('/', '%2f')}/${tag}`, JSON.stringify({ name, version, dist }))
  server.files.set(new URL(tarball).pathname, () => new Response(archive))
}

describe('npm:', () => {
  kernelTest('is a script of a package, with its imports', async () => {
    publish('tools', '1.0.0', {
      'package.json': '{"name":"tools","systrace":"./src/main.ts","main":"lib.js"}',
      'src/main.ts': `${head}import { x } from './lib'\nbegin(() => { print(x); exit() })\n`,
      'src/lib.ts': "export const x = 'main'\n",
      'other.ts': says('other'),
    })
    publish('@ann/tools', '2.0.0-beta.1', { 'index.ts': says('scoped') })
    const { stdout, stderr, exit } = await run('--yes', 'npm:tools')
    expect({ stdout, exit }).toEqual({ stdout: 'main\n', exit: 0 })
    expect(stderr).toContain('in 2 files: main.ts, lib.ts\n')
    expect(await run('--yes', '-q', 'npm:tools@1.0.0/other')).toEqual({
      stdout: 'other\n',
      stderr: '',
      exit: 0,
    })
    expect(await run('--yes', '-q', 'npm:@ann/tools@2.0.0-beta.1')).toEqual({
      stdout: 'scoped\n',
      stderr: '',
      exit: 0,
    })
  })

  programTest('names the packages that it depends on', async () => {
    publish('depends', '1.0.0', {
      'index.js': `${head}import chalk from 'chalk'\non('openat', e => print(chalk.red(e.comm)))\n`,
    })
    expect((await run('npm:depends')).stderr).toContain(
      '  packages   chalk, as they are in node_modules here\n',
    )
  })

  programTest('that is not there, or not what the registry says, is refused', async () => {
    const files = { 'index.ts': says('x'), 'slow.ts': says('x') }
    publish('fine', '1.0.0', files)
    publish('changed', '1.0.0', files, { archive: gzipSync('evil') })
    publish('unhashed', '1.0.0', files, { integrity: null })
    publish('weak', '1.0.0', files, { integrity: 'sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=' })
    const hashOf = (archive: Uint8Array) => `sha512-${createHash('sha512').update(archive).digest('base64')}`
    for (const [name, archive] of [
      ['no-gzip', Buffer.from('hello')],
      ['no-tar', gzipSync('x'.repeat(2000))],
      ['bomb', gzipSync(Buffer.alloc(129 << 20))],
    ] as const)
      publish(name, '1.0.0', files, { archive, integrity: hashOf(archive) })
    server.files.set('/registry/odd/latest', '{"version":1}')
    server.files.set('/registry/text/latest', 'hello')
    const registry = `${server.origin}/registry`
    const cases = [
      ['npm:none', 2, `There is no package "none" of version "latest" in the registry ${registry}`],
      ['npm:fine@2.0.0', 2, `There is no package "fine" of version "2.0.0" in the registry ${registry}`],
      ['npm:fine@^1.0.0', 2, '"npm:fine@^1.0.0" asks for a range of versions\n  hint: name one version, such as npm:fine@1.2.3, or a tag, such as npm:fine@latest'],
      ['npm:fine/slwo.ts', 2, 'There is no script "slwo.ts" in npm:fine@1.0.0\n  hint: did you mean "slow.ts"?'],
      ['npm:../x', 2, '"npm:../x" names no npm package\n  hint: it is npm:NAME, npm:NAME@1.2.3 or npm:NAME/file.ts'],
      ['npm:unhashed', 3, 'Cannot use npm:unhashed@1.0.0: the registry names no hash of it by which it could be checked'],
      ['npm:weak', 3, 'Cannot use npm:weak@1.0.0: the registry names no hash of it by which it could be checked'],
      ['npm:bomb', 3, 'Cannot read the archive of npm:bomb@1.0.0: it has more than 128 MB'],
      ['npm:no-gzip', 3, 'Cannot read the archive of npm:no-gzip@1.0.0: incorrect header check'],
      ['npm:no-tar', 3, 'Cannot read the archive of npm:no-tar@1.0.0: "xxxxxxxx" is not a number of a header'],
    ] as const // biome-ignore format: a table
    for (const [spec, exit, message] of cases)
      expect(await run('--yes', spec)).toEqual({ stdout: '', stderr: `systrace: ${message}\n`, exit })
    const changed = await run('--yes', 'npm:changed')
    expect(changed).toMatchObject({ stdout: '', exit: 3 })
    expect(changed.stderr).toMatch(
      /^systrace: Cannot use npm:changed@1.0.0: its archive is not what the registry says: it is sha512-\S+, should be sha512-\S+\n$/,
    )
    for (const name of ['odd', 'text']) {
      const ended = await run('--yes', `npm:${name}`)
      expect(ended).toMatchObject({ stdout: '', exit: 3 })
      expect(ended.stderr).toMatch(/^systrace: Cannot read what http\S+ says of the package: .*\n$/)
    }
  })
})
