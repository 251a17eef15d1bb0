/**
 * The walls of the house: which file may import what, and the rules on names, globals and size. A new file falls under
 * the first row that fits its path; to open a door, change the row and say why in the commit.
 */

import { describe, expect, test } from 'bun:test'
import { basename, join } from 'node:path'
import { importLoop, type Module, readModule, readModules } from './support/modules.ts'

interface Row {
  /** Glob of paths from the project's root. */
  readonly from: string
  /** Globs of paths or package names that it may import. */
  readonly may: readonly string[]
}

const leaves = [
  'runtime/stack.ts',
  'runtime/diagnostic.ts',
  'runtime/nearest.ts',
  'runtime/errors.ts',
  'runtime/format.ts',
]

/** What a plan is made of: data that the compiler writes and the stream reads by. */
const planned = ['plan', 'fields', 'filter-config', 'state', 'table-plan', 'map-plan', 'tree-plan'].map(
  name => `runtime/compiler/${name}.ts`,
)

/** The first row whose `from` fits a file holds for it. What is not listed is forbidden. */
const rows: readonly Row[] = [
  { from: 'bpf/gen/**', may: ['bpf/**', 'node:*'] },
  // Buffer does no I/O, and reads the strings of BTF faster than TextDecoder.
  { from: 'bpf/**', may: ['bpf/**', 'node:buffer'] },

  { from: 'ffi/host-bun.ts', may: ['ffi/**', 'bpf/**', 'node:*', 'bun:ffi'] },
  { from: 'ffi/current-host.ts', may: ['ffi/host.ts', '#native-host'] },
  { from: 'ffi/**', may: ['ffi/**', 'bpf/**', 'node:*'] },

  { from: 'runtime/errors.ts', may: ['runtime/nearest.ts'] },
  { from: 'runtime/nearest.ts', may: [] },
  { from: 'runtime/json-text.ts', may: [] },
  {
    from: 'runtime/format.ts',
    may: ['bpf/**', 'runtime/stack.ts', 'runtime/errors.ts', 'runtime/json-text.ts', 'node:util'],
  },
  {
    from: 'runtime/printf.ts',
    may: ['runtime/format.ts', 'runtime/errors.ts', 'runtime/json-text.ts', 'runtime/tables/text-width.ts'],
  },
  // The width of text, to put the mark of a code frame in its column.
  {
    from: 'runtime/diagnostic.ts',
    may: ['runtime/errors.ts', 'runtime/nearest.ts', 'runtime/tables/text-width.ts'],
  },
  {
    from: 'runtime/compiler/parse.ts',
    may: ['bpf/**', 'runtime/compiler/**', ...leaves, 'oxc-parser', 'oxc-parser/**'],
  },
  // Types only, of the parser's tree.
  {
    from: 'runtime/compiler/ast.ts',
    may: ['bpf/**', 'runtime/compiler/**', ...leaves, '@oxc-project/types'],
  },
  { from: 'runtime/compiler/**', may: ['bpf/**', 'runtime/compiler/**', ...leaves] },
  { from: 'runtime/text-bytes.ts', may: ['node:buffer'] },
  // What a call looks like, from what was taken of it: pure, so that it serves the kernel, recordings and tests.
  { from: 'runtime/calls/**', may: ['bpf/**', 'runtime/calls/**', 'runtime/text-bytes.ts', 'node:buffer'] },
  {
    from: 'runtime/tables/**',
    may: ['runtime/tables/**', 'runtime/format.ts', 'runtime/stack.ts', 'runtime/errors.ts', 'node:util'],
  },
  {
    from: 'runtime/sinks/**',
    may: [
      'runtime/sinks/**',
      'runtime/current-host.ts',
      'runtime/tables/snapshot.ts',
      'runtime/tables/render*.ts',
      'runtime/format.ts',
      'runtime/json-text.ts',
      'runtime/text-bytes.ts',
      'runtime/errors.ts',
      'node:*',
    ],
  },
  {
    from: 'runtime/script/**',
    may: [
      'runtime/script/**',
      'runtime/tables/**',
      'runtime/printf.ts',
      'runtime/duration.ts',
      'runtime/size.ts',
      'runtime/compiler/options.ts',
      'bpf/facts/**',
      ...leaves,
      'valibot',
      'node:*',
    ],
  },
  {
    from: 'runtime/stream/kernel*.ts',
    may: ['runtime/stream/**', ...planned, 'runtime/tables/**', 'bpf/**', 'ffi/**', ...leaves, 'node:*'],
  },
  {
    from: 'runtime/stream/**',
    may: [
      'runtime/stream/**',
      'runtime/calls/**',
      'runtime/text-bytes.ts',
      ...planned,
      'runtime/script/**',
      'runtime/tables/**',
      'bpf/**',
      ...leaves,
      'valibot',
      'node:*',
    ],
  },
  {
    from: 'runtime/host-bun*.ts',
    may: [
      'runtime/**',
      'ffi/**',
      'bpf/**',
      'node:*',
      'bun',
      'bun:*',
      '@oxc-parser/**',
      'valibot',
      'dist/types/*',
    ],
  },
  { from: 'runtime/host-deno*.ts', may: ['runtime/**', 'ffi/**', 'bpf/**', 'node:*', 'valibot', 'esbuild'] },
  { from: 'runtime/current-host.ts', may: ['runtime/host.ts', '#runtime-host'] },
  // Builds what the binary and the package hold; is in neither.
  { from: 'runtime/typing/gen/**', may: ['runtime/typing/**', 'bpf/**', 'oxc-parser', 'node:*'] },
  {
    from: 'runtime/command-line/args.ts',
    may: [
      ...leaves,
      'runtime/command-line/option*.ts',
      'runtime/command-line/help.ts',
      'runtime/compiler/options.ts',
      'runtime/loader.ts',
      'runtime/version.ts',
      'runtime/{trace,top,commands}/request.ts',
      'runtime/commands/list.ts',
      'runtime/sources/reference.ts',
    ],
  },
  {
    from: 'runtime/trace/request.ts',
    may: [...leaves, 'runtime/command-line/option*.ts', 'runtime/trace/option-table.ts'],
  },
  // What options take is checked as the machine and the kernel's tables have it.
  {
    from: 'runtime/{trace/option-table,command-line/option-*}.ts',
    may: [
      'runtime/duration.ts',
      'runtime/size.ts',
      'runtime/command-line/option*.ts',
      'bpf/facts/**',
      ...leaves,
      'cac',
      'valibot',
      'node:*',
    ],
  },
  {
    from: 'runtime/command-line/help.ts',
    may: [
      'runtime/command-line/option*.ts',
      'runtime/{trace,top}/option-table.ts',
      'runtime/top/frame.ts',
      'runtime/commands/{command,list}.ts',
    ],
  },
  {
    from: 'runtime/cli.ts',
    may: ['runtime/**', 'ffi/syserror.ts', 'cac', 'valibot', 'node:*', 'package.json'],
  },
  // The examples as texts.
  { from: 'runtime/sources/built-in.ts', may: ['scripts-examples/**'] },
  { from: 'runtime/index.ts', may: ['runtime/script/**', 'runtime/tables/**'] },
  // The shells' scripts are texts inside of the binary.
  { from: 'runtime/commands/completions.ts', may: ['runtime/**', 'runtime/commands/shells/*'] },
  { from: 'runtime/**', may: ['runtime/**', 'ffi/**', 'bpf/**', 'valibot', 'node:*', 'package.json'] },

  { from: 'scripts-examples/**', may: ['systrace', 'valibot'] },
]

/** Code of one runtime lives behind these doors. */
const hostFiles = ['ffi/host-*.ts', 'runtime/host-*.ts']

/** Names that say nothing of what is inside. */
const vagueNames = /^(utils?|helpers?|common|misc|shared|tools)$/
const mostLines = 600

const fits = (path: string, globs: readonly string[]): boolean =>
  globs.some(glob => new Bun.Glob(glob).match(path))

const source = ['bpf', 'ffi', 'runtime', 'scripts-examples']
const root = join(import.meta.dirname, '..')
const modules = readModules(root, source)
const handWritten = [...modules, ...readModules(root, ['test', 'bench'])].filter(
  m => !m.path.endsWith('.gen.ts'),
)

const forbiddenImports = (module: Module): string[] => {
  const row = rows.find(({ from }) => fits(module.path, [from]))
  if (row === undefined) return [`${module.path}: no row of the table fits it`]
  return module.imports
    .filter(({ target }) => !fits(target, row.may))
    .map(({ line, specifier }) => {
      const may = row.may.length > 0 ? row.may.join(', ') : 'nothing'
      return `${module.path}:${line}: imports ${specifier}; ${row.from} may import ${may}`
    })
}

const misspelledImports = (module: Module): string[] =>
  module.imports.flatMap(({ specifier, line }) => {
    if (specifier.startsWith('.') && !/\.(ts|json|node|bash|zsh|fish)$/.test(specifier)) {
      return [`${module.path}:${line}: ${specifier} lacks the ending .ts`]
    }
    if (builtins.has(specifier)) return [`${module.path}:${line}: write node:${specifier}`]
    return []
  })

const builtins: ReadonlySet<string> = new Set(
  (await import('node:module')).builtinModules.filter(name => !name.includes(':') && !name.startsWith('bun')),
)

const strayGlobals = (module: Module): string[] =>
  fits(module.path, hostFiles)
    ? []
    : [...module.runtimeGlobals].map(
        ([name, line]) => `${module.path}:${line}: ${name} outside ${hostFiles.join(', ')}`,
      )

/** A file that names one would tie itself, and every bundle that it is in, to one runtime. */
const hostImports = (module: Module): string[] =>
  fits(module.path, hostFiles)
    ? []
    : module.imports
        .filter(({ target }) => fits(target, hostFiles))
        .map(({ line, specifier }) => `${module.path}:${line}: imports ${specifier}, not current-host.ts`)

describe('boundaries', () => {
  test('each file imports only what its row of the table allows', () => {
    expect(modules.flatMap(forbiddenImports)).toEqual([])
  })

  test('no file imports itself by way of others', () => {
    expect(importLoop(modules)?.join(' → ')).toBeUndefined()
  })

  test('relative imports end in .ts, builtin ones begin with node:', () => {
    expect(handWritten.flatMap(misspelledImports)).toEqual([])
  })

  test('globals of one runtime stay in its host files', () => {
    expect(modules.flatMap(strayGlobals)).toEqual([])
  })

  test('files of one runtime are chosen by current-host.ts alone', () => {
    expect(modules.flatMap(hostImports)).toEqual([])
  })

  test('no default exports', () => {
    expect(handWritten.filter(module => module.hasDefaultExport).map(({ path }) => path)).toEqual([])
  })

  test('files are named for their subject', () => {
    const vague = handWritten.filter(({ path }) =>
      path.split('/').some(part => vagueNames.test(part.split('.')[0]!)),
    )
    expect(vague.map(({ path }) => path)).toEqual([])
  })

  test('file names are kebab-case', () => {
    const names = handWritten.filter(
      ({ path }) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*\.ts$/.test(basename(path)),
    )
    expect(names.map(({ path }) => path)).toEqual([])
  })

  test(`hand-written files have at most ${mostLines} lines`, () => {
    const long = handWritten.filter(({ lines }) => lines > mostLines)
    expect(long.map(({ path, lines }) => `${path}: ${lines} lines`)).toEqual([])
  })
})

describe('the boundary test itself', () => {
  const cases: readonly [name: string, path: string, text: string, findings: number][] = [
    ['a door in a wall', 'bpf/asm.ts', `import { dlopen } from '../ffi/host.ts'`, 1],
    ['a type import counts', 'bpf/asm.ts', `import type { Host } from '../ffi/host.ts'`, 1],
    ['an export from counts', 'runtime/tables/map.ts', `export { parse } from '../compiler/parse.ts'`, 1],
    ['an import call counts', 'ffi/map.ts', `const lazy = () => import('../runtime/session.ts')`, 1],
    ['a type written as an import counts', 'ffi/map.ts', `let plan: import('../runtime/plan.ts').Plan`, 1],
    ['the parser has one door', 'runtime/compiler/bind.ts', `import { parseSync } from 'oxc-parser'`, 1],
    ['and that door is open', 'runtime/compiler/parse.ts', `import { parseSync } from 'oxc-parser'`, 0],
    ['an example imports by package name', 'scripts-examples/a.ts', `import { on } from 'systrace'`, 0],
    [
      'within a folder',
      'bpf/asm.ts',
      `import { a } from './insn.ts'; export * from './facts/errno.gen.ts'`,
      0,
    ],
  ]
  for (const [name, path, text, findings] of cases) {
    test(`imports: ${name}`, () => expect(forbiddenImports(readModule(path, text))).toHaveLength(findings))
  }

  test('globals: sees a use, not a word in a string or comment', () => {
    const stray = (text: string) => strayGlobals(readModule('runtime/session.ts', text)).length
    expect(stray(`Bun.write('x', '')`)).toBe(1)
    expect(stray(`const os = globalThis.Deno.build.os`)).toBe(1)
    expect(stray(`let child: Bun.Subprocess`)).toBe(1)
    expect(stray(`// Bun.write\nconst s = 'Deno.dlopen'`)).toBe(0)
  })

  test('loops: follows imports over several files', () => {
    const a = readModule('bpf/a.ts', `import { b } from './b.ts'`)
    const b = readModule('bpf/b.ts', `import type { c } from './gen/c.ts'`)
    const c = readModule('bpf/gen/c.ts', `import { a } from '../a.ts'`)
    expect(importLoop([a, b, c])?.join(' ')).toBe('bpf/a.ts bpf/b.ts bpf/gen/c.ts bpf/a.ts')
    expect(importLoop([a, b])).toBeUndefined()
  })
})
