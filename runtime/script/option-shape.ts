/**
 * The schema of an option → how the option is given on a command line: as a flag, a value or a list, and what each text of it
 * is for the schema. Schemas that no text can be given for are refused.
 */

import * as v from 'valibot'
import { durationText } from '../duration.ts'
import { sizeText } from '../size.ts'

/** Any schema that is not asynchronous. */
export type OptionSchema = v.GenericSchema

/** The schemas of `duration` and `size` say by this what they are; valibot's functions carry it along. */
export const unitKey: unique symbol = Symbol('unit')
export type OptionUnit = 'duration' | 'size'

/** How an option is given. */
export interface OptionShape {
  /** Its name in the script. */
  readonly name: string
  /** Its name on the command line, without dashes. */
  readonly flag: string
  /** A letter for it, without the dash. */
  readonly short: string | undefined
  readonly kind: 'flag' | 'value' | 'list'
  /** What stands for its value in help: `<duration>`; empty for a flag. */
  readonly takes: string
  /** The values that it may have, if they are few. */
  readonly choices: readonly string[]
  readonly unit: OptionUnit | undefined
  readonly required: boolean
  readonly defaultValue: unknown
  readonly description: string | undefined
  /** What one text is for the schema; the text itself where it cannot be read. */
  readonly read: (text: string) => unknown
  /** What the schema takes for all texts that were given. */
  readonly gather: (values: readonly unknown[]) => unknown
}

/** What schemas have, as far as it is looked at here: valibot's types tell them apart by their functions. */
interface Parts {
  readonly kind: string
  readonly type: string
  readonly async: boolean
  readonly [unitKey]?: OptionUnit
  readonly wrapped?: OptionSchema
  readonly default?: unknown
  readonly fallback?: unknown
  readonly item?: OptionSchema
  readonly value?: OptionSchema
  readonly options?: readonly unknown[]
  readonly literal?: unknown
  readonly pipe?: readonly { readonly type: string }[]
}

const partsOf = (schema: OptionSchema): Parts => schema as unknown as Parts

/** Whether a value is a schema of valibot 1 or later. */
export const isSchema = (value: unknown): value is OptionSchema =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'schema' && '~run' in value

const wrappers: ReadonlySet<string> = new Set([
  'optional',
  'exact_optional',
  'undefinedable',
  'nullable',
  'nullish',
  'non_optional',
  'non_nullable',
  'non_nullish',
])

/** The schema and those that it wraps, from the outside in. */
const layersOf = (schema: OptionSchema): OptionSchema[] => {
  const layers = [schema]
  for (let at = schema; wrappers.has(partsOf(at).type) && partsOf(at).wrapped; ) {
    at = partsOf(at).wrapped!
    layers.push(at)
  }
  return layers
}

const accepts = (schema: OptionSchema, value: unknown): boolean => {
  try {
    return v.safeParse(schema, value).success
  } catch {
    return false
  }
}

/** Exactly the number that the text says, but for fractions, whose nearest one it is. */
const readNumber = (text: string): number | undefined => {
  if (!/^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$|^0(?:x[\da-f]+|o[0-7]+|b[01]+)$/i.test(text))
    return undefined
  const value = Number(text)
  const lost = /^[-+]?\d+$/.test(text) && !Number.isSafeInteger(value)
  return lost || !Number.isFinite(value) ? undefined : value
}

const readBigint = (text: string): bigint | undefined =>
  /^-?\d+$|^0(?:x[\da-f]+|o[0-7]+|b[01]+)$/i.test(text) ? BigInt(text) : undefined

const readBoolean = (text: string): boolean | undefined =>
  text === 'true' || text === 'false' ? text === 'true' : undefined

type Read = (text: string) => unknown

/** The one of some values that the text spells. */
const oneOf =
  (values: readonly unknown[]): Read =>
  text =>
    values.find(value => String(value) === text) ?? text

/** How to read a text for a schema; undefined if there is no way. */
const readerOf = (schema: OptionSchema): Read | undefined => {
  const inner = layersOf(schema).at(-1)!
  const parts = partsOf(inner)
  if (parts[unitKey]) return text => text
  switch (parts.type) {
    case 'string':
    case 'any':
    case 'unknown':
    case 'custom':
      return text => text
    case 'number':
      return text => readNumber(text) ?? text
    case 'bigint':
      return text => readBigint(text) ?? text
    case 'boolean':
      return text => readBoolean(text) ?? text
    case 'literal':
      return oneOf([parts.literal])
    case 'picklist':
    case 'enum':
      return oneOf(parts.options ?? [])
    case 'union': {
      const readers = (parts.options as readonly OptionSchema[]).map(
        option => [option, readerOf(option)] as const,
      )
      if (readers.some(([, read]) => !read)) return undefined
      return text => {
        for (const [option, read] of readers) if (accepts(option, read!(text))) return read!(text)
        return text
      }
    }
    default:
      return undefined
  }
}

/** What all values that a schema takes are called, where they are few. */
const choicesOf = (schema: OptionSchema): readonly string[] => {
  const parts = partsOf(layersOf(schema).at(-1)!)
  if (parts.type === 'literal') return [String(parts.literal)]
  if (parts.type === 'picklist' || parts.type === 'enum') return (parts.options ?? []).map(String)
  if (parts.type !== 'union') return []
  const inner = (parts.options as readonly OptionSchema[]).map(choicesOf)
  return inner.every(choices => choices.length > 0) ? inner.flat() : []
}

const kindNames: Readonly<Record<string, string>> = {
  string: 'text',
  bigint: 'integer',
  boolean: 'true|false',
}

/** What a value is called in help. */
const takesOf = (schema: OptionSchema): string => {
  const parts = partsOf(layersOf(schema).at(-1)!)
  if (parts[unitKey]) return parts[unitKey]
  const choices = choicesOf(schema)
  if (choices.length > 0) return choices.join('|')
  if (parts.type === 'union')
    return [...new Set((parts.options as readonly OptionSchema[]).map(takesOf))].join('|')
  if (
    parts.type === 'number' &&
    parts.pipe?.some(({ type }) => type === 'integer' || type === 'safe_integer')
  )
    return 'integer'
  return kindNames[parts.type] ?? (parts.type === 'number' ? 'number' : 'value')
}

/** `maxRows` → `max-rows`, `max_rows` → `max-rows`. */
export const flagOf = (name: string): string =>
  name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1-$2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1-$2')
    .replaceAll('_', '-')
    .toLowerCase()

const metadataOf = (layers: readonly OptionSchema[]): Readonly<Record<string, unknown>> =>
  Object.assign({}, ...layers.toReversed().map(layer => v.getMetadata(layer)))

/** The value that an option has when it is not given; undefined if none, or if it is made anew at each run. */
const defaultOf = (layers: readonly OptionSchema[]): unknown => {
  for (const layer of layers) {
    const { fallback, default: value } = partsOf(layer)
    const found = value ?? fallback
    if (found !== undefined && found !== null && typeof found !== 'function') return found
  }
  return undefined
}

const bad = (name: string, why: string): TypeError => new TypeError(`Option ${JSON.stringify(name)} ${why}`)

/**
 * How an option is given.
 *
 * @param byPosition it is given by its place among the arguments and not by its name
 * @throws TypeError when its schema is none, or takes what no text can give
 */
export const shapeOf = (name: string, schema: unknown, byPosition: boolean): OptionShape => {
  if (!isSchema(schema))
    throw bad(name, 'needs a schema of valibot 1, duration() or size(): { pid: number() }')
  const layers = layersOf(schema)
  const inner = partsOf(layers.at(-1)!)
  if (layers.some(layer => partsOf(layer).async)) throw bad(name, 'has an asynchronous schema')
  const items = inner.type === 'array' ? inner.item : inner.type === 'set' ? inner.value : undefined
  const kind = items ? 'list' : inner.type === 'boolean' && !byPosition ? 'flag' : 'value'
  const read = readerOf(items ?? schema)
  if (!read)
    throw bad(
      name,
      `cannot be given as text, as its schema is of type "${partsOf(layersOf(items ?? schema).at(-1)!).type}": take string() and a transform`,
    )
  const { short, placeholder, description } = metadataOf(layers)
  if (short !== undefined && !(typeof short === 'string' && /^[A-Za-z\d]$/.test(short)))
    throw bad(name, 'has metadata whose "short" is not one letter')
  const flag = flagOf(name)
  if (!/^[a-z\d][a-z\d-]*$/.test(flag)) throw bad(name, 'has a name that no option can have')
  const defaultValue = defaultOf(layers)
  const takes = typeof placeholder === 'string' ? placeholder : takesOf(items ?? schema)
  return {
    name,
    flag,
    short: short as string | undefined,
    kind,
    takes: kind === 'flag' ? '' : takes,
    choices: choicesOf(items ?? schema),
    unit: partsOf(layersOf(items ?? schema).at(-1)!)[unitKey],
    required: kind === 'value' && defaultValue === undefined && !accepts(schema, undefined),
    defaultValue,
    description:
      layers.map(layer => v.getDescription(layer)).find(text => text !== undefined) ??
      (typeof description === 'string' ? description : undefined),
    read,
    gather: values => (inner.type === 'set' ? new Set(values) : kind === 'list' ? values : values.at(-1)),
  }
}

/** A default as one would write it on the command line; undefined for what goes without saying. */
export const defaultText = ({
  defaultValue,
  unit,
}: Pick<OptionShape, 'defaultValue' | 'unit'>): string | undefined => {
  if (defaultValue === undefined || defaultValue === false) return undefined
  if (typeof defaultValue === 'number' && unit)
    return unit === 'duration' ? durationText(defaultValue) : sizeText(defaultValue)
  if (Array.isArray(defaultValue) || defaultValue instanceof Set) {
    const list = [...defaultValue]
    return list.length > 0 ? list.map(String).join(', ') : undefined
  }
  if (defaultValue === '') return '""'
  return String(defaultValue)
}
