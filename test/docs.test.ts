/**
 * The examples in README.md and docs/: what is shown there works, and prints what is shown.
 *
 *     ```ts run NAME.ts    a script: it passes the type check, can be explained, and is run by the next `sh run`, or by itself
 *     ```ts check          the same without a run
 *     ```sh run            commands: run for a moment beside a small workload; all must end with exit code 0
 *     ```text output       what the commands before it print, by its shape: numbers may differ, bars too
 */

import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { binaryPath, binaryTest, lacking, testNeeding } from './support/needs.ts'

const root = join(import.meta.dirname, '..')
const binary = process.env.SYSTRACE_BINARY ?? binaryPath

interface Block {
  /** `ts`, `sh`, `text`. */
  readonly lang: string
  /** The word behind it: `run`, `check`, `output`. */
  readonly use: string
  /** The file's name, of scripts. */
  readonly name: string
  readonly text: string
  readonly line: number
}

const blocksOf = (text: string): Block[] => {
  const blocks: Block[] = []
  const lines = text.split('\n')
  for (let at = 0; at < lines.length; at++) {
    const fence = /^```(\w+)(?: (\w+))?(?: (\S+))?$/.exec(lines[at]!)
    if (!fence) continue
    const end = lines.indexOf('```', at + 1)
    const [, lang, use = '', name = `line-${at + 1}.ts`] = fence
    blocks.push({ lang: lang!, use, name, text: `${lines.slice(at + 1, end).join('\n')}\n`, line: at + 1 })
    at = end
  }
  return blocks
}

const markdownIn = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return markdownIn(path)
    return entry.name.endsWith('.md') ? [path] : []
  })

const documents = [
  join(root, 'README.md'),
  ...markdownIn(join(root, 'docs')),
  ...markdownIn(join(root, 'scripts-examples')),
].map(path => {
  const text = readFileSync(path, 'utf8')
  return { path, name: relative(root, path), text, blocks: blocksOf(text) }
})

/** A line without what differs from run to run. */
const shapeOf = (line: string): string =>
  line
    .replace(/this kernel, \S+,/, 'this kernel,')
    .replaceAll(/-?\d+(?:\.\d+)?(?:e-?\d+)?(?:[num]?s\b|[KMG]\b)?/g, '#')
    .replaceAll(/\s+/g, ' ')
    .trimEnd()

const isBar = (line: string): boolean => line.includes('│')

/** The lines that are shown and were not printed. Bars must only be there, and `…` stands for more. */
const missing = (shown: string, printed: string): string[] => {
  const shapes = new Set(printed.split('\n').map(shapeOf))
  return shown.split('\n').filter(line => {
    if (line.trim() === '' || /^\s*… \d+ more$/.test(line)) return false
    return isBar(line) ? !printed.includes('│') : !shapes.has(shapeOf(line))
  })
}

/** Each command is given a moment, and `sudo` and `-d` of the docs nothing. */
const shell = `
set -eo pipefail
sudo() { "$@"; }
systrace() {
  local rest=() first=() arg
  case $1 in explain|doctor|compile|init|types|check|repl) command systrace "$@"; return ;; run|trace|record) first=("$1"); shift ;; esac
  for arg; do [ "$arg" = --help ] && { command systrace "\${first[@]}" "$@"; return; }; done
  while [ $# -gt 0 ]; do
    case $1 in -d) shift 2 ;; *) rest+=("$1"); shift ;; esac
  done
  command systrace "\${first[@]}" -d 0.4 "\${rest[@]}"
}
`

const workload = `
export LC_ALL=C
while :; do
  cat /etc/hostname /no/such/file
  dd if=/dev/zero of="$dir/x" bs=4096 count=100 conv=fsync
  bash -c 'kill -0 $$; exec 3<>/dev/udp/127.0.0.1/9'
  sleep 0.03
done >/dev/null 2>&1
`

describe('documents', () => {
  test('their links lead somewhere', () => {
    const dead = documents.flatMap(({ path, name, text }) =>
      [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
        .map(match => match[1]!)
        .filter(target => !/^\w+:/.test(target) && !existsSync(join(dirname(path), target)))
        .map(target => `${name}: ${target}`),
    )
    expect(dead).toEqual([])
  })

  test('their fences are marked as this test knows them', () => {
    const known = ['ts run', 'ts check', 'sh run', 'text output']
    const odd = documents.flatMap(({ name, blocks }) =>
      blocks
        .filter(({ lang, use }) => use !== '' && !known.includes(`${lang} ${use}`))
        .map(({ lang, use, line }) => `${name}:${line}: ${lang} ${use}`),
    )
    expect(odd).toEqual([])
  })

  test('their scripts pass the type check', () => {
    const folder = mkdtempSync(join(tmpdir(), 'docs-types-'))
    try {
      documents.forEach(({ blocks }, i) => {
        mkdirSync(join(folder, String(i)))
        for (const { lang, use, name, text } of blocks)
          if (lang === 'ts' && use !== '') writeFileSync(join(folder, String(i), name), text)
      })
      const compilerOptions = {
        paths: {
          systrace: [join(root, 'runtime/index.ts')],
          'systrace/test': [join(root, 'runtime/test.ts')],
        },
        typeRoots: [join(root, 'node_modules'), join(root, 'node_modules/@types')],
        noUnusedLocals: false,
        noUnusedParameters: false,
      }
      const config = { extends: join(root, 'tsconfig.json'), compilerOptions, include: ['*/*.ts'] }
      writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
      const { stdout } = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', folder], { encoding: 'utf8' })
      expect(stdout).toBe('')
    } finally {
      rmSync(folder, { recursive: true })
    }
  }, 60_000)
})

const bundlerTest = testNeeding('bun', 'kernel', 'tracefs', 'binary')

for (const { name, blocks } of documents) {
  const scripts = blocks.filter(({ lang, use }) => lang === 'ts' && use !== '')
  const commands = blocks.filter(({ lang, use }) => lang === 'sh' && use === 'run')
  if (scripts.length + commands.length === 0) continue

  describe(name, () => {
    let folder: string
    let load: ChildProcess | undefined
    let env: NodeJS.ProcessEnv

    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'docs-'))
      for (const script of scripts) writeFileSync(join(folder, script.name), script.text)
      env = { ...process.env, dir: folder, PATH: `${dirname(binary)}:${process.env.PATH}`, NO_COLOR: '1' }
      if (lacking('kernel', 'binary') === undefined)
        load = spawn('bash', ['-c', workload], { env, stdio: 'ignore', detached: true })
    })

    afterAll(() => {
      if (load) process.kill(-load.pid!, 'SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    })

    const bash = (text: string): string => {
      const { status, stdout, stderr } = spawnSync('bash', ['-c', `${shell}${text}`], {
        cwd: folder,
        env,
        encoding: 'utf8',
        maxBuffer: 1 << 28,
      })
      if (status !== 0) throw new Error(`exit code ${status}: ${stderr}`)
      return stdout
    }

    for (const script of scripts) {
      testNeeding('binary')(`line ${script.line}: ${script.name} can be explained`, () => {
        expect(bash(`systrace explain ${script.name}`)).toContain('in all')
      })
      const isRun = script.use === 'run' && !commands.some(({ text }) => text.includes(script.name))
      if (isRun)
        binaryTest(
          `line ${script.line}: ${script.name} runs`,
          () => void bash(`systrace ${script.name}`),
          20_000,
        )
    }

    for (const command of commands) {
      const output = blocks[blocks.indexOf(command) + 1]
      const run = command.text.includes('systrace compile') ? bundlerTest : binaryTest
      run(
        `line ${command.line}: ${command.text.split('\n')[0]}`,
        () => {
          const printed = bash(command.text)
          if (output?.lang === 'text' && output.use === 'output')
            expect(missing(output.text, printed)).toEqual([])
        },
        30_000,
      )
    }
  })
}
