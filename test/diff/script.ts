/** Script texts → running instances: the loader's own rewriting, then evaluated with systrace's names as parameters. */

import { parseModule } from '../../runtime/compiler/parse.ts'
import type { Registration } from '../../runtime/compiler/resolve.ts'
import { analyzeModule, rewriteSites, type ScriptModule } from '../../runtime/compiler/sites.ts'
import { describeTable } from '../../runtime/describe-table.ts'
import { type Diagnostic, render } from '../../runtime/diagnostic.ts'
import * as api from '../../runtime/index.ts'
import { registrationOf } from '../../runtime/registrations.ts'
import { type AnyEvent, Registry, useRegistry } from '../../runtime/script/registry.ts'
import { loadParser } from '../support/parser.ts'
import { transpile } from '../support/transpile.ts'
import { show } from './show.ts'

/** A script that does not compile; its diagnostics are rendered. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly diagnostics: readonly Diagnostic[]
  constructor(diagnostics: readonly Diagnostic[], text: string) {
    super(diagnostics.map(d => render(d, new Map([['-e', text]]))).join('\n'))
    this.diagnostics = diagnostics
  }
}

export interface Script {
  readonly module: ScriptModule
  /** Runs the top level with the functions given for systrace's. */
  readonly run: (...functions: readonly unknown[]) => Promise<void>
}

const names = Object.keys(api)
const AsyncFunction = (async () => {}).constructor as new (
  ...text: readonly string[]
) => (...values: readonly unknown[]) => Promise<void>

/** @throws Refused */
export const loadScript = (text: string): Script => {
  const parsed = parseModule('-e', text, loadParser())
  if (Array.isArray(parsed)) throw new Refused(parsed, text)
  const module = analyzeModule(parsed, 0, true)
  if (module.diagnostics.length > 0) throw new Refused(module.diagnostics, text)
  const { text: rewritten } = rewriteSites({ ...module, implicit: [] })
  return { module, run: new AsyncFunction(...names, transpile(rewritten)) }
}

/** One run of a script, with what it has put out. */
export interface Instance {
  readonly registry: Registry
  readonly registrations: readonly Registration[]
  /** The option `where` of each registration: the kernel's business, which the reference needs as a function. */
  readonly wheres: readonly (((event: AnyEvent) => unknown) | undefined)[]
  readonly output: string[]
  /** What a handler threw. */
  fail(error: unknown): void
}

type On = (captures: Record<string, () => unknown>, ...args: unknown[]) => unknown

/** Runs the script's top level. */
export const startScript = async (script: Script): Promise<Instance> => {
  const output: string[] = []
  const wheres: (((event: AnyEvent) => unknown) | undefined)[] = []
  const { sites } = script.module
  const registry = new Registry({
    print: values => output.push(`print ${values.map(show).join(' ')}`),
    printf: text => output.push(`printf ${show(text)}`),
    table: snapshot => output.push(`table ${show(snapshot)}`),
    exit: code => output.push(`exit ${code}`),
    describe: id => describeTable(sites.find(site => site.id === id)),
  })
  const take = (args: readonly unknown[]): void => {
    const options = args.length > 2 ? (args[1] as { where?: (event: AnyEvent) => unknown }) : {}
    wheres.push(options.where)
  }
  const unseen = (...args: readonly unknown[]): unknown => {
    take(args)
    return (api.on as unknown as (...all: readonly unknown[]) => unknown)(...args)
  }
  const on = Object.assign(unseen, {
    at:
      (site: number): On =>
      (captures, ...args) => {
        take(args)
        return (api.on.at(site) as On)(captures, ...args)
      },
  })
  useRegistry(registry)
  const functions = { ...api, on } as Readonly<Record<string, unknown>>
  await script.run(...names.map(name => functions[name]))
  const registrations = registry.handlers.map(handler => registrationOf(handler, sites, {}))
  const fail = (error: unknown): void => {
    output.push(`threw ${error instanceof Error ? `${error.name}: ${error.message}` : show(error)}`)
  }
  return { registry, registrations, wheres, output, fail }
}
