/** Scripts by address: https, and what servers, certificates and files can get wrong; the cache. */

import { afterAll, describe, expect } from 'bun:test'
import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { testNeeding } from '../support/needs.ts'
import { certificateFor, WebServer } from '../support/web-server.ts'
import { Folder, systrace } from './command.ts'

const programTest = testNeeding('binary')
const kernelTest = testNeeding('kernel', 'binary')
const rootTest = testNeeding('kernel', 'root', 'binary')
const tlsTest = testNeeding('kernel', 'binary', 'openssl')

const folder = new Folder()
const server = new WebServer()
afterAll(() => {
  folder[Symbol.dispose]()
  server[Symbol.dispose]()
})

let caches = 0
/** A user without a cache, and systrace as he calls it. */
const newUser = () => {
  const cache = join(folder.path, `cache${caches++}`)
  const env = { XDG_CACHE_HOME: cache, SUDO_UID: undefined, NO_PROXY: '127.0.0.1' }
  const run = (args: readonly string[], more: NodeJS.ProcessEnv = {}) =>
    systrace(args, { env: { ...env, ...more }, cwd: folder.path })
  return { cache: join(cache, 'systrace'), run }
}

const head = "import { begin, exit, on, print } from 'systrace'\n"
const says = (text: string) => `${head}begin(() => { print('${text}'); exit() })\n`
const sha = (text: string) => `sha256-${new Bun.CryptoHasher('sha256').update(text).digest('base64')}`

describe('a script by its address', () => {
  kernelTest('is shown, refused without a yes, and remembered with one', async () => {
    const { run } = newUser()
    server.files.set('/yes.ts', `// Greets.\n${says('hello')}`)
    const url = `${server.origin}/yes.ts`
    const hash = sha(`// Greets.\n${says('hello')}`)
    const shown = `systrace: "${url}" is not from this machine. By its text (no sandbox) it asks for:
  says       Greets.
  probes     none
  not named  files, network, programs
  size       101 bytes
  hash       ${hash}
`
    expect(await run([url])).toEqual({
      stdout: '',
      stderr: `${shown}systrace: "${url}" was not confirmed, and there is no terminal to ask on
  hint: run it with --yes, or for good with --integrity ${hash}\n`,
      exit: 2,
    })
    expect(await run(['run', '--yes', url])).toEqual({ stdout: 'hello\n', stderr: shown, exit: 0 })
    expect(await run([url])).toEqual({ stdout: 'hello\n', stderr: '', exit: 0 })
    // Fetched once: what was refused was kept, to be looked at.
    expect(server.asked()).toEqual(['/yes.ts'])
  })

  kernelTest('is not used changed, but with --reload, and then shown anew', async () => {
    const { run } = newUser()
    const url = `${server.origin}/changes.ts`
    server.files.set('/changes.ts', says('one'))
    expect(await run(['--yes', '-q', url])).toEqual({ stdout: 'one\n', stderr: '', exit: 0 })
    server.files.set('/changes.ts', says('two'))
    expect(await run([url])).toEqual({ stdout: 'one\n', stderr: '', exit: 0 })
    const refused = await run(['--reload', url])
    expect(refused).toMatchObject({ stdout: '', exit: 2 })
    expect(refused.stderr).toStartWith(
      `systrace: "${url}" has changed: it was ${sha(says('one'))}\nsystrace: "${url}" is not from this machine. `,
    )
    // Not confirmed, so the old one stays.
    expect(await run([url])).toEqual({ stdout: 'one\n', stderr: '', exit: 0 })
    expect(await run(['--reload', '--yes', url])).toMatchObject({ stdout: 'two\n', exit: 0 })
    expect(await run([url])).toEqual({ stdout: 'two\n', stderr: '', exit: 0 })
  })

  kernelTest('is pinned by its hash, which is that of the file', async () => {
    const { run } = newUser()
    const url = `${server.origin}/pinned.ts`
    server.files.set('/pinned.ts', says('pinned'))
    const right = sha(says('pinned'))
    const wrong = sha('')
    expect(await run(['--integrity', wrong, '--yes', url])).toMatchObject({
      stdout: '',
      stderr: `systrace: "${url}" is another script than --integrity wants: it is ${right}, wanted is ${wrong}\n  hint: look at what it is now with systrace explain, before you change the hash\n`,
      exit: 2,
    })
    expect(await run(['--integrity', right, url])).toEqual({ stdout: 'pinned\n', stderr: '', exit: 0 })
    // A pin is no confirmation for runs without one.
    expect(await run([url])).toMatchObject({ stdout: '', exit: 2 })
  })

  programTest('is explained without a question', async () => {
    const { run } = newUser()
    server.files.set('/explained.ts', `${head}on('openat', e => print(e.comm))\n`)
    const { stdout, stderr, exit } = await run(['explain', `${server.origin}/explained.ts`])
    expect({ stderr, exit }).toEqual({ stderr: '', exit: 0 })
    expect(stdout).toStartWith(`${server.origin}/explained.ts:2:1  on('openat'`)
  })

  kernelTest('brings its relative imports from the same server', async () => {
    const { run } = newUser()
    server.files.set(
      '/a/main.ts',
      `${head}import { x } from '../lib/x'\nimport { y } from './y.js'\nimport type { T } from './types.ts'
begin(() => { print(x, y); exit() })\n`,
    )
    server.files.set('/lib/x.ts', "import '../a/main.ts'\nexport { z as x } from './z.ts'\n")
    server.files.set('/lib/z.ts', "export const z = 'z'\n")
    server.files.set('/a/y.ts', "export const y = 'y'\n")
    server.asked()
    const { stdout, stderr, exit } = await run(['--yes', `${server.origin}/a/main.ts?token=1`])
    expect({ stdout, exit }).toEqual({ stdout: 'z y\n', exit: 0 })
    expect(stderr).toContain('in 4 files: a/main.ts, lib/x.ts, lib/z.ts, a/y.ts\n')
    expect(server.asked()).toEqual(['/a/main.ts', '/lib/x.ts', '/lib/z.ts', '/a/y.js', '/a/y.ts'])
  })

  programTest('with imports that cannot be followed is refused', async () => {
    const { run } = newUser()
    const refusal = async (text: string) => {
      server.files.set('/import.ts', text)
      const { stdout, stderr, exit } = await run(['--yes', `${server.origin}/import.ts`])
      expect({ stdout, isFine: exit === 0 }).toEqual({ stdout: '', isFine: false })
      return stderr
    }
    server.files.set('/moved.ts', () => Response.redirect(`http://localhost:${server.port}/yes.ts`))
    server.files.set('/page.ts', () => new Response('<html>', { headers: { 'content-type': 'text/html' } }))
    expect(await refusal("import './none.ts'\n")).toStartWith(
      `error[unknown-import]: there is no file "./none.ts"\n  --> ${server.origin}/import.ts:1:8\n`,
    )
    expect(await refusal("import '/etc/x.ts'\n")).toStartWith(
      'error[unknown-import]: what cannot be taken along: "/etc/x.ts"\n',
    )
    expect(await refusal("import 'https://x.com/y.ts'\n")).toStartWith(
      'error[unknown-import]: what cannot be taken along: ',
    )
    expect(await refusal("import './moved.ts'\n")).toStartWith(
      `systrace: The import "${server.origin}/moved.ts" leads to another place: `,
    )
    expect(await refusal("import './page.ts'\n")).toStartWith(
      `systrace: "${server.origin}/page.ts" is a web page and not a script\n`,
    )
  })

  kernelTest('follows redirects to safe places only', async () => {
    const { run } = newUser()
    server.files.set('/target/t.ts', says('moved'))
    const to = (where: string) => () => Response.redirect(where)
    server.files.set('/r1', () => new Response('', { status: 302, headers: { location: '/r2' } }))
    server.files.set('/r2', to(`http://localhost:${server.port}/target/t.ts`))
    server.files.set('/loop', to(`${server.origin}/loop`))
    server.files.set('/http', to('http://example.com/x.ts'))
    server.files.set('/file', to('file:///etc/passwd'))
    server.files.set('/nowhere', () => new Response('', { status: 302 }))
    expect(await run(['--yes', '-q', `${server.origin}/r1`])).toEqual({
      stdout: 'moved\n',
      stderr: '',
      exit: 0,
    })
    const cases = [
      ['loop', 'more than 5 redirects'],
      ['http', 'it leads elsewhere: The redirect to "http://example.com/x.ts" is not https: what comes from it could be anybody\'s'],
      ['file', 'it leads elsewhere: The redirect to "file:///etc/passwd" is not https: what comes from it could be anybody\'s'],
      ['nowhere', 'a redirect to nowhere (302)'],
    ] as const // biome-ignore format: a table
    for (const [path, reason] of cases)
      expect(await run(['--yes', `${server.origin}/${path}`])).toEqual({
        stdout: '',
        stderr: `systrace: Cannot fetch "${server.origin}/${path}": ${reason}\n`,
        exit: 3,
      })
  })

  programTest('that cannot be had is one clear line', async () => {
    const { run } = newUser()
    const bytes =
      (...list: number[]) =>
      () =>
        new Response(new Uint8Array(list))
    server.files.set('/500', () => new Response('', { status: 500 }))
    server.files.set('/big', () => new Response('x'.repeat(3 << 20)))
    server.files.set(
      '/bomb',
      () => new Response(Bun.gzipSync(Buffer.alloc(64 << 20)), { headers: { 'content-encoding': 'gzip' } }),
    )
    server.files.set('/binary', bytes(0, 1, 255))
    server.files.set(
      '/page',
      () => new Response('<html>', { headers: { 'content-type': 'text/html; charset=utf-8' } }),
    )
    server.files.set('/syntax.ts', 'const = 1\n')
    const { origin } = server
    const cases = [
      [`${origin}/none.ts`, `There is no script at "${origin}/none.ts"`, 2],
      [`${origin}/500`, `Cannot fetch "${origin}/500": the server says 500 Internal Server Error`, 3],
      [`${origin}/big`, `Cannot fetch "${origin}/big": it has more than 2048 KB`, 3],
      [`${origin}/bomb`, `Cannot fetch "${origin}/bomb": it has more than 2048 KB`, 3],
      [`${origin}/binary`, `"${origin}/binary" is not a text in UTF-8\n  hint: only scripts, and texts that they import, can be taken along`, 2],
      [`${origin}/page`, `"${origin}/page" is a web page and not a script\n  hint: use the address of the file itself`, 2],
      ['http://127.0.0.1:9/x.ts', 'Cannot fetch "http://127.0.0.1:9/x.ts": the host refuses the connection', 3],
      ['http://example.com/x.ts', 'The address "http://example.com/x.ts" is not https: what comes from it could be anybody\'s\n  hint: try https://example.com/x.ts', 2],
      ['https://me:secret@example.com/x.ts', 'The address "https://me:secret@example.com/x.ts" has a password in it, which would be kept\n  hint: leave it out', 2],
      ['https://', 'The address "https://" is none\n  hint: such as https://example.com/script.ts', 2],
    ] as const // biome-ignore format: a table
    for (const [url, message, exit] of cases)
      expect(await run(['--yes', url])).toEqual({ stdout: '', stderr: `systrace: ${message}\n`, exit })
    expect((await run(['--yes', `${origin}/syntax.ts`])).stderr).toMatch(
      /^error\[syntax\]: .*\n {2}--> http:\S+\/syntax.ts:1:7\n/,
    )
  })

  programTest('that takes too long is given up', async () => {
    const { run } = newUser()
    const stop = new AbortController()
    const never = () => new Promise<void>(resolve => stop.signal.addEventListener('abort', () => resolve()))
    server.files.set('/silent', async () => {
      await never()
      return new Response('')
    })
    server.files.set(
      '/drip',
      () =>
        new Response(
          new ReadableStream({
            start: async controller => {
              controller.enqueue(new TextEncoder().encode('// '))
              await never()
              controller.close()
            },
          }),
        ),
    )
    try {
      for (const path of ['silent', 'drip'])
        expect(await run([`${server.origin}/${path}`], { SYSTRACE_FETCH_TIMEOUT: '300ms' })).toEqual({
          stdout: '',
          stderr: `systrace: Cannot fetch "${server.origin}/${path}": it took longer than 0.3 s\n`,
          exit: 3,
        })
    } finally {
      stop.abort()
    }
    expect(await run([`${server.origin}/silent`], { SYSTRACE_FETCH_TIMEOUT: 'soon' })).toMatchObject({
      stderr: 'systrace: SYSTRACE_FETCH_TIMEOUT must be a duration, not "soon"\n  hint: such as 10s or 2m\n',
      exit: 2,
    })
  })

  programTest('has an end, and as much time for all of its files as for one', async () => {
    const { run } = newUser()
    for (let i = 0; i < 300; i++) {
      server.files.set(`/chain/${i}.ts`, `import './${i + 1}.ts'\n`)
      server.files.set(`/later/${i}.ts`, async () => {
        await Bun.sleep(i === 0 ? 0 : 200)
        return new Response(i === 20 ? '' : `import './${i + 1}.ts'\n`)
      })
    }
    server.asked()
    const url = `${server.origin}/chain/0.ts`
    expect(await run(['explain', url])).toEqual({
      stdout: '',
      stderr: `systrace: Cannot take "${url}" along: it has more than 256 files\n`,
      exit: 2,
    })
    expect(server.asked().length).toBe(257)
    const late = await run(['explain', `${server.origin}/later/0.ts`], { SYSTRACE_FETCH_TIMEOUT: '2s' })
    expect(late).toMatchObject({ stdout: '', exit: 3 })
    expect(late.stderr).toMatch(/^systrace: Cannot fetch "\S+\/later\/\d+\.ts": it took longer than 2 s\n$/)
  })

  tlsTest(
    'comes over https from who has a certificate that is known here, and from nobody else',
    async () => {
      const { run } = newUser()
      const good = certificateFor('localhost')
      const other = certificateFor('other.example')
      using tls = new WebServer(good)
      using foreign = new WebServer(other)
      for (const one of [tls, foreign]) one.files.set('/x.ts', says('secure'))
      const trusted = {
        NODE_EXTRA_CA_CERTS: folder.write('trusted.pem', good.cert + other.cert),
        NO_PROXY: 'localhost',
      }
      const url = `https://localhost:${tls.port}/x.ts`
      for (const careless of [{}, { NODE_TLS_REJECT_UNAUTHORIZED: '0' }])
        expect(await run(['--yes', url], careless)).toEqual({
          stdout: '',
          stderr: `systrace: Cannot fetch "${url}": its certificate is signed by nobody but itself\n`,
          exit: 3,
        })
      expect(await run(['--yes', '-q', url], trusted)).toEqual({ stdout: 'secure\n', stderr: '', exit: 0 })
      const wrong = `https://localhost:${foreign.port}/x.ts`
      expect(await run(['--yes', wrong], trusted)).toEqual({
        stdout: '',
        stderr: `systrace: Cannot fetch "${wrong}": its certificate is for another host\n`,
        exit: 3,
      })
      const plain = `https://127.0.0.1:${server.port}/yes.ts`
      expect(await run(['--yes', plain])).toMatchObject({ stdout: '', exit: 3 })
    },
  )
})

describe('the cache', () => {
  kernelTest('is all that is needed without a network', async () => {
    const { run } = newUser()
    using gone = new WebServer()
    gone.files.set('/x.ts', `${head}import { y } from './y.ts'\nbegin(() => { print(y); exit() })\n`)
    gone.files.set('/y.ts', "export const y = 'kept'\n")
    const url = `${gone.origin}/x.ts`
    await run(['--yes', url])
    gone[Symbol.dispose]()
    const offline = { SYSTRACE_OFFLINE: '1' }
    expect(await run([url])).toEqual({ stdout: 'kept\n', stderr: '', exit: 0 })
    expect(await run([url], offline)).toEqual({ stdout: 'kept\n', stderr: '', exit: 0 })
    expect(await run(['--reload', url], offline)).toEqual({
      stdout: '',
      stderr: `systrace: Cannot fetch "${url}": SYSTRACE_OFFLINE is set\n  hint: leave out --reload to use the copy\n`,
      exit: 2,
    })
    expect(await run([`${url}x`], offline)).toMatchObject({
      stderr: `systrace: Cannot fetch "${url}x": SYSTRACE_OFFLINE is set\n  hint: there is no copy of it in the cache\n`,
    })
    expect(await run(['--reload', url])).toMatchObject({ stdout: '', exit: 3 })
  })

  kernelTest('is not believed when somebody changed it', async () => {
    const { cache, run } = newUser()
    const url = `${server.origin}/kept.ts`
    server.files.set('/kept.ts', says('true'))
    await run(['--yes', url])
    const [name] = readdirSync(join(cache, 'bundles'))
    const path = join(cache, 'bundles', name!)
    for (const change of [
      (text: string) => text.replace('true', 'evil'),
      (text: string) => text.slice(0, -5),
      () => '',
      () => '{"files":[["../x.ts","evil"]]}',
    ]) {
      writeFileSync(path, change(readFileSync(path, 'utf8')))
      // Fetched again, and the same.
      expect(await run([url])).toEqual({ stdout: 'true\n', stderr: '', exit: 0 })
      if (readFileSync(path, 'utf8').includes('evil')) await run(['--reload', url])
    }
    // Changed both here and there: neither is used.
    writeFileSync(path, 'evil')
    server.files.set('/kept.ts', says('other'))
    const ended = await run(['--yes', url])
    expect(ended).toMatchObject({ stdout: '', exit: 2 })
    expect(ended.stderr).toBe(
      `systrace: "${url}" has changed, and the copy of what it was is gone: it was ${sha(says('true'))}, now it is ${sha(says('other'))}\n  hint: to look at what it is now: systrace explain --reload\n`,
    )
  })

  kernelTest('writes changed files of a script anew before it runs', async () => {
    const { cache, run } = newUser()
    const url = `${server.origin}/two.ts`
    server.files.set('/two.ts', `${head}import { y } from './two-y.ts'\nbegin(() => { print(y); exit() })\n`)
    server.files.set('/two-y.ts', "export const y = 'true'\n")
    await run(['--yes', url])
    const [hash] = readdirSync(join(cache, 'files'))
    writeFileSync(join(cache, 'files', hash!, 'two-y.ts'), "export const y = 'evil'\n")
    expect(await run([url])).toEqual({ stdout: 'true\n', stderr: '', exit: 0 })
  })

  kernelTest('is not needed for a script of one file', async () => {
    const { cache, run } = newUser()
    writeFileSync(join(cache, '..').replace(/\/$/, ''), 'a file')
    const url = `${server.origin}/uncached.ts`
    server.files.set('/uncached.ts', says('ran'))
    const { stdout, stderr, exit } = await run(['--yes', '-q', url])
    expect({ stdout, exit }).toEqual({ stdout: 'ran\n', exit: 0 })
    expect(stderr).toMatch(
      /^systrace: it will be fetched again: Cannot write the cache "\S+": ENOTDIR\nsystrace: it will be asked again: Cannot write/,
    )
  })

  programTest('that others may write to is not used', async () => {
    const { cache, run } = newUser()
    mkdirSync(cache, { recursive: true })
    chmodSync(cache, 0o777)
    const { stderr, exit } = await run(['--yes', `${server.origin}/yes.ts`])
    expect(exit).toBe(3)
    expect(stderr).toBe(
      `systrace: Cannot use the cache "${cache}": it is not a folder of your own that only you may write\n  hint: mend its owner and mode, or set XDG_CACHE_HOME to a folder that you may write\n`,
    )
  })

  const nobody = 65534
  const sudo = { SUDO_UID: String(nobody), SUDO_GID: String(nobody) }

  for (const rights of [[], ['--as-root']]) {
    rootTest(`is the invoking user’s under sudo ${rights}`, async () => {
      const { cache, run } = newUser()
      mkdirSync(join(cache, '..'))
      chownSync(join(cache, '..'), nobody, nobody)
      for (let path = folder.path; path !== '/'; path = dirname(path)) {
        const { mode } = statSync(path)
        // The test's folders are closed to others.
        if ((mode & 1) === 0) chmodSync(path, mode | 1)
      }
      // Two files, and a handler: the programs are loaded by root after the cache was written by somebody else.
      server.files.set(
        '/sudo.ts',
        `${head}import { word } from './sudo-word.ts'\non('openat', () => exit())\nbegin(() => print(word))\n`,
      )
      server.files.set('/sudo-word.ts', "export const word = 'as'\n")
      const url = `${server.origin}/sudo.ts`
      expect(await run([...rights, '-d', '5', '--yes', '-q', url], sudo)).toEqual({
        stdout: 'as\n',
        stderr: '',
        exit: 0,
      })
      expect(await run([...rights, '-d', '5', url], sudo)).toEqual({ stdout: 'as\n', stderr: '', exit: 0 })
      const kept = readdirSync(cache, { recursive: true, encoding: 'utf8' })
      expect(kept.length).toBe(10)
      for (const path of ['', ...kept]) {
        const { uid, gid, mode } = statSync(join(cache, path))
        expect({ path, uid, gid, others: mode & 0o077 }).toEqual({
          path,
          uid: nobody,
          gid: nobody,
          others: 0,
        })
      }
    })

    rootTest(`of the invoking user leads root nowhere ${rights}`, async () => {
      const { cache, run } = newUser()
      const secret = join(folder.path, `secret${caches}`)
      mkdirSync(secret, { mode: 0o700 })
      mkdirSync(cache, { recursive: true })
      for (const name of ['bundles', 'addresses', 'confirmed']) symlinkSync(secret, join(cache, name))
      for (const path of [join(cache, '..'), cache]) chownSync(path, nobody, nobody)
      const { stderr } = await run([...rights, '--yes', '-q', `${server.origin}/sudo.ts`], sudo)
      expect(stderr).toMatch(/^systrace: it will be fetched again: Cannot write the cache "\S+": EACCES\n/)
      expect(readdirSync(secret)).toEqual([])
    })
  }
})
