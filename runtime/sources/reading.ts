/**
 * What a script asks for, by its text: which probes, and which doors to files, network and programs it names. A reading, no
 * sandbox: code can hide what it does, and what hides it is told as such.
 */

import { type Node, propertyName, walk } from '../compiler/ast.ts'
import { type NativeParser, parseModule } from '../compiler/parse.ts'
import { analyzeModule, type ScriptModule, systraceName } from '../compiler/sites.ts'
import { staticRegistrations } from '../compiler/static-registrations.ts'
import { ScriptRefused } from '../diagnostic.ts'
import { type ImportFrom, importsOf, requiresOf } from '../imports.ts'
import { readAbout } from '../script/about.ts'
import type { About } from '../script/command-line.ts'
import type { Bundle } from './bundle.ts'
import { candidates, joined } from './candidates.ts'
import { importKind, isModule, packageOf } from './gather.ts'

/** What a script can ask for, in the order in which it is told. */
export const askKinds = [
  'files',
  'network',
  'programs',
  'processes',
  'environment',
  'hidden',
  'modules',
] as const
export type AskKind = (typeof askKinds)[number]

export interface Reading {
  readonly about: About
  /** As they are written, each once. */
  readonly probes: readonly string[]
  /** Calls of `on` whose probes only a run shows, and places where it is handed on to be called elsewhere. */
  readonly openProbes: number
  /** By what the text names: `node:fs`, `fetch`, `Bun.spawn`. */
  readonly asks: ReadonlyMap<AskKind, readonly string[]>
  /** Packages that it imports, which are not taken along. */
  readonly packages: readonly string[]
}

const moduleKinds: Readonly<Record<string, AskKind>> = {
  fs: 'files', sqlite: 'files',
  net: 'network', http: 'network', http2: 'network', https: 'network', tls: 'network', dgram: 'network', dns: 'network',
  undici: 'network', ws: 'network', _http_agent: 'network', _http_client: 'network', _http_server: 'network',
  child_process: 'programs', cluster: 'programs', worker_threads: 'hidden',
  module: 'hidden', vm: 'hidden', repl: 'hidden', v8: 'hidden', wasi: 'hidden', inspector: 'hidden', ffi: 'hidden',
} // biome-ignore format: a table

const globalKinds: ReadonlyMap<string, AskKind> = new Map([
  ...['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest'].map(name => [name, 'network'] as const),
  ...['eval', 'Function', 'Worker', 'WebAssembly', 'ShadowRealm'].map(name => [name, 'hidden'] as const),
  ...['globalThis', 'global', 'self', 'require', 'module'].map(name => [name, 'hidden'] as const),
  ...['Deno', 'Bun', 'process'].map(name => [name, 'hidden'] as const),
])

const memberKinds: ReadonlyMap<string, Readonly<Record<string, AskKind>>> = new Map([
  ['Bun', {
    file: 'files', write: 'files', Glob: 'files', mmap: 'files', S3Client: 'network', s3: 'network', sql: 'network',
    SQL: 'network', redis: 'network', RedisClient: 'network', serve: 'network', listen: 'network', connect: 'network',
    udpSocket: 'network', dns: 'network', fetch: 'network', spawn: 'programs', spawnSync: 'programs', $: 'programs',
    env: 'environment',
  }],
  ['module', {}],
  ['process', {
    env: 'environment', kill: 'processes', setuid: 'processes', setgid: 'processes', chdir: 'processes',
  }],
]) // biome-ignore format: a table

/** Modules whose members are those of a global object. */
const objectModules: ReadonlyMap<string, string> = new Map([
  ['bun', 'Bun'],
  ['process', 'process'],
])

/** What files may be taken for without being run. */
const dataTypes: ReadonlySet<string> = new Set([
  'text', 'json', 'jsonc', 'json5', 'toml', 'yaml', 'file', 'html', 'css', 'md', 'base64', 'dataurl', 'bytes',
]) // biome-ignore format: one list

/** Files that are data by their names. Bun runs what it knows no other use for: `./logo.svg`, `./lib`. */
const isData = (path: string): boolean => /\.(?:jsonc?|json5|toml|ya?ml|txt|html|css|md)$/.test(path)

/** What shows nothing and opens nothing. */
const harmlessMembers: ReadonlySet<string> = new Set(
  ['exports', 'argv', 'stdout', 'stderr', 'stdin', 'pid', 'ppid', 'exit', 'exitCode', 'on', 'once', 'off', 'platform', 'arch', 'version',
    'versions', 'uptime', 'hrtime', 'memoryUsage', 'cwd', 'nextTick', 'getuid', 'geteuid', 'getgid', 'sleep', 'sleepSync',
    'nanoseconds', 'inspect', 'escapeHTML', 'stringWidth', 'hash', 'color', 'semver', 'deepEquals', 'revision'],
) // biome-ignore format: one list

class Collector {
  readonly asks = new Map<AskKind, Set<string>>()
  readonly packages = new Set<string>()
  readonly probes = new Set<string>()
  openProbes = 0

  add(kind: AskKind, by: string): void {
    const known = this.asks.get(kind)
    if (known) known.add(by)
    else this.asks.set(kind, new Set([by]))
  }

  module({ specifier, names, as }: ImportFrom): void {
    if (as !== undefined && !dataTypes.has(as))
      this.add('hidden', `'${specifier}' as ${as === '' ? 'what only a run shows' : as}`)
    if (specifier === 'systrace' || specifier === 'valibot') return
    const kind = importKind(specifier)
    if (kind === 'package') this.packages.add(packageOf(specifier))
    else if (kind === 'other') this.add('hidden', `import '${specifier}'`)
    else if (kind === 'builtin') {
      const name = specifier.replace(/^(?:node|bun):/, '').replace(/\/.*/, '')
      const object = objectModules.get(name)
      if (object !== undefined) this.#object(object, specifier, names)
      else this.add(moduleKinds[name] ?? 'modules', specifier)
    }
  }

  read(module: ScriptModule): void {
    for (const from of [...importsOf(module), ...requiresOf(module)]) this.module(from)
    walk(module.program, (node, parent) => {
      if (node.type === 'ImportExpression' && !isText(node.source))
        this.add('hidden', 'import() of a computed name')
      else if (node.type === 'MetaProperty') this.#meta(node, parent)
      else if (node.type === 'MemberExpression' && propertyName(node) === 'constructor')
        this.add('hidden', '.constructor')
      else if (node.type === 'Property' && parent?.type === 'ObjectPattern' && keyOf(node) === 'constructor')
        this.add('hidden', '.constructor')
      else if (node.type === 'Identifier' && module.scopes.isGlobal(node)) this.#global(node.name, parent)
      return undefined
    })
    this.openProbes += handedOn(module)
    for (const { probe } of staticRegistrations(module.sites)) {
      const names = probe === undefined ? [] : [probe.value].flat()
      for (const name of names) this.probes.add(String(name))
      if (probe === undefined) this.openProbes++
    }
  }

  /** `import.meta.require`; where a file is, is no secret. */
  #meta(node: Node, parent: Node | undefined): void {
    if (node.type !== 'MetaProperty' || node.meta.name !== 'import') return
    const name = parent?.type === 'MemberExpression' ? propertyName(parent) : undefined
    if (name === 'env') this.add('environment', 'import.meta.env')
    else if (!['url', 'dir', 'path', 'file', 'filename', 'dirname', 'main'].includes(name ?? ''))
      this.add('hidden', `import.meta${name === undefined ? '' : `.${name}`}`)
  }

  #global(name: string, parent: Node | undefined): void {
    const kind = globalKinds.get(name)
    if (!kind) return
    if (name === 'require' && parent?.type === 'CallExpression' && isText(parent.arguments[0])) return
    const member = parent?.type === 'MemberExpression' ? propertyName(parent) : undefined
    if (member === undefined || !memberKinds.has(name)) this.add(kind, name)
    else this.#member(name, member)
  }

  #member(object: string, member: string): void {
    const members = memberKinds.get(object)!
    if (!harmlessMembers.has(member))
      this.add((Object.hasOwn(members, member) && members[member]) || 'hidden', `${object}.${member}`)
  }

  /** `import { spawn } from 'bun'` is `Bun.spawn`. */
  #object(object: string, specifier: string, names: ImportFrom['names']): void {
    if (names.length === 0) this.add('hidden', specifier)
    for (const { name } of names)
      if (name === 'default') this.add('hidden', specifier)
      else this.#member(object, name)
  }
}

const keyOf = ({ key }: { readonly key: Node }): string | undefined => {
  if (key.type === 'Identifier') return key.name
  return key.type === 'Literal' && typeof key.value === 'string' ? key.value : undefined
}

const isSystrace = (node: Node | null): boolean => node?.type === 'Literal' && node.value === 'systrace'

/** How often `on` goes where it is called by another name: `const f = on`, `export { on }`, `await import('systrace')`. */
const handedOn = (module: ScriptModule): number => {
  const calls = new Set<Node>(module.sites.map(({ call }) => call.callee))
  let found = requiresOf(module).filter(({ specifier }) => specifier === 'systrace').length
  for (const { from, reads } of module.scopes.bindings) {
    if (from?.module !== 'systrace') continue
    if (from.name === 'on') found += reads.filter(({ node }) => !calls.has(node)).length
    if (from.name !== '*') continue
    found += reads.filter(({ node, parent }) => {
      if (parent.type !== 'MemberExpression' || parent.object !== node) return true
      return [undefined, 'on'].includes(propertyName(parent)) && !calls.has(parent)
    }).length
  }
  walk(module.program, node => {
    if (node.type === 'ExportNamedDeclaration' && isSystrace(node.source))
      found += node.specifiers.filter(
        ({ local }) => local.type === 'Identifier' && local.name === 'on',
      ).length
    else if (node.type === 'ExportAllDeclaration' || node.type === 'ImportExpression')
      found += isSystrace(node.source) ? 1 : 0
    else if (node.type === 'TSExternalModuleReference') found += isSystrace(node.expression) ? 1 : 0
    return undefined
  })
  return found
}

const isText = (node: Node | undefined): boolean => node?.type === 'Literal' && typeof node.value === 'string'

/** The options that a script declares by writing them out: `slow` of `options({ slow: … })`; none of what is no script. */
export const optionNames = (text: string, parser: NativeParser): string[] => {
  const module = parseModule('', text.replace(/^\ufeff/, ''), parser)
  if (Array.isArray(module)) return []
  const { scopes } = analyzeModule(module, 0, false)
  const names: string[] = []
  walk(module.program, node => {
    if (node.type !== 'CallExpression' || systraceName(node.callee, scopes, false) !== 'options')
      return undefined
    const [shape] = node.arguments
    if (shape?.type !== 'ObjectExpression') return undefined
    for (const property of shape.properties)
      if (property.type === 'Property' && !property.computed) {
        const { key } = property
        if (key.type === 'Identifier') names.push(key.name)
        else if (key.type === 'Literal') names.push(String(key.value))
      }
    return undefined
  })
  return names
}

/** The file of a bundle that an import in another of its files means. */
const fileOf = (bundle: Bundle, specifier: string, from: string): string | undefined => {
  const depth = from.split('/').length - 1
  const up = specifier.split('/').filter(part => part === '..').length
  const paths = new Set(bundle.files.map(({ path }) => `/${path}`))
  const meant = joined(specifier, `/${from}`)
  // What a package.json says of its folder is Bun's to read.
  if (up > depth || paths.has(`${meant}/package.json`)) return undefined
  return candidates(meant).find(path => paths.has(path))
}

/** A module of a bundle as the compiler reads it. */
const moduleOf = (name: string, text: string, parser: NativeParser): ScriptModule => {
  const source = text.replace(/^\ufeff/, '')
  const sources = new Map([[name, source]])
  const module = parseModule(name, source, parser)
  if (Array.isArray(module)) throw new ScriptRefused(module, sources)
  const script = analyzeModule(module, 0, false)
  if (script.diagnostics.some(({ severity }) => severity === 'error'))
    throw new ScriptRefused(script.diagnostics, sources)
  return script
}

/** What a module imports of the script's own files that runs, though it is not called what is read here. */
const unreadOf = (bundle: Bundle, path: string, module: ScriptModule): string[] => {
  const unread: string[] = []
  for (const { specifier, node, as } of [...importsOf(module), ...requiresOf(module)]) {
    if (importKind(specifier) !== 'own') continue
    const file = fileOf(bundle, specifier, path)
    if (file !== undefined) {
      if (as === undefined && !isModule(file) && !isData(file)) unread.push(specifier)
      continue
    }
    throw new ScriptRefused(
      [
        {
          severity: 'error',
          code: 'unknown-import',
          message: `there is no file ${JSON.stringify(specifier)} among those of the script`,
          span: { file: module.file, start: node.start, end: node.end },
          hint: 'links, and folders that stand for a file, do not travel: import the file itself',
        },
      ],
      new Map([[module.file, module.text]]),
    )
  }
  return unread
}

/**
 * Reads what a script asks for.
 *
 * @param name of the script itself, in messages
 * @throws ScriptRefused when it is none, or imports a file that is not among its own
 */
export const readingOf = (bundle: Bundle, name: string, parser: NativeParser): Reading => {
  const collector = new Collector()
  bundle.files.forEach(({ path, text }, at) => {
    if (at > 0 && !isModule(path)) return
    const module = moduleOf(at === 0 ? name : path, text, parser)
    for (const specifier of unreadOf(bundle, path, module)) collector.add('hidden', `'${specifier}'`)
    collector.read(module)
  })
  const asks = askKinds.flatMap(kind => {
    const by = collector.asks.get(kind)
    return by ? [[kind, [...by].sort()] as const] : []
  })
  return {
    about: readAbout(bundle.files[0].text),
    probes: [...collector.probes],
    openProbes: collector.openProbes,
    asks: new Map(asks),
    packages: [...collector.packages].sort(),
  }
}
