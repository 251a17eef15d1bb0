/** The examples of docs/errors.md and of some pages of docs/reference: they say, to the letter, what is shown. */

import { afterAll, describe, expect, test } from 'bun:test'
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { spellings } from '../../runtime/command-line/option-row.ts'
import { rows } from '../../runtime/command-line/option-table.ts'
import { byEngine } from '../support/engine.ts'
import { testNeeding } from '../support/needs.ts'
import { binary, Folder } from './command.ts'

const kernelTest = testNeeding('kernel', 'binary')
/** What compiles needs Bun's bundler. */
const bundlerTest = testNeeding('bun', 'kernel', 'binary')

const root = join(import.meta.dirname, '../..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const errors = read('docs/errors.md')
const commandLine = read('docs/reference/command-line.md')
const sharing = read('docs/reference/sharing.md')

const folder = new Folder()
afterAll(() => folder[Symbol.dispose]())

interface Example {
  readonly name: string
  readonly commands: readonly string[]
  readonly shown: string
}

const examplesOf = (text: string): Example[] =>
  [...text.matchAll(/^```console\n([\s\S]*?)^```$/gm)].map(([, block], i) => ({
    name: `${i + 1}: ${block!.split('\n', 1)[0]}`,
    commands: [...block!.matchAll(/^\$ (.*)$/gm)].map(([, command]) => command!),
    shown: block!,
  }))

/** Runs commands one after the other in one shell, and shows them with what they print as a terminal would. */
const shownBy = (commands: readonly string[]): string => {
  const script = commands.map(
    command => `printf '%s\\n' '$ ${command.replaceAll("'", "'\\''")}'; (exit $code); ${command}\ncode=$?\n`,
  )
  const env = {
    ...process.env,
    PATH: `${dirname(binary)}:${process.env.PATH}`,
    NO_COLOR: '1',
    XDG_CACHE_HOME: join(folder.path, 'cache'),
    XDG_CONFIG_HOME: join(folder.path, 'config'),
  }
  const { stdout } = spawnSync('bash', ['-c', `exec 2>&1; code=0; sudo() { "$@"; }\n${script.join('')}`], {
    cwd: folder.path,
    encoding: 'utf8',
    env,
    timeout: 30_000,
  })
  return stdout.replaceAll(folder.path, 'FOLDER')
}

/** The pages show what JavaScriptCore, which is in Bun, says. */
const inEngineWords = (shown: string): string =>
  shown
    .replace(
      "JSON Parse error: Expected '}'",
      byEngine({ bun: '$&', deno: "Expected property name or '}' in JSON at position 1 (line 1 column 2)" }),
    )
    .replace(
      'Property name must be a string literal',
      byEngine({
        bun: '$&',
        deno: 'Expected double-quoted property name in JSON at position 14 (line 1 column 15)',
      }),
    )

for (const [name, text] of [
  ['docs/errors.md', errors],
  ['docs/reference/command-line.md', commandLine],
  ['docs/reference/repl.md', read('docs/reference/repl.md')],
  ['docs/reference/sharing.md', sharing],
  ['docs/reference/writing.md', read('docs/reference/writing.md')],
  ['docs/reference/completions.md', read('docs/reference/completions.md')],
] as const)
  describe(name, () => {
    for (const { name, commands, shown } of examplesOf(text)) {
      const run = commands.some(command => command.startsWith('systrace compile')) ? bundlerTest : kernelTest
      run(name, () => expect(shownBy(commands)).toBe(inEngineWords(shown)))
    }
  })

test('docs/errors.md has every code of a diagnostic', () => {
  const sources = readdirSync(join(root, 'runtime'), { recursive: true, encoding: 'utf8' })
    .filter(path => path.endsWith('.ts'))
    .map(path => read(`runtime/${path}`))
  const codes = sources.flatMap(source =>
    [...source.matchAll(/(?:severity: '(?:error|warning)',?\s+code: |\brefuse\()'([a-z-]+)'/g)].map(
      ([, code]) => code!,
    ),
  )
  expect(codes.length).toBeGreaterThan(10)
  expect([...new Set(codes)].filter(code => !errors.includes(`### ${code}\n`))).toEqual([])
})

test('docs/reference/command-line.md has every option', () => {
  const missing = rows
    .flatMap(([, row]) => spellings(row))
    .filter(option => !commandLine.includes(`\`${option}`))
  expect(missing).toEqual([])
})
