/** Scripts, checked by the project's TypeScript with the types of systrace: what it says, as diagnostics. */

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import * as v from 'valibot'
import { host } from '../current-host.ts'
import type { Diagnostic } from '../diagnostic.ts'
import type { DeclaredModule } from '../host.ts'
import { globalsText } from './globals.ts'
import { compilerOptions } from './new-project.ts'
import { ancestors, runTypeScript, type TypeScript } from './typescript.ts'
import { writeFailure, writeFile } from './write-file.ts'

/** Scripts that are checked together: those of one folder's project. */
export interface CheckedProject {
  readonly typescript: TypeScript
  /** The project's tsconfig.json, if it has one. */
  readonly config: string | undefined
  /** Absolute paths. */
  readonly scripts: readonly string[]
}

/** A diagnostic of TypeScript's, with the file's path in place of the name that messages call it by. */
export interface TypeDiagnostic {
  readonly path: string | undefined
  readonly line: number
  readonly column: number
  readonly diagnostic: Diagnostic
}

const isFile = (path: string): boolean => {
  try {
    readFileSync(path)
    return true
  } catch {
    return false
  }
}

/** The nearest tsconfig.json. */
export const configOf = (folder: string): string | undefined =>
  ancestors(folder)
    .map(one => join(one, 'tsconfig.json'))
    .find(isFile)

const shownConfig = v.object({
  files: v.optional(v.array(v.string()), []),
  compilerOptions: v.optional(
    v.object({
      paths: v.optional(v.record(v.string(), v.array(v.string())), {}),
      baseUrl: v.optional(v.string()),
      types: v.optional(v.array(v.string())),
      typeRoots: v.optional(v.array(v.string())),
    }),
    { paths: {} },
  ),
})
type ShownConfig = v.InferOutput<typeof shownConfig>

/** What a project's tsconfig.json comes to. Nothing, if it is wrong: the check itself says why. */
const readConfig = (typescript: TypeScript, config: string): ShownConfig => {
  const { output } = runTypeScript(typescript, ['--showConfig', '-p', config], dirname(config))
  try {
    return v.parse(shownConfig, JSON.parse(output))
  } catch {
    return { files: [], compilerOptions: { paths: {} } }
  }
}

const listed = (folder: string): string[] => {
  try {
    return readdirSync(folder).filter(name => !name.startsWith('.'))
  } catch {
    return []
  }
}

/** The packages of types that TypeScript takes in without being told: all in @types before version 6, none since. */
const usualTypes = ({ version }: TypeScript, folders: readonly string[]): string[] =>
  Number.parseInt(version, 10) >= 6
    ? []
    : [...new Set(folders.flatMap(folder => listed(join(folder, 'node_modules/@types'))))]

/** The declarations that a check brings along, by module. */
const declarationFiles: Readonly<Record<DeclaredModule, string>> = {
  systrace: 'systrace.d.ts',
  'systrace/test': 'systrace-test.d.ts',
  valibot: 'valibot.d.ts',
}

const runtimeTypes = ['bun-types', '@types/bun', '@types/node'] as const

/** The tsconfig.json of a check, in a folder of its own: the project's, and what it lacks. */
const configText = ({ typescript, config, scripts }: CheckedProject, scratch: string): string => {
  const base = config === undefined ? dirname(scripts[0]!) : dirname(config)
  const folders = ancestors(base)
  const has = (name: string): boolean =>
    folders.some(folder => listed(join(folder, 'node_modules', name)).length > 0)
  const own = config === undefined ? undefined : readConfig(typescript, config)
  const given = own?.compilerOptions
  const from = resolve(base, given?.baseUrl ?? '.')
  const paths: Record<string, readonly string[]> = Object.fromEntries(
    Object.entries(given?.paths ?? {}).map(([module, targets]) => [
      module,
      targets.map(path => resolve(from, path)),
    ]),
  )
  for (const [module, file] of Object.entries(declarationFiles))
    if (!Object.hasOwn(paths, module) && !has(module.split('/')[0]!)) paths[module] = [join(scratch, file)]
  const found = runtimeTypes.filter(has)
  const globals = found.length > 0 ? [] : [join(scratch, 'globals.d.ts')]
  const declarations = (own?.files ?? [])
    .filter(path => /\.d\.[cm]?ts$/.test(path))
    .map(path => resolve(base, path))
  return JSON.stringify({
    ...(config !== undefined && { extends: config }),
    compilerOptions: {
      ...(config === undefined && compilerOptions),
      noEmit: true,
      composite: false,
      incremental: false,
      // Scripts and declarations are of several folders, and what the project leaves to be written is not written.
      rootDir: '/',
      skipLibCheck: true,
      allowImportingTsExtensions: true,
      paths,
      typeRoots: given?.typeRoots?.map(path => resolve(base, path)) ?? [
        ...folders.map(folder => join(folder, 'node_modules/@types')),
        ...folders.map(folder => join(folder, 'node_modules')),
      ],
      types:
        given?.types ??
        (config === undefined
          ? found.map(name => name.replace('@types/', ''))
          : usualTypes(typescript, folders)),
    },
    include: [],
    files: [...new Set([...scripts, ...declarations, ...globals])],
  })
}

/** `Property 'fiel' … Did you mean 'field'?` → what is wrong, and the nearest right name. */
const splitMessage = (text: string): { readonly message: string; readonly hint?: string } => {
  const [, before, meant] = /^([\s\S]*?)\.? Did you mean (?:to write )?'([^']+)'\?$/.exec(text) ?? []
  return before !== undefined && meant !== undefined
    ? { message: before, hint: `did you mean "${meant}"?` }
    : { message: text.replace(/\.$/, '') }
}

/**
 * Reads what `tsc --pretty false` printed.
 *
 * @param cwd where it ran
 */
export const readTypeScript = (output: string, cwd: string): TypeDiagnostic[] => {
  const found: {
    place: readonly [string | undefined, number, number]
    code: string
    lines: string[]
    severity: string
  }[] = []
  for (const line of output.split('\n')) {
    const [, file, row = '1', column = '1', severity, code, text] =
      /^(?:(.+?)\((\d+),(\d+)\): )?(error|warning) (TS\d+): (.*)$/.exec(line) ?? []
    if (severity !== undefined && code !== undefined && text !== undefined)
      found.push({
        place: [file && resolve(cwd, file), Number(row), Number(column)],
        code,
        lines: [text],
        severity,
      })
    else if (line.startsWith('  ')) found.at(-1)?.lines.push(line)
  }
  return found.map(({ place: [path, line, column], code, lines, severity }) => ({
    path,
    line,
    column,
    diagnostic: {
      severity: severity === 'error' ? 'error' : 'warning',
      code,
      ...splitMessage(lines.join('\n')),
    },
  }))
}

/** A folder for what a check brings along. */
const scratchFolder = (): string => {
  try {
    return mkdtempSync(join(tmpdir(), 'systrace-check-'))
  } catch (error) {
    throw writeFailure(`Cannot make a folder in ${tmpdir()}`, error, scratchHint)
  }
}

const scratchHint = 'TMPDIR names another place for files that are needed for a moment'

/**
 * Checks the scripts of a project.
 *
 * @throws SystraceError when its TypeScript does not run, or there is no room for what it is to read
 */
export const checkTypes = (project: CheckedProject): TypeDiagnostic[] => {
  const scratch = scratchFolder()
  try {
    const config = join(scratch, 'tsconfig.json')
    const texts = {
      'tsconfig.json': configText(project, scratch),
      ...Object.fromEntries(
        Object.entries(declarationFiles).map(([module, file]) => [
          file,
          host.loadTypes(module as DeclaredModule),
        ]),
      ),
      'globals.d.ts': globalsText,
    }
    for (const [name, text] of Object.entries(texts)) writeFile(join(scratch, name), text, scratchHint)
    const cwd = process.cwd()
    const { output } = runTypeScript(project.typescript, ['-p', config, '--pretty', 'false'], cwd)
    return readTypeScript(output, cwd)
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}
