/** `systrace check`: what is wrong with scripts, without running them. */

import { statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { flag } from '../command-line/option-row.ts'
import { type Diagnostic, lineText, position, render, ScriptRefused } from '../diagnostic.ts'
import { EXIT, UsageError } from '../errors.ts'
import { explain } from '../explain/explain.ts'
import { missingImports, wrongData } from '../load-failure.ts'
import { Loader } from '../loader.ts'
import { isReference } from '../sources/reference.ts'
import { checkTypes, configOf, type TypeDiagnostic } from '../typing/type-check.ts'
import { findTypeScript, type TypeScript } from '../typing/typescript.ts'
import { command } from './command.ts'

const groups = ['Options'] as const

/** What was found, and the texts that it is about. */
interface Findings {
  readonly diagnostics: Diagnostic[]
  readonly sources: Map<string, string>
}

const explainOptions = {
  scriptArgs: [],
  filters: {},
  pushdown: true,
  ringSize: 8 << 20,
  tableRows: 1 << 16,
  color: false,
  json: false,
  asm: false,
} as const

/** A file that others import, or that tests them, need not have a handler. */
const isPart = (text: string): boolean => /^\s*export\b|['"](?:systrace\/test|bun:test)['"]/m.test(text)

/** Where something was said of a place, or the same of none, that is enough. */
const isSame = (a: Diagnostic, b: Diagnostic): boolean =>
  a.span && b.span
    ? a.span.file === b.span.file && a.span.start === b.span.start
    : a.span === b.span && a.message === b.message

const add = ({ diagnostics }: Findings, found: readonly Diagnostic[]): void => {
  for (const one of found) if (!diagnostics.some(other => isSame(other, one))) diagnostics.push(one)
}

/** What our own compiler says of a script. */
const compileCheck = (path: string, findings: Findings): void => {
  const loader = new Loader()
  try {
    explain(loader, { kind: 'file', path }, explainOptions)
  } catch (error) {
    if (!(error instanceof ScriptRefused)) throw error
    const text = loader.sources.get(path) ?? ''
    add(
      findings,
      error.diagnostics.filter(({ code }) => code !== 'no-handlers' || !isPart(text)),
    )
  }
  add(findings, missingImports(loader))
  add(findings, wrongData(loader))
  for (const [name, text] of loader.sources) findings.sources.set(name, text)
}

const offsetOf = (text: string, line: number, column: number): number =>
  text.split('\n', line - 1).reduce((offset, { length }) => offset + length + 1, 0) + column - 1

/** The word that TypeScript means by a place, or one character. */
const lengthAt = (text: string, offset: number): number =>
  /^(?:[\w$]+|'[^'\n]*'|"[^"\n]*")/.exec(text.slice(offset, offset + 200))?.[0].length ?? 1

/** A place of TypeScript's in the names that our own messages use. */
const withSpan = ({ path, line, column, diagnostic }: TypeDiagnostic, { sources }: Findings): Diagnostic => {
  if (path === undefined) return diagnostic
  const here = `${process.cwd()}/`
  const file =
    [...sources.keys()].find(name => resolve(name) === path) ??
    (path.startsWith(here) ? path.slice(here.length) : path)
  if (!sources.has(file))
    try {
      sources.set(file, new Loader().read(path))
    } catch {
      return diagnostic
    }
  const text = sources.get(file)!
  const start = offsetOf(text, line, column)
  return { ...diagnostic, span: { file, start, end: start + lengthAt(text, start) } }
}

const isSyntax = ({ diagnostic }: TypeDiagnostic): boolean => /^TS1\d{3}$/.test(diagnostic.code)

/** The files that our own compiler could not read, by path: what TypeScript says of their syntax is the same once more. */
const unread = ({ diagnostics }: Findings): ReadonlySet<string> =>
  new Set(
    diagnostics.flatMap(({ code, span }) =>
      code === 'syntax' && span !== undefined ? resolve(span.file) : [],
    ),
  )

/** Scripts of one project, and the TypeScript that they were checked by, if there is one. */
interface Checked {
  readonly scripts: readonly string[]
  readonly typescript: TypeScript | undefined
}

/** What the project's TypeScript says. Where our own compiler had something to say of a place, that is enough. */
const typeCheck = (scripts: readonly string[], findings: Findings): Checked[] => {
  const broken = unread(findings)
  // Of a project with a wrong syntax somewhere TypeScript says nothing else.
  const whole = scripts.filter(script => !broken.has(script))
  const projects = Map.groupBy(whole, script => configOf(dirname(script)) ?? `${dirname(script)}/`)
  return [...projects].map(([key, group]) => {
    const config = key.endsWith('/') ? undefined : key
    const typescript = findTypeScript(dirname(group[0]!))
    for (const found of typescript ? checkTypes({ typescript, config, scripts: group }) : []) {
      if (found.path !== undefined && broken.has(found.path) && isSyntax(found)) continue
      add(findings, [withSpan(found, findings)])
    }
    return { scripts: group, typescript }
  })
}

const order = (a: string | number, b: string | number): number => (a < b ? -1 : a > b ? 1 : 0)

const byPlace = ({ span: a }: Diagnostic, { span: b }: Diagnostic): number =>
  order(a?.file ?? '', b?.file ?? '') || order(a?.start ?? 0, b?.start ?? 0)

const jsonOf = (
  { severity, code, message, hint, span }: Diagnostic,
  sources: ReadonlyMap<string, string>,
) => {
  const text = span && sources.get(span.file)
  const at = span && text !== undefined ? position(text, span.start) : undefined
  return {
    severity,
    code,
    message,
    ...(hint !== undefined && { hint }),
    ...(span &&
      at &&
      text !== undefined && {
        file: span.file,
        ...at,
        length: span.end - span.start,
        text: lineText(text, at.line),
      }),
  }
}

/** What cannot be looked at is told when it is read. */
const isFolder = (path: string): boolean => {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}

/** A line can be very long. */
const shortened = (word: string): string => JSON.stringify(word.length > 100 ? `${word.slice(0, 40)}…` : word)

const scriptsOf = (words: readonly string[]): readonly string[] => {
  if (words.length === 0) throw new UsageError('Nothing to check', 'name a script: systrace check x.ts')
  for (const word of words) {
    if (isReference(word))
      throw new UsageError(
        `Cannot check ${shortened(word)}: it is no file`,
        'what it asks for and where its handlers run: systrace explain',
      )
    if (isFolder(word))
      throw new UsageError(
        `Cannot check ${JSON.stringify(word)}: it is a directory`,
        `name scripts: systrace check ${word.replace(/\/$/, '')}/*.ts`,
      )
  }
  return [...new Set(words)]
}

const count = (n: number, what: string): string => `${n === 0 ? 'no' : n} ${what}${n === 1 ? '' : 's'}`

export const check = command({
  usage: ['systrace check [options] SCRIPT…'],
  groups,
  options: {
    json: { flags: '--json', group: 'Options', help: 'as JSON, on standard output', schema: flag },
  },
  examples: [
    ['types, probes, fields, options and conditions of a script', 'systrace check slow.ts'],
    ['all scripts of a folder, for an editor or CI', 'systrace check --json scripts/*.ts'],
  ],
  rights: 'user',
  run: ({ given, words, rest, out, tell, paint }) => {
    const scripts = scriptsOf([...words, ...(rest ?? [])])
    const findings: Findings = { diagnostics: [], sources: new Map() }
    for (const script of scripts) compileCheck(script, findings)
    // What is no text at all has no types either.
    const typed = scripts.filter(script => /\.[cm]?ts$/.test(script) && findings.sources.has(script))
    const checked = typeCheck(
      typed.map(script => resolve(script)),
      findings,
    )
    const diagnostics = findings.diagnostics.toSorted(byPlace)
    const typescript = checked.find(project => project.typescript)?.typescript
    const without = checked.filter(project => !project.typescript).flatMap(project => project.scripts)
    const errors = diagnostics.filter(({ severity }) => severity === 'error').length
    if (given.json) {
      const found = diagnostics.map(diagnostic => jsonOf(diagnostic, findings.sources))
      const by = typescript ? { version: typescript.version, path: typescript.path } : null
      out(`${JSON.stringify({ files: scripts, typescript: by, diagnostics: found }, null, 2)}\n`)
    } else {
      for (const diagnostic of diagnostics) tell(render(diagnostic, findings.sources, paint))
      const by = typescript ? `, with TypeScript ${typescript.version}` : ''
      tell(`systrace: ${count(errors, 'error')} in ${count(scripts.length, 'script')}${by}`)
    }
    if (without.length > 0) {
      const types = typescript ? `the types of ${count(without.length, 'script')}` : 'types'
      const here = typescript ? 'there' : 'here'
      tell(
        `systrace: ${types} were not checked: there is no TypeScript ${here} (npm install --save-dev typescript)`,
      )
    }
    return errors > 0 ? EXIT.script : EXIT.ok
  },
})
