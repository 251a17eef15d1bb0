/** How scripts from elsewhere are written, and where their imports are looked for. */

import { describe, expect, test } from 'bun:test'
import { UsageError } from '../../runtime/errors.ts'
import { builtIn } from '../../runtime/sources/built-in.ts'
import { candidates, joined } from '../../runtime/sources/candidates.ts'
import { readNpm } from '../../runtime/sources/npm.ts'
import { isReference } from '../../runtime/sources/reference.ts'
import { readGitHub } from '../../runtime/sources/url.ts'
import { safeUrl } from '../../runtime/sources/web.ts'

test('isReference() knows scripts from elsewhere from files', () => {
  for (const word of ['st1:x', 'st9:x', 'https://x/y.ts', 'http://x', 'HTTPS://x', 'gh:a/b', 'npm:a', '@x'])
    expect([word, isReference(word)]).toEqual([word, true])
  for (const word of ['x.ts', './@x', '/@x', 'st1', 'ghost:x', 'npm', 'a@b', 'ftp://x', '-'])
    expect([word, isReference(word)]).toEqual([word, false])
})

test('readGitHub() reads owner, repository, path and what behind @ is a branch, tag or commit', () => {
  const cases = [
    ['gh:ann/tools', ['ann', 'tools', '', 'HEAD']],
    ['gh:ann/tools@v1.2', ['ann', 'tools', '', 'v1.2']],
    ['gh:ann/tools/src/slow.ts', ['ann', 'tools', 'src/slow.ts', 'HEAD']],
    ['gh:ann/tools/src/slow.ts@feature/x', ['ann', 'tools', 'src/slow.ts', 'feature/x']],
    ['gh:ann/tools/@scope/slow.ts', ['ann', 'tools', '@scope/slow.ts', 'HEAD']],
    ['gh:ann/tools/@scope/slow.ts@main', ['ann', 'tools', '@scope/slow.ts', 'main']],
  ] as const
  for (const [spec, [owner, repo, path, ref]] of cases)
    expect([spec, readGitHub(spec)]).toEqual([spec, { owner, repo, path, ref }])
  for (const spec of [
    'gh:',
    'gh:ann',
    'gh:ann/',
    'gh:ann/..',
    'gh:ann/t/../x.ts',
    'gh:ann/t/x.ts@../y',
    'gh:a_b/c',
    'gh:ann/t//x',
  ])
    expect(() => readGitHub(spec)).toThrow(UsageError)
})

test('readNpm() reads name, version and path', () => {
  const cases = [
    ['npm:tools', ['tools', 'latest', undefined]],
    ['npm:tools@1.2.3-beta.1', ['tools', '1.2.3-beta.1', undefined]],
    ['npm:@ann/tools/src/slow.ts', ['@ann/tools', 'latest', 'src/slow.ts']],
    ['npm:@ann/tools@next/src/slow.ts', ['@ann/tools', 'next', 'src/slow.ts']],
  ] as const
  for (const [spec, [name, version, path]] of cases)
    expect([spec, readNpm(spec)]).toEqual([spec, { name, version, path: path as string }])
  for (const spec of ['npm:', 'npm:../x', 'npm:@ann', 'npm:x@^1.0.0', 'npm:x@', 'npm:x@1 || 2', 'npm:.x'])
    expect(() => readNpm(spec)).toThrow(UsageError)
})

test('safeUrl() takes https, and http of this machine only', () => {
  for (const url of [
    'https://x.com/a.ts',
    'http://localhost:1/',
    'http://127.0.0.1/',
    'http://127.9.9.9/',
    'http://[::1]:8/',
    'http://a.localhost/',
  ])
    expect(safeUrl(url).href).toStartWith(url)
  for (const url of [
    'http://x.com/',
    'http://127.0.0.1.x.com/',
    'http://localhost.x.com',
    'http://10.0.0.1/',
    'ftp://x.com/',
    'file:///etc/passwd',
    'https://a:b@x.com/',
    'https://a@x.com/',
    'https://',
    'https://[',
    'http://0.0.0.0/',
  ])
    expect(() => safeUrl(url)).toThrow(UsageError)
})

test('candidates() looks for an import as Bun does', () => {
  expect(candidates('/a/b.ts', true)).toEqual(['/a/b.ts'])
  expect(candidates('/a/b.js', true)).toEqual(['/a/b.js', '/a/b.ts'])
  expect(candidates('/a/b', true)).toEqual(['/a/b.ts', '/a/b/index.ts', '/a/b.js'])
  expect(candidates('/a/b').slice(0, 4)).toEqual(['/a/b', '/a/b.tsx', '/a/b.jsx', '/a/b.ts'])
})

test('joined() follows a relative path', () => {
  expect(joined('./x.ts', '/a/b.ts')).toBe('/a/x.ts')
  expect(joined('../../../x.ts', '/a/b.ts')).toBe('/x.ts')
  expect(joined('lib/x.ts', '/')).toBe('/lib/x.ts')
})

describe('built-in scripts', () => {
  test('are all the examples, as they are', async () => {
    const files = [...new Bun.Glob('*.ts').scanSync(`${import.meta.dirname}/../../scripts-examples`)]
    expect([...builtIn.keys()].sort()).toEqual(files.map(file => file.replace('.ts', '')).sort())
    for (const [name, text] of builtIn)
      expect(text).toBe(await Bun.file(`${import.meta.dirname}/../../scripts-examples/${name}.ts`).text())
  })
})
