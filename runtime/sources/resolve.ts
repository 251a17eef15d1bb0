/** What names a script on the command line → a script that can be run, wherever it comes from. */

import { host } from '../current-host.ts'
import { type Paint, plainLine } from '../diagnostic.ts'
import { UsageError } from '../errors.ts'
import { type ScriptSource, sourceText } from '../loader.ts'
import { type Bundle, integrityOf } from './bundle.ts'
import { Cache } from './cache.ts'
import { askWhether, canAsk, strangerText } from './consent.ts'
import { bundleOfLine } from './line.ts'
import { localBundle } from './local.ts'
import { npmBundle } from './npm.ts'
import { readingOf } from './reading.ts'
import { isReference, pinnedAtHome } from './reference.ts'
import { type Snippet, Snippets } from './snippets.ts'
import { gitHubBundle, urlBundle } from './url.ts'

export interface ResolveOptions {
  /** Confirmed beforehand. */
  readonly yes?: boolean
  /** Says nothing where nobody has to answer. */
  readonly quiet?: boolean
  /** The only hash that it may have: `sha256-…`. */
  readonly integrity?: string | undefined
  /** Fetched anew, even if there is a copy. */
  readonly reload?: boolean
  /** Nothing of it will be run, so nobody is asked. */
  readonly onlyRead?: boolean
  /** What a person is asked, if not whether it is to run. */
  readonly question?: string
  /** Writes to standard error. */
  readonly tell: (text: string) => void
  readonly paint: Paint
}

/** A script that was found, with how it is called. */
interface Found {
  /** In messages. */
  readonly name: string
  /** On the command line, up to its own arguments. */
  readonly start: string
  readonly bundle: Bundle
  /** Puts what was fetched in the place of a copy that was there, once it is admitted. */
  readonly keep: () => void
}

const nothing = (): void => {}

/**
 * Finds the script that a word of the command line means: a file, or one from elsewhere, which is fetched, checked and confirmed.
 *
 * @throws UsageError, ScriptRefused, SystraceError
 * @example await resolveSource('st1:6T0p…', { tell, paint }) // { kind: 'text', name: 'hello.ts', … }
 */
export const resolveSource = async (spec: string, options: ResolveOptions): Promise<ScriptSource> => {
  if (!isReference(spec)) {
    if (options.integrity !== undefined) throw pinnedAtHome()
    return { kind: 'file', path: spec }
  }
  if (spec.startsWith('@')) {
    if (options.integrity !== undefined) throw pinnedAtHome()
    return snippetSource(spec)
  }
  const cache = new Cache()
  const found = await find(spec, cache, options)
  admit(found, cache, options)
  found.keep()
  return sourceOf(found, cache)
}

/**
 * A script by its name: one's own, or one that comes with systrace.
 *
 * @throws UsageError when there is none of that name
 * @example snippetSource('@opensnoop') // { kind: 'text', name: '@opensnoop', … }
 */
export const snippetSource = (spec: string): ScriptSource => sourceOfSnippet(new Snippets().get(spec))

const sourceOfSnippet = ({ name, path, text }: Snippet): ScriptSource => {
  const start = `systrace @${name}`
  return path === undefined ? { kind: 'text', name: `@${name}`, text, start } : { kind: 'file', path, start }
}

/**
 * Finds a script with its files, to take it along: nothing of it is run.
 *
 * @throws UsageError, ScriptRefused, SystraceError
 */
export const bundleOf = async (
  spec: string,
  options: ResolveOptions,
): Promise<Pick<Found, 'name' | 'bundle' | 'keep'>> => {
  if (!isReference(spec)) return { name: spec, bundle: await localBundle(spec), keep: nothing }
  if (spec.startsWith('@')) {
    const { name, path, text } = new Snippets().get(spec)
    const bundle =
      path === undefined ? { files: [{ path: `${name}.ts`, text }] as const } : await localBundle(path)
    return { name: `@${name}`, bundle, keep: nothing }
  }
  const found = await find(spec, new Cache(), options)
  if (options.onlyRead) found.keep()
  return found
}

const find = async (spec: string, cache: Cache, options: ResolveOptions): Promise<Found> => {
  if (/^st\d+:/i.test(spec)) {
    const bundle = bundleOfLine(spec)
    return { name: bundle.files[0].path, start: 'systrace st1:…', bundle, keep: nothing }
  }
  return { name: spec, start: `systrace ${spec}`, ...(await fetched(spec, cache, options)) }
}

const isOffline = (): boolean => !['', '0', undefined].includes(process.env.SYSTRACE_OFFLINE)

/** A script by its address: the copy, unless there is none or another is wanted. */
const fetched = async (
  spec: string,
  cache: Cache,
  { reload, tell }: ResolveOptions,
): Promise<Pick<Found, 'bundle' | 'keep'>> => {
  const known = cache.lookup(spec)
  const copy = known !== undefined && !reload ? cache.bundle(known) : undefined
  if (copy) return { bundle: copy, keep: nothing }
  if (isOffline())
    throw new UsageError(
      `Cannot fetch ${plainLine(JSON.stringify(spec))}: SYSTRACE_OFFLINE is set`,
      known === undefined ? 'there is no copy of it in the cache' : 'leave out --reload to use the copy',
    )
  const bundle = await fetchBundle(spec)
  const integrity = integrityOf(bundle)
  if (known !== undefined && known !== integrity) {
    if (!reload)
      throw new UsageError(
        `${plainLine(JSON.stringify(spec))} has changed, and the copy of what it was is gone: it was ${known}, now it is ${integrity}`,
        'to look at what it is now: systrace explain --reload',
      )
    tell(`systrace: ${plainLine(JSON.stringify(spec))} has changed: it was ${known}`)
  }
  const keep = (): void => {
    try {
      cache.keep(spec, bundle)
    } catch (error) {
      tell(`systrace: it will be fetched again: ${(error as Error).message}`)
    }
  }
  // What somebody is asked about, and goes to look at, is what will run.
  if (known === undefined) keep()
  return { bundle, keep: known === undefined ? nothing : keep }
}

const fetchBundle = (spec: string): Promise<Bundle> => {
  if (/^gh:/i.test(spec)) return gitHubBundle(spec, host.loadParser())
  return /^npm:/i.test(spec) ? npmBundle(spec, host.loadParser()) : urlBundle(spec, host.loadParser())
}

/**
 * Lets a script in that is pinned, was confirmed, or is confirmed now.
 *
 * @throws UsageError for others
 */
export const admit = (
  { name, bundle }: Pick<Found, 'name' | 'bundle'>,
  cache: Cache,
  options: ResolveOptions,
): void => {
  const integrity = integrityOf(bundle)
  const { yes, quiet, onlyRead, tell, paint } = options
  if (options.integrity !== undefined && options.integrity !== integrity)
    throw new UsageError(
      `${plainLine(JSON.stringify(name))} is another script than --integrity wants: it is ${integrity}, wanted is ${options.integrity}`,
      'look at what it is now with systrace explain, before you change the hash',
    )
  // Before anybody is asked: what is no script is refused here.
  const reading = readingOf(bundle, name, host.loadParser())
  if (onlyRead || options.integrity !== undefined || cache.isConfirmed(integrity)) return
  if (!yes || !quiet) tell(strangerText({ name, bundle, reading }, paint))
  if (!yes && !canAsk())
    throw new UsageError(
      `${plainLine(JSON.stringify(name))} was not confirmed, and there is no terminal to ask on`,
      `run it with --yes, or for good with --integrity ${integrity}`,
    )
  if (!yes && !askWhether(options.question ?? 'Run it?'))
    throw new UsageError(`${plainLine(JSON.stringify(name))} was not confirmed`)
  try {
    cache.confirm(integrity)
  } catch (error) {
    tell(`systrace: it will be asked again: ${(error as Error).message}`)
  }
}

const sourceOf = ({ name, start, bundle }: Found, cache: Cache): ScriptSource => {
  const [{ text }, ...others] = bundle.files
  if (others.length === 0) return { kind: 'text', name, start, text: text.replace(/^\ufeff/, '') }
  const folder = cache.unpack(bundle)
  const files = bundle.files.map(
    ({ path, text }, at) =>
      [
        `${folder}/${path}`,
        { name: at === 0 ? name : path, text: sourceText(path, Buffer.from(text)) },
      ] as const,
  )
  return { kind: 'file', path: files[0]![0], name, start, files: new Map(files) }
}
