/** Scripts that are wrong: what is said, with place and hint, and the exit code that says whose fault it is. */

import { afterAll, describe, expect } from 'bun:test'
import { byEngine } from '../support/engine.ts'
import { testNeeding } from '../support/needs.ts'
import { Folder, powerless, systrace } from './command.ts'

const programTest = testNeeding('binary')
const kernelTest = testNeeding('kernel', 'binary')

const folder = new Folder()
afterAll(() => folder[Symbol.dispose]())

describe('refused before anything is attached', () => {
  const cases: readonly [name: string, code: string, stderr: string, exit?: number][] = [
    [
      'a syntax error',
      "on('openat', e => print(e.comm)",
      `error[syntax]: Expected \`)\` but found \`EOF\`
  --> -e:1:32
  1 | on('openat', e => print(e.comm)
    |                                ^
`,
    ],
    [
      'a syntax error on another line, with tabs and wide characters before it',
      "on('openat', e => print(e.comm))\n\tconst x = '进程', y = = 1",
      `error[syntax]: Unexpected token
  --> -e:2:22
  2 |  const x = '进程', y = = 1
    |                        ^
`,
    ],
    [
      'nothing at all',
      '',
      `error[no-handlers]: the script has no handler
  hint: add one: on('openat', e => print(e.comm, e.filename))
`,
    ],
    [
      'no handler',
      'const x = 1',
      `error[no-handlers]: the script has no handler
  hint: add one: on('openat', e => print(e.comm, e.filename))
`,
    ],
    [
      'a syscall that there is not',
      "on('opennat', e => print(e.comm))",
      `error[unknown-probe]: no syscall is called "opennat"
  --> -e:1:4
  1 | on('opennat', e => print(e.comm))
    |    ^^^^^^^^^
  hint: did you mean "openat"?
`,
      2,
    ],
    [
      'one syscall of a list that there is not',
      "on(['openat', 'reed'], e => print(e.comm))",
      `error[unknown-probe]: no syscall is called "reed"
  --> -e:1:15
  1 | on(['openat', 'reed'], e => print(e.comm))
    |               ^^^^^^
  hint: did you mean "read"?
`,
      2,
    ],
    [
      'a group that there is not',
      "on('%fil', e => print(e.comm))",
      `error[unknown-probe]: no group of syscalls is called "%fil"
  --> -e:1:4
  1 | on('%fil', e => print(e.comm))
    |    ^^^^^^
  hint: did you mean "%file"?
`,
      2,
    ],
    [
      'a kind of probe that there is not',
      "on('krpobe:x', e => print(e.comm))",
      `error[unknown-probe]: no kind of probe is called "krpobe"
  --> -e:1:4
  1 | on('krpobe:x', e => print(e.comm))
    |    ^^^^^^^^^^
  hint: did you mean "kprobe"?
`,
      2,
    ],
    [
      'an event of a syscall that there is not',
      "on('openat:entr', e => print(e.comm))",
      `error[unknown-probe]: a syscall has no event "entr"
  --> -e:1:4
  1 | on('openat:entr', e => print(e.comm))
    |    ^^^^^^^^^^^^^
  hint: did you mean "openat:enter"?
`,
      2,
    ],
    [
      'a probe without a name',
      "on('', e => print(e.comm))",
      `error[unknown-probe]: the probe has no name
  --> -e:1:4
  1 | on('', e => print(e.comm))
    |    ^^
  hint: probes are: openat, openat:enter, open*, %file
`,
      2,
    ],
    [
      'a field that there is not',
      "on('openat', e => print(e.filenam))",
      `error[unknown-field]: no field of openat is called "filenam"
  --> -e:1:27
  1 | on('openat', e => print(e.filenam))
    |                           ^^^^^^^
  hint: did you mean "filename"?
`,
    ],
    [
      'a field far from any',
      "on('close', e => print(e.zzzzzzzz))",
      `error[unknown-field]: no field of close is called "zzzzzzzz"
  --> -e:1:26
  1 | on('close', e => print(e.zzzzzzzz))
    |                          ^^^^^^^^
  hint: there are: fd, and the common fields
`,
    ],
    [
      'two errors at once',
      "on('openat', e => print(e.comn)); on('close', e => print(e.fdd))",
      `error[unknown-field]: no field of openat is called "comn"
  --> -e:1:27
  1 | on('openat', e => print(e.comn)); on('close', e => print(e.fdd))
    |                           ^^^^
  hint: did you mean "comm"?
error[unknown-field]: no field of close is called "fdd"
  --> -e:1:60
  1 | on('openat', e => print(e.comn)); on('close', e => print(e.fdd))
    |                                                            ^^^
  hint: did you mean "fd"?
`,
    ],
    [
      'a long line is cut around its error',
      `${'0; '.repeat(80)}on('openat', e => print(e.comn)); ${'1; '.repeat(80)}`,
      `error[unknown-field]: no field of openat is called "comn"
  --> -e:1:267
  1 | …0; 0; 0; 0; 0; 0; 0; 0; on('openat', e => print(e.comn)); 1; 1; 1; 1; 1; 1; 1; 1; 1; 1; 1; 1; 1; 1; …
    |                                                    ^^^^
  hint: did you mean "comm"?
`,
    ],
    [
      'what only the runtime notices, in a line with characters of several bytes',
      "on('openat', e => count('é'))\nconst ü = '进', x = 1, x = 2",
      byEngine({
        bun: `error[syntax]: "x" has already been declared
  --> -e:2:23
  2 | const ü = '进', x = 1, x = 2
    |                        ^
`,
        deno: `error[syntax]: Identifier 'x' has already been declared
  --> -e:2:28
  2 | const ü = '进', x = 1, x = 2
    |                             ^
`,
      }),
    ],
    [
      'a probe that is no text',
      'on(5, e => print(e.comm))',
      `error[script-threw]: TypeError: The probe of on must be a string such as "openat", or a list of strings
  --> -e:1:1
  1 | on(5, e => print(e.comm))
    | ^^
`,
    ],
    [
      'an option of on that there is not',
      "on('openat', { pidd: 1 }, e => print(e.comm))",
      `error[script-threw]: TypeError: Unknown option "pidd" of on: did you mean "pid"?
  --> -e:1:1
  1 | on('openat', { pidd: 1 }, e => print(e.comm))
    | ^^
`,
    ],
    [
      'a top level that throws',
      "on('openat', e => count(e.comm)); throw new RangeError('no')",
      `error[script-threw]: RangeError: no
  --> -e:1:41
  1 | on('openat', e => count(e.comm)); throw new RangeError('no')
    |                                         ^^^^^^^^^^^^^^
`,
    ],
    [
      'a top level that throws in a function, and names rewritten calls as they were written',
      "const broken = () => {\n  count('x').nothing.more\n}\non('openat', e => count(e.comm))\nbroken()",
      byEngine({
        bun: `error[script-threw]: TypeError: undefined is not an object (evaluating 'count("x").nothing.more')
  --> -e:2:14
  2 |   count('x').nothing.more
    |              ^^^^^^^
`,
        deno: `error[script-threw]: TypeError: Cannot read properties of undefined (reading 'more')
  --> -e:2:21
  2 |   count('x').nothing.more
    |                     ^
`,
      }),
    ],
    [
      'a top level that throws something that is no error',
      'throw { code: 5 }',
      `error[script-threw]: thrown: {"code":5}\n`,
    ],
    [
      'a top level whose promise is rejected',
      "await Promise.reject(new Error('late'))",
      `error[script-threw]: Error: late
  --> -e:1:22
  1 | await Promise.reject(new Error('late'))
    |                      ^^^^^^^^^
`,
    ],
    [
      'a file to import that there is not',
      "import { x } from './nothing.ts'\nx()",
      `error[unknown-import]: there is no file "./nothing.ts"
  --> -e:1:19
  1 | import { x } from './nothing.ts'
    |                   ^^^^^^^^^^^^^^
  hint: FOLDER has no file of that name
`,
    ],
    [
      'a file to import whose name is nearly right',
      "import { x } from './lbi.ts'\nx()",
      `error[unknown-import]: there is no file "./lbi.ts"
  --> -e:1:19
  1 | import { x } from './lbi.ts'
    |                   ^^^^^^^^^^
  hint: did you mean "./lib.ts"?
`,
    ],
    [
      'a folder to import from that there is not',
      "import { x } from './none/nothing.ts'\nx()",
      `error[unknown-import]: there is no file "./none/nothing.ts"
  --> -e:1:19
  1 | import { x } from './none/nothing.ts'
    |                   ^^^^^^^^^^^^^^^^^^^
  hint: there is no folder FOLDER/none
`,
    ],
    [
      'a package that is not installed',
      "import { x } from '@some/package/sub'\nx()",
      `error[unknown-import]: there is no package "@some/package/sub" in node_modules of FOLDER, nor above
  --> -e:1:19
  1 | import { x } from '@some/package/sub'
    |                   ^^^^^^^^^^^^^^^^^^^
  hint: install it beside the script: npm install @some/package
`,
    ],
    [
      'systrace itself, written wrong',
      "import { on } from 'systrce'\non('openat', e => 1)",
      `error[unknown-import]: there is no package "systrce" in node_modules of FOLDER, nor above
  --> -e:1:20
  1 | import { on } from 'systrce'
    |                    ^^^^^^^^^
  hint: did you mean "systrace"?
`,
    ],
    [
      'a name that systrace does not export',
      "import { on, cuont } from 'systrace'\non('openat', e => cuont(e.comm))",
      `error[unknown-export]: "systrace" exports no "cuont"
  --> -e:1:14
  1 | import { on, cuont } from 'systrace'
    |              ^^^^^
  hint: did you mean "count"?
`,
    ],
    [
      'a name that a file does not export',
      "import { hlep } from './lib.ts'\nhlep()",
      `error[unknown-export]: "./lib.ts" exports no "hlep"
  --> -e:1:10
  1 | import { hlep } from './lib.ts'
    |          ^^^^
  hint: did you mean "help"?
`,
    ],
    [
      'a default that a file does not export',
      "import lib from './lib.ts'\nlib()",
      `error[unknown-export]: "./lib.ts" exports no "default"
  --> -e:1:8
  1 | import lib from './lib.ts'
    |        ^^^
  hint: it exports help, other
`,
    ],
    [
      'a syntax error in a file that is imported',
      "import { x } from './broken.ts'\nx()",
      `error[syntax]: Unexpected token
  --> broken.ts:2:11
  2 | const y = = 2
    |           ^
`,
    ],
    [
      'a syntax error in JavaScript of a package',
      "import { x } from 'broken'\nx()",
      `error[syntax]: ${byEngine({ bun: 'Unexpected ;', deno: 'Expression expected' })}
  --> node_modules/broken/index.js:1:18
  1 | export const x = ;
    |                  ^
`,
    ],
    [
      'a top level that throws in a file that is imported',
      "import { x } from './throws.ts'\nx()",
      `error[script-threw]: Error: from afar
  --> throws.ts:3:32
  3 | export const x = () => { throw new Error('from afar') }
    |                                ^^^^^^^^^
`,
    ],
  ]
  folder.write('lib.ts', 'export const help = () => 1\nexport function other() {}\n')
  folder.write('broken.ts', 'export const x = 1\nconst y = = 2\n')
  folder.write('node_modules/broken/index.js', 'export const x = ;\n')
  folder.write(
    'throws.ts',
    "import { on } from 'systrace'\n\nexport const x = () => { throw new Error('from afar') }\n",
  )

  // Which syscalls there are is known without the kernel's help; only to attach takes rights.
  for (const [name, code, stderr, exit = 1] of cases)
    programTest(name, async () => {
      const ended = await systrace(['-e', code], { cwd: folder.path, under: powerless })
      expect(ended).toEqual({ stdout: '', stderr: stderr.replaceAll('FOLDER', folder.path), exit })
    })

  programTest('a name that is not imported in a file', async () => {
    const script = folder.write(
      'no-import.ts',
      "import { on } from 'systrace'\non('openat', e => count(e.comm))\n",
    )
    expect(await systrace([script])).toEqual({
      stdout: '',
      stderr: `error[not-imported]: "count" is not imported
  --> ${script}:2:19
  2 | on('openat', e => count(e.comm))
    |                   ^^^^^
  hint: add: import { count } from 'systrace'
`,
      exit: 1,
    })
  })

  programTest('what was printed before the error is not lost', async () => {
    const { stdout, exit } = await systrace(['-e', "print('here'); throw new Error('x')"])
    expect({ stdout, exit }).toEqual({ stdout: 'here\n', exit: 1 })
  })
})

describe('types', () => {
  kernelTest('that do not exist are erased', async () => {
    const script = folder.write(
      'types.ts',
      `import { begin, exit, on, print, type NoSuch } from 'systrace'
import type { Foo } from './no-such-file.ts'
import { Unused } from './no-such-file-either.ts'
interface Bar extends NoSuch<Foo> { x: Unused }
on('openat', (e: Nope) => print(e.comm as Strin))
begin(() => { print('runs' satisfies string as unknown as Bar); exit() })
`,
    )
    expect(await systrace(['-c', 'nobody-at-all', script])).toEqual({ stdout: 'runs\n', stderr: '', exit: 0 })
  })

  kernelTest("of a probe that does not exist are the script's own business", async () => {
    const code = "const probe: NoSuch = 'openat'; on(probe as any, e => 1); begin(() => exit(7))"
    expect(await systrace(['-c', 'nobody-at-all', '-e', code])).toEqual({ stdout: '', stderr: '', exit: 7 })
  })
})
