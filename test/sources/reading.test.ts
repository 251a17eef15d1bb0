/** What a script asks for, by its text. */

import { describe, expect, test } from 'bun:test'
import { ScriptRefused } from '../../runtime/diagnostic.ts'
import type { BundleFile } from '../../runtime/sources/bundle.ts'
import { optionNames as namesOf, readingOf } from '../../runtime/sources/reading.ts'
import { loadParser } from '../support/parser.ts'

const optionNames = (text: string) => namesOf(text, loadParser())

const read = (text: string, ...others: BundleFile[]) =>
  readingOf({ files: [{ path: 'main.ts', text }, ...others] }, 'main.ts', loadParser())

const asks = (text: string) => Object.fromEntries(read(text).asks)

describe('readingOf()', () => {
  test('tells the probes, and how many only a run shows', () => {
    const { probes, openProbes } = read(`
      import { on } from 'systrace'
      const names = ['open*', '%net']
      on(names, () => {})
      on('read', () => {})
      on('read', () => {})
      on(/^sched_/, () => {})
      on(process.argv[2]!, () => {})
    `)
    expect({ probes, openProbes }).toEqual({
      probes: ['open*', '%net', 'read', '/^sched_/'],
      openProbes: 1,
    })
  })

  for (const [code, open] of [
    [
      "import { on } from 'systrace'; on('read', () => {}); on<any>('dup', () => {}); const h = on('x', () => {})",
      0,
    ],
    ["import * as s from 'systrace'; s.on('read', () => {}); s.print(1); const { length } = s.args", 0],
    ["import { on as trace, print } from 'systrace'; trace('read', () => print(1)); export { print }", 0],
    ["import type { on } from 'systrace'; export type F = typeof on", 0],
    ["import { on } from 'systrace'; const f = on; f('read', () => {})", 1],
    ["import { on } from 'systrace'; on.call(null, 'read', () => {}); (0, on)('read', () => {})", 2],
    ["import { on } from 'systrace'; export { on as f }; export default on", 2],
    ["import * as s from 'systrace'; const { on } = s; s[name]('read'); const f = s.on", 3],
    ["export { on as f, print } from 'systrace'; export * from 'systrace'; export * as s from 'systrace'", 3],
    ["const { on } = require('systrace'); (await import('systrace')).on('read', () => {})", 2],
    ["import s = require('systrace')", 1],
  ] as const)
    test(`counts where on is handed on: ${code}`, () => expect(read(code).openProbes).toBe(open))

  const cases: readonly (readonly [code: string, asks: Record<string, string[]>])[] = [
    ["import { print } from 'systrace'", {}],
    ["import { readFileSync } from 'node:fs'", { files: ['node:fs'] }],
    ["import fs from 'fs/promises'", { files: ['fs/promises'] }],
    ["import type { Stats } from 'node:fs'", {}],
    ["export * from 'node:net'", { network: ['node:net'] }],
    ["const cp = require('child_process')", { programs: ['child_process'] }],
    ["await import('node:https')", { network: ['node:https'] }],
    ['await import(name)', { hidden: ['import() of a computed name'] }],
    ['require(name)', { hidden: ['require'] }],
    ["import { join } from 'node:path'", { modules: ['node:path'] }],
    ["fetch('https://example.com')", { network: ['fetch'] }],
    ['const fetch = () => 1; fetch()', {}],
    ['const o = { fetch: 1 }; o.fetch', {}],
    ["await Bun.file('x').text()", { files: ['Bun.file'] }],
    ['const { spawn } = Bun', { hidden: ['Bun'] }],
    ['Bun[name]()', { hidden: ['Bun'] }],
    ['Bun.spawn([]); Bun.connect({})', { network: ['Bun.connect'], programs: ['Bun.spawn'] }],
    ['Bun.plugin({})', { hidden: ['Bun.plugin'] }],
    ['process.env.HOME; process.kill(1)', { processes: ['process.kill'], environment: ['process.env'] }],
    ["process.argv.length; process.on('exit', () => {})", {}],
    ["process.getBuiltinModule('fs')", { hidden: ['process.getBuiltinModule'] }],
    ["eval('1'); new Function('1')", { hidden: ['Function', 'eval'] }],
    ["globalThis['fetch']('x')", { hidden: ['globalThis'] }],
    ["(() => {}).constructor('return 1')()", { hidden: ['.constructor'] }],
    ["(() => {})['constructor']", { hidden: ['.constructor'] }],
    ["import { dlopen } from 'bun:ffi'", { hidden: ['bun:ffi'] }],
    ["import 'data:text/javascript,1'", { hidden: ["import 'data:text/javascript,1'"] }],
    ['import.meta.require("x")', { hidden: ['import.meta.require'] }],
    ['import.meta.url', {}],
    ['import.meta.env.HOME', { environment: ['import.meta.env'] }],
    ["import { file, spawn, version } from 'bun'", { files: ['Bun.file'], programs: ['Bun.spawn'] }],
    ["import * as b from 'bun'", { hidden: ['bun'] }],
    ["import p, { kill } from 'node:process'", { processes: ['process.kill'], hidden: ['node:process'] }],
    ["import { request } from 'undici'", { network: ['undici'] }],
    // What TypeScript only declares, or takes for a type, means the global of that name.
    ['declare const fetch: any; fetch()', { network: ['fetch'] }],
    ['declare function fetch(): void; fetch()', { network: ['fetch'] }],
    ['declare class Bun { static spawn(): void }; Bun.spawn()', { programs: ['Bun.spawn'] }],
    ["import type fetch from 'systrace'; fetch()", { network: ['fetch'] }],
    ["import { type on as fetch } from 'systrace'; fetch()", { network: ['fetch'] }],
    // And what it adds that runs.
    ["import fs = require('node:fs')", { files: ['node:fs'] }],
    ["export import fs = require('node:fs')", { files: ['node:fs'] }],
    ["import type fs = require('node:fs')", {}],
    ['import p = process.env', { hidden: ['process'] }],
    ['namespace N { fetch() }', { network: ['fetch'] }],
    ['namespace N { var fetch = 1 }; fetch()', { network: ['fetch'] }],
    ['namespace N { const fetch = () => 1; fetch() }', {}],
    ["enum E { A = eval('1') }", { hidden: ['eval'] }],
    ['class C { constructor(private x = fetch()) {} }', { network: ['fetch'] }],
    ["const { constructor: F } = () => {}; F('1')()", { hidden: ['.constructor'] }],
    [
      "import('node:path', { with: options })",
      { modules: ['node:path'], hidden: ["'node:path' as what only a run shows"] },
    ],
  ]
  for (const [code, wanted] of cases) test(code, () => expect(asks(code)).toEqual(wanted))

  test('tells files that run though they are not called scripts', () => {
    const files = ['lib', 'logo.svg', 'code.txt', 'data.json', 'UP.TS', 'page.html']
    const others = files.map(path => ({ path, text: '' }))
    const hidden = (code: string) => read(code, ...others).asks.get('hidden') ?? []
    expect(hidden("import './lib'; import './logo.svg'; import './UP.TS'")).toEqual([
      "'./UP.TS'",
      "'./lib'",
      "'./logo.svg'",
    ])
    expect(hidden("import x from './code.txt' with { type: 'ts' }")).toEqual(["'./code.txt' as ts"])
    expect(hidden("export * from './code.txt' with { type: 'macro' }")).toEqual(["'./code.txt' as macro"])
    expect(hidden("import('./code.txt', { with: { type: 'js' } })")).toEqual(["'./code.txt' as js"])
    expect(
      hidden(
        "import a from './logo.svg' with { type: 'text' }; import('./lib', { with: { type: 'file' } }); import b from './data.json'; import c from './page.html'; require('./code.txt')",
      ),
    ).toEqual([])
  })

  test('tells packages by name, those of all its files', () => {
    const { packages } = read(
      "import chalk from 'chalk'\nimport { x } from './lib/x.js'\nimport { on } from 'systrace'",
      { path: 'lib/x.ts', text: "import { a } from '@scope/name/part'\nimport { string } from 'valibot'" },
    )
    expect(packages).toEqual(['@scope/name', 'chalk'])
  })

  test('refuses an import of a file that did not come along, also one outside', () => {
    const lost = (specifier: string) => () =>
      read(`import '${specifier}'`, { path: 'lib/x.ts', text: '' }, { path: 'lib/index.ts', text: '' })
    for (const specifier of ['./lib/x.ts', './lib/x', './lib/x.js', './lib', './lib/'])
      expect(lost(specifier)).not.toThrow()
    for (const specifier of ['./x.ts', '../main.ts', './lib/../../lib/x.ts', '..'])
      expect(lost(specifier)).toThrow(ScriptRefused)
    // What such a folder means, its package.json says.
    const main = { path: 'lib/package.json', text: '{"main":"x.svg"}' }
    expect(() => read("import './lib'", main, { path: 'lib/index.ts', text: '' })).toThrow(ScriptRefused)
  })

  test('refuses what is no script, with its sources for the message', () => {
    try {
      read("import './lib.ts'", { path: 'lib.ts', text: 'const = 1' })
      expect.unreachable()
    } catch (error) {
      expect(error).toBeInstanceOf(ScriptRefused)
      expect([...(error as ScriptRefused).sources!]).toEqual([['lib.ts', 'const = 1']])
    }
  })
})

test('optionNames() tells the options that are written out', () => {
  const head = "import { options, duration } from 'systrace'\n"
  expect(
    optionNames(`${head}const { slow } = options({ slow: duration('1s'), 'dry-run': x, [y]: z })`),
  ).toEqual(['slow', 'dry-run'])
  expect(optionNames('const options = 1')).toEqual([])
  expect(optionNames('const = ')).toEqual([])
})
