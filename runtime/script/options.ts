/** What scripts declare of their own command line: `options`, with schemas of valibot and the two made here, and `args`. */

import * as v from 'valibot'
import { parseDuration } from '../duration.ts'
import { UsageError } from '../errors.ts'
import { nearest } from '../nearest.ts'
import { parseSize } from '../size.ts'
import { readArguments, type Shapes, spelled, written } from './arguments.ts'
import { type CommandLine, noCommandLine } from './command-line.ts'
import { scriptHelp } from './option-help.ts'
import { issueText, shownText } from './option-issue.ts'
import {
  isSchema,
  type OptionSchema,
  type OptionShape,
  type OptionUnit,
  shapeOf,
  unitKey,
} from './option-shape.ts'
import { type Registry, registry } from './registry.ts'

/** Options that are read-only, and whose lists and sets are. */
export type OptionValues<T> = { readonly [K in keyof T]: ReadOnly<T[K]> }
type ReadOnly<T> = T extends readonly unknown[] ? Readonly<T> : T extends Set<infer I> ? ReadonlySet<I> : T

/** A schema of a whole object, such as one with a check over several options. */
type WholeSchema = v.GenericSchema & { readonly entries: v.ObjectEntries }

export interface OptionSettings<Name extends string> {
  /** Options that are given by their place and not by name, in this order; the last may be a list: `x.ts FILE [more…]`. */
  readonly positionals?: readonly Name[]
}

interface DeclareOptions {
  /**
   * Declares the options of the script: `systrace run x.ts --slow 20ms --comm bash`. Called once, at the top of the script.
   * What the command line says is checked; what comes back cannot change, so that conditions with it move into the kernel.
   *
   * @example
   * const opt = options({ slow: duration('10ms'), comm: optional(string()) })
   * on('read', e => { if (e.duration > opt.slow) print(e.comm, e.duration) })
   */
  <const E extends v.ObjectEntries>(
    schemas: E,
    settings?: OptionSettings<keyof E & string>,
  ): OptionValues<v.InferOutput<v.ObjectSchema<E, undefined>>>
  <const S extends WholeSchema>(
    schema: S,
    settings?: OptionSettings<keyof S['entries'] & string>,
  ): OptionValues<v.InferOutput<S>>
}

/**
 * The script's arguments: all of them, or those that are no options if the script calls `options`.
 *
 * @example on('openat', e => args.includes(e.comm) && print(e.comm, e.filename))
 */
export let args: readonly string[] = []

/** For the session: what `args` is, until `options` takes its part. */
export const startArguments = (given: readonly string[]): void => {
  args = [...given]
}

/** For the session, when the script's top level has run: `args`, which cannot change from then on. */
export const finalArguments = (): readonly string[] => Object.freeze(args)

const declared = new WeakSet<Registry>()

/** Makes lists and sets unchangeable too. */
const frozen = (value: unknown): unknown => {
  if (Array.isArray(value)) for (const item of value) frozen(item)
  else if (value instanceof Set)
    for (const change of ['add', 'delete', 'clear'])
      Object.defineProperty(value, change, {
        value: () => {
          throw new TypeError('Options cannot be changed')
        },
      })
  else if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value
  return Object.freeze(value)
}

const shapesOf = (entries: Readonly<Record<string, unknown>>, positionals: readonly string[]): Shapes => {
  const shapes = Object.entries(entries).map(([name, schema]) =>
    shapeOf(name, schema, positionals.includes(name)),
  )
  const seen = new Map<string, string>()
  for (const { name, flag, short } of shapes)
    for (const key of [`--${flag}`, ...(short ? [`-${short}`] : [])]) {
      const other = seen.get(key)
      if (other !== undefined)
        throw new TypeError(`Options ${JSON.stringify(other)} and ${JSON.stringify(name)} are both ${key}`)
      seen.set(key, name)
    }
  const byPosition = positionals.map((name, i) => {
    const shape = shapes.find(s => s.name === name)
    if (!shape) throw new TypeError(`The positional ${JSON.stringify(name)} is none of the options`)
    if (shape.kind === 'list' && i < positionals.length - 1)
      throw new TypeError(`The positional ${JSON.stringify(name)} is a list, which takes all: name it last`)
    return shape
  })
  return { named: shapes.filter(shape => !byPosition.includes(shape)), byPosition }
}

const isWrapped = (schema: OptionSchema): boolean => 'wrapped' in schema || 'fallback' in schema

/** What the schemas get: what was given, `false` for flags and nothing for lists that were not. */
const inputOf = (
  entries: Readonly<Record<string, OptionSchema>>,
  { named, byPosition }: Shapes,
  texts: ReadonlyMap<string, readonly string[]>,
): Record<string, unknown> => {
  const input: Record<string, unknown> = {}
  for (const shape of [...named, ...byPosition]) {
    const { name, kind, required } = shape
    const given = texts.get(name)
    if (given) input[name] = shape.gather(given.map(shape.read))
    else if (isWrapped(entries[name]!)) continue
    else if (kind === 'flag') input[name] = false
    else if (kind === 'list') input[name] = shape.gather([])
    else if (!required) input[name] = undefined
  }
  return input
}

const missing = (absent: readonly OptionShape[], line: CommandLine, shapes: Shapes): UsageError => {
  const names = absent.map(shape => `"${spelled(shape, shapes)}"`)
  const kind = absent.every(shape => shapes.byPosition.includes(shape)) ? 'Argument' : 'Option'
  const many = names.length > 1
  const about = absent.length === 1 ? absent[0]!.description : undefined
  return new UsageError(
    `${kind}${many ? 's' : ''} ${names.join(' and ')} of ${line.name} ${many ? 'are' : 'is'} missing`,
    `write ${absent.map(shape => written(shape, shapes)).join(' ')}${about ? `: ${about}` : ''}`,
  )
}

const wrong = (
  issue: v.BaseIssue<unknown>,
  line: CommandLine,
  shapes: Shapes,
  texts: ReadonlyMap<string, readonly string[]>,
): Error => {
  const [first, second] = issue.path ?? []
  const shape = [...shapes.named, ...shapes.byPosition].find(({ name }) => name === first?.key)
  if (!shape) return new UsageError(`The options of ${line.name}: ${issueText(issue, undefined)}`)
  const given = texts.get(shape.name)
  const item =
    second &&
    given?.find((each, i) => (second.type === 'set' ? shape.read(each) === second.value : i === second.key))
  const text = item ?? given?.at(-1)
  const says = issueText(issue, shape)
  const colon = /^(?:must|has|is|needs|takes)\b/.test(says) ? '' : ':'
  // Nothing was given: the script itself, with a default that its own schema refuses.
  if (given === undefined && shape.defaultValue !== undefined)
    return new TypeError(`The default of option ${JSON.stringify(shape.name)}${colon} ${says}`)
  const option = spelled(shape, shapes)
  const isSaid = text !== undefined && says.split(/[^\p{L}\p{N}]+/u).includes(text)
  const but = text === undefined || isSaid ? '' : `, not ${JSON.stringify(text)}`
  return new UsageError(
    `${option.startsWith('<') ? 'Argument' : 'Option'} "${option}" of ${line.name}${colon} ${says}${but}`,
    text === undefined ? undefined : hintFor(shape, text, shapes),
  )
}

/** What was meant by a wrong value. */
const hintFor = (shape: OptionShape, text: string, shapes: Shapes): string | undefined => {
  const near = nearest(text, shape.choices) ?? nearUnit(shape.unit, text)
  // One that is too great or small is right otherwise.
  if (near !== undefined && near !== text) return `did you mean "${near}"?`
  return shape.kind === 'flag' ? `write ${spelled(shape, shapes)} or --no-${shape.flag}` : undefined
}

const durationUnits = ['ns', 'us', 'ms', 's', 'm', 'h'] as const

/** `20` → `20ms`, `20msec` → `20ms`. */
const nearUnit = (unit: OptionUnit | undefined, text: string): string | undefined => {
  const parts = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text.trim())
  if (unit !== 'duration' || !parts) return undefined
  const [, count, name = ''] = parts
  if (name === '') return `${count}ms`
  const near = durationUnits.find(one => one === name.toLowerCase()) ?? byWord(name.toLowerCase())
  return near && `${count}${near}`
}

const byWord = (word: string): string | undefined =>
  ([['milli', 'ms'], ['msec', 'ms'], ['micro', 'us'], ['usec', 'us'], ['nano', 'ns'], ['nsec', 'ns'],
    ['sec', 's'], ['min', 'm'], ['hour', 'h'], ['hr', 'h']] as const) // biome-ignore format: one list
    .find(([start]) => word.startsWith(start))?.[1]

export const options: DeclareOptions = (
  schema: WholeSchema | Readonly<Record<string, unknown>>,
  settings: OptionSettings<string> = {},
): never => {
  const state = registry()
  if (state.sealed) throw new Error('Cannot declare options now: call options at the top of the script')
  if (declared.has(state)) throw new Error('options was called before: declare all options in one call')
  if (typeof schema !== 'object' || schema === null || (isSchema(schema) && !('entries' in schema)))
    throw new TypeError('options takes an object of schemas: options({ slow: duration("10ms") })')
  declared.add(state)
  const entries = (isSchema(schema) ? schema.entries : schema) as Readonly<Record<string, OptionSchema>>
  const shapes = shapesOf(entries, settings.positionals ?? [])
  const line = state.host.commandLine?.() ?? noCommandLine
  const { texts, rest } = readArguments(line, shapes, () => scriptHelp(line, shapes))
  const absent = [...shapes.byPosition, ...shapes.named].filter(
    ({ required, name }) => required && !texts.has(name),
  )
  if (absent.length > 0) throw missing(absent, line, shapes)

  const whole = isSchema(schema) ? schema : v.object(entries as v.ObjectEntries)
  const result = v.safeParse(whole, inputOf(entries, shapes, texts), { abortEarly: true, message: shownText })
  if (!result.success) throw wrong(result.issues[0], line, shapes, texts)
  ;(args as string[]).splice(0, Number.POSITIVE_INFINITY, ...rest)
  Object.freeze(args)

  const output = result.output as object
  // An option that was not given is there as undefined, so that its name is known to have no other meaning.
  const values =
    Object.getPrototypeOf(output) === Object.prototype
      ? { ...Object.fromEntries(Object.keys(entries).map(name => [name, undefined])), ...output }
      : output
  for (const value of Object.values(values)) frozen(value)
  return Object.freeze(values) as never
}

const unitSchema = (
  unit: OptionUnit,
  parse: (text: string) => number | undefined,
  what: string,
  fallback: string | number | undefined,
) => {
  const schema = Object.assign(
    v.pipe(
      v.union([v.number(), v.string()], `must be ${what}`),
      v.transform(value => (typeof value === 'string' ? (parse(value) ?? Number.NaN) : value)),
      v.check(value => value >= 0 && value <= Number.MAX_SAFE_INTEGER, `must be ${what}`),
    ),
    { [unitKey]: unit },
  )
  if (fallback === undefined) return schema
  if (!v.safeParse(schema, fallback).success)
    throw new TypeError(`The default of ${unit} must be ${what}, not ${JSON.stringify(fallback)}`)
  return v.optional(schema, fallback)
}

/** Text with a unit, or a number in the least unit → that number. */
export type UnitSchema = v.GenericSchema<string | number, number>
/** The same for an option that need not be given. */
export type DefaultUnitSchema = v.OptionalSchema<UnitSchema, string | number>

interface MakeUnitSchema {
  (): UnitSchema
  (fallback: string | number): DefaultUnitSchema
}

/**
 * The schema of a duration, in nanoseconds: `10ms`, `1.5s`, `200us`, `2m`. On the command line it needs its unit, but for 0;
 * in a script, a number is nanoseconds.
 *
 * @example options({ slow: duration('10ms'), wait: optional(duration()) })
 */
export const duration = ((fallback?: string | number) =>
  unitSchema(
    'duration',
    text => (/^0+$/.test(text.trim()) ? 0 : parseDuration(text)),
    'a duration such as 10ms',
    fallback,
  )) as MakeUnitSchema

/**
 * The schema of a size, in bytes: `4096`, `64K`, `16M`, `2GiB` (powers of 1024), `16MB` (powers of 1000).
 *
 * @example options({ least: size('64K') })
 */
export const size = ((fallback?: string | number) =>
  unitSchema('size', parseSize, 'a size such as 16M', fallback)) as MakeUnitSchema
