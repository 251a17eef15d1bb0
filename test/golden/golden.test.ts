/**
 * What becomes of each construct, as texts: NAME.ts is explained into NAME.plan.txt, refused/NAME.ts into refused/NAME.err.txt,
 * for the sample kernel on every machine. The table of docs/reference/what-moves.md is held against the same plans.
 */

import { afterAll, describe, expect, mock, test } from 'bun:test'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as valibot from 'valibot'
import * as calls from '../../runtime/calls/format.ts'
import * as recipes from '../../runtime/calls/recipes.ts'
import { render, ScriptRefused } from '../../runtime/diagnostic.ts'
import { SystraceError } from '../../runtime/errors.ts'
import type { ExplainedCase, Explanation } from '../../runtime/explain/plan.ts'
import { explanationText } from '../../runtime/explain/text.ts'
import * as kernelFacts from '../../runtime/machine/kernel-facts.ts'
import { loadParser } from '../support/parser.ts'

const folder = import.meta.dirname
const rewriting = process.env.SYSTRACE_UPDATE_GOLDENS === '1'
const how = 'SYSTRACE_UPDATE_GOLDENS=1 (make golden ONLY=golden/) rewrites the goldens; read the diff'

// The doors to the machine: the parser by itself, and without a kernel `explain` takes the sample one.
const facts = { ...kernelFacts }
const arch = Object.getOwnPropertyDescriptor(process, 'arch')!
mock.module('../../runtime/current-host.ts', () => ({
  host: {
    loadParser,
    loadCalls: () => ({ ...calls, ...recipes }),
    loadValibot: () => valibot,
    provideModules: () => {},
    resolveImport: () => undefined,
  },
}))
mock.module('../../runtime/machine/kernel-facts.ts', () => ({
  ...facts,
  readKernelFacts: () => {
    throw new SystraceError('left out by the goldens')
  },
}))
afterAll(() => {
  mock.module('../../runtime/machine/kernel-facts.ts', () => facts)
  Object.defineProperty(process, 'arch', arch)
})
loadParser()
const { Loader } = await import('../../runtime/loader.ts')
const { explain } = await import('../../runtime/explain/explain.ts')
Object.defineProperty(process, 'arch', { value: 'x64', configurable: true })

type Outcome =
  | { readonly explanation: Explanation }
  | { readonly refused: ScriptRefused; readonly text: string }

/** Explains a script of a folder, called by its bare name whatever the folder. */
const outcomeOf = (inFolder: string, script: string): Outcome => {
  const before = process.cwd()
  const loader = new Loader()
  process.chdir(inFolder)
  try {
    const source = { kind: 'file', path: script } as const
    const explanation = explain(loader, source, {
      scriptArgs: [],
      filters: {},
      pushdown: true,
      ringSize: 8 << 20,
      tableRows: 1 << 16,
      color: false,
      json: false,
      asm: true,
    })
    return { explanation }
  } catch (error) {
    if (!(error instanceof ScriptRefused)) throw error
    const text = error.diagnostics.map(diagnostic => `${render(diagnostic, loader.sources)}\n`).join('\n')
    return { refused: error, text }
  } finally {
    process.chdir(before)
  }
}

const outcomes = new Map<string, Outcome>()
const outcome = (name: string): Outcome => {
  const known = outcomes.get(name)
  if (known) return known
  const [base, script] = name.startsWith('refused/')
    ? [join(folder, 'refused'), name.slice(8)]
    : [folder, name]
  const found = outcomeOf(base, `${script}.ts`)
  outcomes.set(name, found)
  return found
}

const textOf = (found: Outcome): string =>
  'refused' in found ? found.text : explanationText(found.explanation, false)

/** The names of files with an ending, without it. */
const namesIn = (base: string, ending: string): string[] =>
  readdirSync(base)
    .filter(name => name.endsWith(ending) && !name.endsWith('.test.ts'))
    .map(name => name.slice(0, -ending.length))
    .sort()

const scripts = namesIn(folder, '.ts')
const refusedScripts = namesIn(join(folder, 'refused'), '.ts')

const compare = (name: string, ending: string): void => {
  const path = join(folder, `${name}${ending}`)
  const text = textOf(outcome(name))
  if (rewriting) writeFileSync(path, text)
  if (!existsSync(path)) throw new Error(`${name}.ts has no ${name}${ending}. ${how}`)
  expect(text, how).toBe(readFileSync(path, 'utf8'))
}

describe('plans', () => {
  for (const name of scripts)
    test(name, () => {
      expect(outcome(name), `${name}.ts is refused: it belongs into refused/`).toHaveProperty('explanation')
      compare(name, '.plan.txt')
    })
})

describe('refused', () => {
  for (const name of refusedScripts)
    test(name, () => {
      expect(outcome(`refused/${name}`), `refused/${name}.ts is not refused`).toHaveProperty('refused')
      compare(`refused/${name}`, '.err.txt')
    })
})

test('every golden has its script', () => {
  const without = [
    ...namesIn(folder, '.plan.txt').filter(name => !scripts.includes(name)),
    ...namesIn(join(folder, 'refused'), '.err.txt').filter(name => !refusedScripts.includes(name)),
  ]
  expect(without).toEqual([])
})

/** `moved`: the kernel does it all; `condition`: all that was tested; `part`: some of it; `stays`: nothing. */
const verdictOfCase = ({ inKernel, condition, stays }: ExplainedCase): string => {
  if (inKernel) return 'moved'
  if (condition === 'true') return 'stays'
  return stays.some(({ what }) => what === 'condition') ? 'part' : 'condition'
}

const casesOf = ({ handlers }: Explanation): ExplainedCase[] =>
  handlers.flatMap(({ hooks }) => hooks.flatMap(hook => hook.cases))

/** Of all handlers of a golden, which must agree. */
const verdictOf = (found: Outcome): string => {
  if ('refused' in found) return 'refused'
  return [...new Set(casesOf(found.explanation).map(verdictOfCase))].join(' and ')
}

/** Why, in the plan's own words. */
const reasonsOf = (found: Outcome): string[] => {
  if ('refused' in found) return found.refused.diagnostics.map(({ message }) => message)
  return casesOf(found.explanation).flatMap(({ stays }) =>
    stays.map(({ reason }) => reason).filter(reason => !reason.startsWith('the handler runs for')),
  )
}

const squeezed = (text: string): string => text.replaceAll(/\s+/g, ' ')

/** What the kernel is said to test and to do. */
const doneIn = (found: Outcome): string[] =>
  'refused' in found
    ? []
    : casesOf(found.explanation).flatMap(({ condition, does }) => [
        condition,
        does.map(line => line.trim()).join('; '),
      ])

interface Row {
  readonly line: number
  readonly examples: readonly string[]
  readonly verdict: string
  readonly why: string
  readonly golden: string
}

const page = join(folder, '../../docs/reference/what-moves.md')

/** `| construct | example | verdict | why | [golden](path) |` */
const rows = (existsSync(page) ? readFileSync(page, 'utf8') : '').split('\n').flatMap((text, at): Row[] => {
  const cells = text.split(/(?<!\\)\|/).map(cell => cell.trim().replaceAll('\\|', '|'))
  const golden = /\]\(\.\.\/\.\.\/test\/golden\/(.+)\.ts\)/.exec(cells[5] ?? '')?.[1]
  const isRow = text.startsWith('|') && cells.length > 5 && !/^-+$/.test(cells[1]!) && cells[3] !== 'verdict'
  if (!isRow) return []
  const examples = [...cells[2]!.matchAll(/`([^`]+)`/g)].map(match => match[1]!)
  return [{ line: at + 1, examples, verdict: cells[3]!, why: cells[4]!, golden: golden ?? '' }]
})

describe('the table of what moves', () => {
  test('has rows, and every golden is in one', () => {
    expect(rows.length).toBeGreaterThan(50)
    const named = new Set(rows.map(({ golden }) => golden))
    const all = [...scripts, ...refusedScripts.map(name => `refused/${name}`)]
    expect(all.filter(name => !named.has(name))).toEqual([])
  })

  for (const { line, examples, verdict, why, golden } of rows)
    test(`line ${line}: ${golden}`, () => {
      const path = join(folder, `${golden}.ts`)
      expect(existsSync(path), `no golden ${golden}`).toBe(true)
      const found = outcome(golden)
      expect(verdictOf(found)).toBe(verdict)
      const script = squeezed(readFileSync(path, 'utf8'))
      expect(examples.length).toBeGreaterThan(0)
      for (const example of examples) expect(script).toContain(squeezed(example))
      const reasons = reasonsOf(found)
      if (verdict === 'moved' || verdict === 'condition') {
        const [, shown] = /: `([^`]+)`$/.exec(why) ?? []
        expect(doneIn(found)).toContain(shown!)
        return
      }
      const said = reasons.some(reason => why.includes(reason.replace(/^"\w+" stays in user space: /, '')))
      expect(said, `"${why}" says none of: ${reasons.join(' · ')}`).toBe(true)
    })
})
