/** Handlers that throw: reported once with their place, counted, and tracing goes on. */

import { afterAll, describe, expect } from 'bun:test'
import { byEngine } from '../support/engine.ts'
import { testNeeding } from '../support/needs.ts'
import { Command, type Ended, Folder, systrace, Worker } from './command.ts'

const kernelTest = testNeeding('kernel', 'binary')

const folder = new Folder()
afterAll(() => folder[Symbol.dispose]())
const worker = new Worker(folder)

/** Runs a script until the worker, whose threads alone it sees, has run some times. */
const traced = async (args: readonly string[], runs = 3): Promise<Ended> => {
  await using command = new Command(['-v', '-c', worker.comm, ...args])
  await command.attached()
  worker.run(runs)
  command.kill('SIGINT')
  const { stderr, ...ended } = await command.ended()
  return { ...ended, stderr: stderr.replace(/^systrace: attached .*\n/m, '') }
}

/** A handler of the one call of its kind that each run of the worker makes. */
const handler = (does: string, async = ''): string => `on('fadvise64', ${async}e => { ${does} })`

describe('a handler', () => {
  const thrice = 'systrace: the handler of fadvise64 threw 3 times; the first is shown above\n'
  const cases: readonly [name: string, code: string, stderr: string, stdout?: string][] = [
    [
      'that throws, behind a call that counts',
      handler("count('x'); throw new TypeError('boom')"),
      `error[handler-threw]: TypeError: boom
  --> -e:1:42
  1 | on('fadvise64', e => { count('x'); throw new TypeError('boom') })
    |                                          ^^^^^^^^^^^^^
${thrice}`,
      "count('x')\n  'x'  count\n  x        3\n",
    ],
    [
      'that calls what is not there',
      handler('nothing(e.fd)'),
      `error[handler-threw]: ReferenceError: nothing is not defined
  --> -e:1:24
  1 | on('fadvise64', e => { nothing(e.fd) })
    |                        ^^^^^^^
${thrice}`,
    ],
    [
      'that throws in a function that it calls',
      `const parse = (text: string) => {\n  return JSON.parse(text).value\n}\n${handler("parse('/')")}`,
      `error[handler-threw]: SyntaxError: ${byEngine({
        bun: "JSON Parse error: Unrecognized token '/'",
        deno: `Unexpected token '/', "/" is not valid JSON`,
      })}
  --> -e:2:15
  2 |   return JSON.parse(text).value
    |               ^^^^^
${thrice}`,
    ],
    [
      'whose promise is rejected',
      handler("await 1; throw new Error('later')", 'async '),
      `error[handler-threw]: Error: later
  --> -e:1:45
  1 | on('fadvise64', async e => { await 1; throw new Error('later') })
    |                                             ^^^^^^^^^
${thrice}`,
    ],
    [
      'that throws something that is no error',
      handler("throw 'a text'"),
      `error[handler-threw]: thrown: a text
  --> -e:1:1
  1 | on('fadvise64', e => { throw 'a text' })
    | ^^
${thrice}`,
    ],
    [
      'that leaves a promise behind which is rejected',
      handler("Promise.reject(new Error('lost')); return 1"),
      `error[handler-threw]: Error: lost
  --> -e:1:39
  1 | on('fadvise64', e => { Promise.reject(new Error('lost')); return 1 })
    |                                       ^^^^^^^^^
systrace: code outside of handlers threw 3 times; the first is shown above
`,
    ],
    [
      'of two that both throw',
      `${handler("throw new Error('one')")}\n${handler("throw new Error('two')")}`,
      `error[handler-threw]: Error: one
  --> -e:1:30
  1 | on('fadvise64', e => { throw new Error('one') })
    |                              ^^^^^^^^^
error[handler-threw]: Error: two
  --> -e:2:30
  2 | on('fadvise64', e => { throw new Error('two') })
    |                              ^^^^^^^^^
${thrice}${thrice}`,
    ],
  ]
  for (const [name, code, stderr, stdout = ''] of cases)
    kernelTest(name, async () => {
      expect(await traced(['-e', code])).toEqual({ stdout, stderr, exit: 1 })
    })

  kernelTest('that threw is told to programs, and -q leaves out how often', async () => {
    const { stdout, stderr, exit } = await traced([
      '-q',
      '-f',
      'json',
      '-e',
      handler("throw new Error('boom')"),
    ])
    expect(JSON.parse(stdout)).toEqual({
      type: 'error',
      message: 'Error: boom',
      probe: 'fadvise64',
      file: '-e',
      line: 1,
      column: 30,
    })
    expect(stderr).toStartWith('error[handler-threw]: Error: boom\n')
    expect(stderr).not.toContain('times')
    expect(exit).toBe(1)
  })

  const files: readonly [name: string, begin: string, end: string, place: string][] = [
    ['first-line.ts', '', '', '1:99'],
    ['crlf.ts', '// a comment\r\n\r\n', '\r\n', '3:99'],
    ['bom.ts', '\ufeff', '', '1:99'],
    ['shebang.ts', '#!/usr/bin/env systrace\n', '', '2:99'],
    ['types.ts', 'interface A<T> { b: T }\nconst x = 1 as number satisfies number\n', '', '3:99'],
  ]
  for (const [name, begin, end, place] of files)
    kernelTest(`in a file: ${name}`, async () => {
      const code = handler("throw new Error('x')")
      const script = folder.write(
        name,
        `${begin}import { on, count } from 'systrace'; on('close', () => count('c')); ${code}${end}`,
      )
      const { stderr } = await traced([script])
      expect(stderr).toStartWith(`error[handler-threw]: Error: x\n  --> ${script}:${place}\n`)
      expect(stderr).not.toContain('\r')
    })

  kernelTest('in an imported file', async () => {
    folder.write('part.ts', "import { on } from 'systrace'\non('openat', e => { throw new Error('x') })\n")
    const script = folder.write('whole.ts', "import './part.ts'\n")
    const { stderr } = await traced([script])
    expect(stderr).toStartWith(`error[handler-threw]: Error: x\n  --> ${folder.path}/part.ts:2:27\n`)
  })
})

describe('what is no handler', () => {
  kernelTest('every, begin, end and timers of the script', async () => {
    const code = `begin(() => { throw new Error('at the beginning') })
end(async () => { throw new Error('at the end') })
every('1ms', () => { if (++times === 20) exit(); throw new Error('again and again') })
setTimeout(() => { throw new Error('some time') })
let times = 0
`
    const { stderr, exit } = await systrace(['-e', code])
    for (const [line, message] of [
      [1, 'at the beginning'],
      [2, 'at the end'],
      [3, 'again and again'],
      [4, 'some time'],
    ] as const)
      expect(stderr).toContain(`error[handler-threw]: Error: ${message}\n  --> -e:${line}:`)
    expect(stderr).toMatch(/^systrace: a function of every threw \d+ times; the first is shown above$/m)
    // exit() asked for 0.
    expect(exit).toBe(0)
  })

  kernelTest('a handler that is not done is waited for', async () => {
    const { stdout, exit } = await traced([
      '-e',
      handler("await new Promise(done => setTimeout(done, 300)); print('done')", 'async '),
    ])
    expect({ stdout, exit }).toEqual({ stdout: 'done\ndone\ndone\n', exit: 0 })
  })
})

describe('odd errors', () => {
  const cases: readonly [name: string, code: string, says: string, atTop?: string][] = [
    [
      'with a cause',
      "throw new Error('outer', { cause: new TypeError('inner') })",
      'Error: outer (because of TypeError: inner)',
    ],
    ['with control characters', "throw new Error('\\x1b[31mred\\rx')", 'Error: \\x1b[31mred\\x0dx'],
    [
      'whose parts are no texts',
      "throw Object.assign(new Error('x'), { message: 5, name: null })",
      'null: 5',
    ],
    [
      'whose stack throws',
      "throw Object.defineProperty(new Error('x'), 'stack', { get() { throw 1 } })",
      'thrown: {}',
      // Deno puts the place into the message when it cannot put it into the stack.
      byEngine({ bun: 'thrown: {}', deno: 'Error: x at systrace:eval:1:29' }),
    ],
    ['that cannot be shown', 'throw new Proxy({}, { get() { throw 1 } })', 'thrown: an object'],
    ['that contain themselves', 'const a = {}; a.a = a; throw a', 'thrown: an object'],
    ['nothing', 'throw undefined', 'thrown: undefined'],
  ]
  for (const [name, code, says, atTop] of cases)
    kernelTest(name, async () => {
      const top = await systrace(['-e', code])
      expect(top.stderr).toStartWith(`error[script-threw]: ${atTop ?? says}\n`)
      expect(top.exit).toBe(1)
      const begun = await systrace(['-e', `begin(() => { setTimeout(exit, 10, 0); ${code} })`])
      expect(begun.stderr).toStartWith(`error[handler-threw]: ${says}\n`)
    })
})
