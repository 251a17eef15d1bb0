/** `systrace check`: with the project's TypeScript, with that in PATH, and with none. */

import { afterAll, describe, expect } from 'bun:test'
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { byEngine } from '../support/engine.ts'
import { testNeeding } from '../support/needs.ts'
import { Folder, systrace } from './command.ts'

const root = join(import.meta.dirname, '../..')
const cliTest = testNeeding('binary')

const folder = new Folder()
afterAll(() => folder[Symbol.dispose]())

/** A PATH with nothing of TypeScript's or Node's in it. */
const bare = { PATH: '/nowhere' }
const check = (args: readonly string[], options: Parameters<typeof systrace>[1] = {}) =>
  systrace(['check', ...args], {
    cwd: folder.path,
    ...options,
    env: { HOME: folder.path, ...bare, ...options.env },
  })

/** Gives a folder below the TypeScript of this project, as npm would. */
const install = (name: string): void => {
  mkdirSync(join(folder.path, name, 'node_modules/@typescript'), { recursive: true })
  for (const one of [
    'typescript',
    ...readdirSync(join(root, 'node_modules/@typescript')).map(n => `@typescript/${n}`),
  ])
    symlinkSync(join(root, 'node_modules', one), join(folder.path, name, 'node_modules', one))
}

const good = `import { count, duration, on, options } from 'systrace'
import { optional, string } from 'valibot'
import { readFileSync } from 'node:fs'

const opt = options({ slow: duration('1ms'), comm: optional(string()) })
const version: string = readFileSync('/proc/version', 'utf8')
on('openat', e => {
  if (e.duration > opt.slow && e.comm !== opt.comm) count(e.filename, version.length)
})
setTimeout(() => console.log(process.argv.length), 10)
`

const bad = `import { on, print } from 'systrace'

on('openat', e => print(e.filname))
const n: number = 'text'
on('opennat', e => print(e.comm))
`

describe('systrace check', () => {
  cliTest('a script in a folder with TypeScript and nothing else', async () => {
    install('alone')
    folder.write('alone/good.ts', good)
    expect(await check(['alone/good.ts'])).toEqual({
      stdout: '',
      stderr: expect.stringMatching(/^systrace: no errors in 1 script, with TypeScript [\d.]+\n$/),
      exit: 0,
    })
    folder.write('alone/bad.ts', bad)
    const { stdout, stderr, exit } = await check(['alone/bad.ts', 'alone/good.ts'])
    expect({ stdout, exit }).toEqual({ stdout: '', exit: 1 })
    expect(
      stderr.replace(/TypeScript [\d.]+/, 'TypeScript'),
    ).toBe(`error[unknown-field]: no field of openat is called "filname"
  --> alone/bad.ts:3:27
  3 | on('openat', e => print(e.filname))
    |                           ^^^^^^^
  hint: did you mean "filename"?
error[TS2322]: Type 'string' is not assignable to type 'number'
  --> alone/bad.ts:4:7
  4 | const n: number = 'text'
    |       ^
error[unknown-probe]: no syscall is called "opennat"
  --> alone/bad.ts:5:4
  5 | on('opennat', e => print(e.comm))
    |    ^^^^^^^^^
  hint: did you mean "openat"?
systrace: 3 errors in 2 scripts, with TypeScript
`)
  })

  cliTest('the types of TypeScript alone: what our compiler does not look at', async () => {
    install('typed')
    folder.write(
      'typed/x.ts',
      `import { on, print, printf } from 'systrace'
on('close', e => { later(e.fd) })
const later = (fd: number): void => printf('%d', fd.toUpperCase())
on(['openat', 'close'], { sampel: 1 }, e => print(e.comm))
`,
    )
    const { stderr, exit } = await check(['typed/x.ts'])
    expect(exit).toBe(1)
    expect(stderr).toContain(`error[TS2339]: Property 'toUpperCase' does not exist on type 'number'
  --> typed/x.ts:3:53
`)
    expect(stderr).toContain('"sampel"')
    expect(stderr).toContain('did you mean "sample"?')
  })

  cliTest('the tsconfig.json of the project, its paths and its own declarations', async () => {
    install('project')
    folder.write(
      'project/tsconfig.json',
      `{
      // A comment is fine.
      "compilerOptions": { "strict": true, "noUnusedLocals": true, "paths": { "#lib/*": ["./lib/*"] } },
      "include": ["scripts", "types"]
    }`,
    )
    folder.write('project/lib/names.ts', `export type Name = 'bash'\n`)
    folder.write('project/types/own.d.ts', 'declare const OWN: number\n')
    folder.write(
      'project/scripts/x.ts',
      `import { on, print } from 'systrace'
import type { Name } from '#lib/names.ts'
const unused = 5
const name: Name = 'bash'
on('openat', e => print(e.filename, OWN, name.length))
`,
    )
    const { stderr, exit } = await check(['project/scripts/x.ts'])
    expect(stderr).toContain("error[TS6133]: 'unused' is declared but its value is never read")
    expect(stderr).toContain('systrace: 1 error in 1 script')
    expect(exit).toBe(1)
    // What runs scripts does not read a tsconfig.json.
    folder.write(
      'project/scripts/run.ts',
      `import { on } from 'systrace'\nimport { name } from '#lib/names.ts'\non('read', e => name)\n`,
    )
    const run = await check(['project/scripts/run.ts'])
    expect(run.stderr).toContain('error[unknown-import]: there is no package "#lib/names.ts"')
    expect(run.stderr).toContain('"imports" of package.json')
  })

  cliTest(
    'projects that write files of their own: nothing is written, and nothing is in the way',
    async () => {
      install('builds')
      folder.write('builds/src/good.ts', good)
      for (const options of [
        '"composite": true, "declaration": true, "outDir": "out"',
        '"sourceMap": true, "outDir": "out", "rootDir": "src"',
        '"emitDeclarationOnly": true, "declaration": true, "incremental": true, "tsBuildInfoFile": "out/info"',
      ]) {
        folder.write('builds/tsconfig.json', `{ "compilerOptions": { ${options} } }`)
        const { stderr, exit } = await check(['builds/src/good.ts'])
        expect(stderr).toMatch(/^systrace: no errors in 1 script, with TypeScript [\d.]+\n$/)
        expect(exit).toBe(0)
      }
      expect(readdirSync(join(folder.path, 'builds')).sort()).toEqual([
        'node_modules',
        'src',
        'tsconfig.json',
      ])
    },
  )

  cliTest('where files for TypeScript cannot be written', async () => {
    install('full')
    folder.write('full/good.ts', good)
    const { stderr, exit } = await check(['full/good.ts'], { env: { TMPDIR: '/proc/none' } })
    expect(stderr).toContain('systrace: Cannot make a folder in /proc/none: no such file or directory\n')
    expect(stderr).toContain('hint: TMPDIR names another place')
    expect(exit).toBe(3)
  })

  cliTest('what runs without @types/node passes: timers of promises, exit', async () => {
    install('globals')
    folder.write(
      'globals/x.ts',
      `import { on } from 'systrace'
on('read', e => e.ret)
await new Promise(done => setTimeout(done, 50))
await new Promise<void>(done => setTimeout(done, 50))
setInterval(() => process.exit(3), 1000)
`,
    )
    expect((await check(['globals/x.ts'])).stderr).toMatch(/^systrace: no errors in 1 script, with/)
  })

  cliTest('one wrong syntax is said once, and hides nothing of other scripts', async () => {
    install('broken')
    folder.write('broken/cut.ts', `import { on } from 'systrace'\non('read', e => {\n`)
    folder.write(
      'broken/typed.ts',
      `import { on } from 'systrace'\non('read', e => e.ret)\nlet n: number = ''\n`,
    )
    folder.write('broken/script.js', `import { on } from 'systrace'\non('read', e => e.ret)\n`)
    await Bun.write(join(folder.path, 'broken/program.ts'), new Uint8Array([0x7f, 0x45, 0, 0xff]))
    const names = ['cut.ts', 'typed.ts', 'script.js', 'program.ts'].map(name => `broken/${name}`)
    const { stderr } = await check(names)
    expect(stderr.match(/^error.*/gm)).toEqual([
      'error[not-text]: "broken/program.ts" is not a text in UTF-8',
      expect.stringContaining('error[syntax]'),
      expect.stringContaining('error[TS2322]'),
    ])
    expect(stderr).toContain('systrace: 3 errors in 4 scripts, with TypeScript')
    // JavaScript has no types that could be left unchecked.
    expect((await check(['broken/script.js'])).stderr).toBe('systrace: no errors in 1 script\n')
  })

  cliTest('a folder that systrace init made', async () => {
    await systrace(['init', 'made'], { cwd: folder.path, env: { HOME: folder.path } })
    install('made')
    // What is declared there holds, beside what a check brings along.
    const { stdout } = await systrace(['types', 'kprobe:vfs_read'], { cwd: folder.path })
    folder.write('made/types/functions.d.ts', stdout)
    folder.write(
      'made/made.ts',
      `import { on, print } from 'systrace'\nimport { number, optional } from 'valibot'\non('kprobe:vfs_read', e => print(e.count + 1, optional(number())))\n`,
    )
    const { stderr, exit } = await check(['made.ts'], { cwd: join(folder.path, 'made') })
    expect({ stderr: stderr.replace(/ [\d.]+\n/, '\n'), exit }).toEqual({
      stderr: 'systrace: no errors in 1 script, with TypeScript\n',
      exit: 0,
    })
  })

  cliTest('TypeScript from PATH', async () => {
    folder.write('plain/good.ts', good)
    const { stderr, exit } = await check(['plain/good.ts'], {
      env: { PATH: `${join(root, 'node_modules/.bin')}:${process.env.PATH}` },
    })
    expect(stderr).toMatch(/^systrace: no errors in 1 script, with TypeScript [\d.]+\n$/)
    expect(exit).toBe(0)
  })

  cliTest('without TypeScript: what our own compiler finds, and what to install', async () => {
    folder.write('none/good.ts', good)
    folder.write('none/bad.ts', bad)
    const clean = await check(['none/good.ts'])
    expect(clean).toEqual({
      stdout: '',
      stderr: `systrace: no errors in 1 script
systrace: types were not checked: there is no TypeScript here (npm install --save-dev typescript)
`,
      exit: 0,
    })
    const { stderr, exit } = await check(['none/bad.ts'])
    expect(stderr).toContain('error[unknown-field]: no field of openat is called "filname"')
    expect(stderr).toContain('error[unknown-probe]: no syscall is called "opennat"')
    expect(stderr).not.toContain('TS2322')
    expect(stderr).toContain('npm install --save-dev typescript')
    expect(exit).toBe(1)
  })

  cliTest('without TypeScript: imports that lead nowhere', async () => {
    folder.write('none/types.d.ts', 'export type Name = string\n')
    folder.write('none/lib.ts', `import left from 'left-pad'\nexport const pad = left\n`)
    folder.write('none/good.json', '\ufeff{ "fine": true }')
    folder.write('none/bad.json', '{ "cut": ')
    folder.write(
      'none/imports.ts',
      `import { readFileSync } from 'node:fs'
import { join } from 'path'
import { count, on } from 'systrace'
import * as v from 'valibot'
import { pad } from './lib.ts'
import { gone } from './libb.ts'
import { Name } from './types'
import fine from './good.json'
import bad from './bad.json'
on('read', e => count(pad(e.comm as Name), gone, readFileSync, join, v, fine, bad))
`,
    )
    const { stderr, exit } = await check(['none/imports.ts', 'none/lib.ts'])
    expect(
      stderr.replace(/node_modules of .*,/, 'node_modules,'),
    ).toContain(`error[unknown-import]: there is no file "./libb.ts"
  --> none/imports.ts:6:22
  6 | import { gone } from './libb.ts'
    |                      ^^^^^^^^^^^
  hint: did you mean "./lib.ts"?
error[not-json]: "./bad.json" is no JSON: ${byEngine({ bun: 'Unexpected EOF', deno: 'Unexpected end of JSON input' })}
  --> none/imports.ts:9:17
  9 | import bad from './bad.json'
    |                 ^^^^^^^^^^^^
error[unknown-import]: there is no package "left-pad" in node_modules, nor above
  --> none/lib.ts:1:18
  1 | import left from 'left-pad'
    |                  ^^^^^^^^^^
  hint: install it beside the script: npm install left-pad
systrace: 3 errors in 2 scripts
`)
    expect(exit).toBe(1)
  })

  cliTest('conditions that must move, options of scripts, syntax', async () => {
    folder.write(
      'where.ts',
      `import { on } from 'systrace'\non('read', { where: e => e.call.length > 5 }, e => e.ret)\n`,
    )
    folder.write(
      'option.ts',
      `import { duration, on, options } from 'systrace'\nconst o = options({ slow: duration('soon') })\non('read', e => e.ret > o.slow)\n`,
    )
    folder.write('syntax.ts', `import { on } from 'systrace'\non('read', e => {\n`)
    const { stderr, exit } = await check(['where.ts', 'option.ts', 'syntax.ts'])
    expect(stderr).toContain('--> where.ts:2:')
    expect(stderr).toContain('The default of duration must be a duration such as 10ms, not "soon"')
    expect(stderr).toContain('--> option.ts:2:')
    expect(stderr).toContain('error[syntax]')
    expect(stderr).toContain('--> syntax.ts:')
    expect(stderr).toContain('3 errors in 3 scripts')
    expect(exit).toBe(1)
  })

  cliTest('a module that scripts import needs no handler', async () => {
    folder.write(
      'part.ts',
      `import type { CallEvent } from 'systrace'\nexport const name = (e: CallEvent<'read'>) => e.comm\n`,
    )
    folder.write('nothing.ts', `console.log('no handler')\n`)
    expect((await check(['part.ts'])).exit).toBe(0)
    const { stderr, exit } = await check(['nothing.ts'])
    expect(stderr).toContain('error[no-handlers]')
    expect(exit).toBe(1)
  })

  cliTest('--json', async () => {
    install('json')
    folder.write('json/bad.ts', bad)
    const { stdout, exit } = await check(['--json', 'json/bad.ts'])
    const { files, typescript, diagnostics } = JSON.parse(stdout)
    expect(exit).toBe(1)
    expect(files).toEqual(['json/bad.ts'])
    expect(typescript).toEqual({
      version: expect.stringMatching(/^\d/),
      path: join(folder.path, 'json/node_modules/typescript/bin/tsc'),
    })
    expect(diagnostics[0]).toEqual({
      severity: 'error',
      code: 'unknown-field',
      message: 'no field of openat is called "filname"',
      hint: 'did you mean "filename"?',
      file: 'json/bad.ts',
      line: 3,
      column: 27,
      length: 7,
      text: "on('openat', e => print(e.filname))",
    })
    expect(diagnostics.map(({ code }: { code: string }) => code)).toEqual([
      'unknown-field',
      'TS2322',
      'unknown-probe',
    ])
  })

  for (const [args, message, hint] of [
    [[], 'Nothing to check', 'systrace check x.ts'],
    [['nosuch.ts'], 'There is no script "nosuch.ts"', 'hint:'],
    [['none'], 'Cannot check "none": it is a directory', 'systrace check none/*.ts'],
    [['@opensnoop'], 'Cannot check "@opensnoop": it is no file', 'systrace explain'],
    [[`st1:${'x'.repeat(300)}`], `Cannot check "st1:${'x'.repeat(36)}…": it is no file`, 'systrace explain'],
    [['--jsn', 'x.ts'], '--jsn', 'did you mean "--json"?'],
  ] as const)
    cliTest(`refuses ${JSON.stringify(args)}`, async () => {
      folder.write('none/x.ts', good)
      const { stderr, exit } = await check(args)
      expect(stderr).toContain(message)
      expect(stderr).toContain(hint)
      expect(exit).toBe(2)
    })

  testNeeding('binary', 'root')(
    'does not run a TypeScript that somebody else put above the script',
    async () => {
      const shared = new Folder()
      shared.write('node_modules/typescript/package.json', '{ "version": "9.9.9" }')
      shared.write('node_modules/typescript/bin/tsc', `require('fs').writeFileSync('${shared.path}/ran', '')`)
      spawnSync('chown', ['-R', '65534', join(shared.path, 'node_modules')])
      shared.write('mine/x.ts', good)
      const { stderr } = await check(['mine/x.ts'], { cwd: shared.path })
      expect(stderr).toContain('types were not checked')
      expect(readdirSync(shared.path)).not.toContain('ran')
      shared[Symbol.dispose]()
    },
  )

  cliTest('leaves nothing behind', async () => {
    install('clean')
    folder.write('clean/good.ts', good)
    await check(['clean/good.ts'])
    expect(readdirSync(tmpdir()).filter(name => name.startsWith('systrace-check-'))).toEqual([])
    expect(readdirSync(join(folder.path, 'clean')).sort()).toEqual(['good.ts', 'node_modules'])
  })
})
