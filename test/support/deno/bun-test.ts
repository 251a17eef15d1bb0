/**
 * What the tests use of bun:test, under `deno test`: deno.json has this file stand for it. Matchers compare as Bun's do: `toEqual` passes over
 * properties that are undefined.
 */

import { type LoadFnOutput, registerHooks } from 'node:module'
import { inspect } from 'node:util'

type Body = () => unknown
interface Block {
  readonly names: readonly string[]
  readonly before: Body[]
  readonly after: Body[]
  readonly beforeEach: Body[]
  readonly afterEach: Body[]
  readonly outer: Block | undefined
  /** Tests of it, and of the blocks in it, that are to come. */
  left: number
  begun: boolean
}

const blockIn = (outer: Block | undefined, name?: string): Block => ({
  names: [...(outer?.names ?? []), ...(name === undefined ? [] : [name])],
  ...{ before: [], after: [], beforeEach: [], afterEach: [] },
  outer,
  left: 0,
  begun: false,
})

let block = blockIn(undefined)

/** A block and those around it, the outermost first. */
const around = (inner: Block): Block[] => [...(inner.outer ? around(inner.outer) : []), inner]

const within = async (inner: Block, body: Body): Promise<void> => {
  const blocks = around(inner)
  for (const each of blocks) {
    if (each.begun) continue
    each.begun = true
    for (const hook of each.before) await hook()
  }
  try {
    for (const each of blocks) for (const hook of each.beforeEach) await hook()
    await body()
  } finally {
    for (const each of blocks.toReversed()) for (const hook of each.afterEach) await hook()
    for (const each of blocks.toReversed()) if (--each.left === 0) for (const hook of each.after) await hook()
  }
}

const register = (name: string, body: Body, ignore: boolean): void => {
  const inner = block
  if (!ignore) for (const each of around(inner)) each.left++
  Deno.test({
    name: [...inner.names, name].join(' > '),
    ignore,
    // A test may leave a handle to the collector, which these count.
    ...{ sanitizeOps: false, sanitizeResources: false, sanitizeExit: false },
    fn: () => within(inner, body),
  })
}

const named = (name: string, values: readonly unknown[]): string => {
  let next = 0
  return name.replace(/%[sdijop]/g, () => String(values[next++]))
}

type Each = (...args: unknown[]) => unknown

/** Like `test` for each row: an array gives the arguments. */
const eachOf =
  (define: (name: string, body: Body) => void) =>
  (rows: readonly unknown[]) =>
  (name: string, body: Each): void => {
    for (const row of rows) {
      const values = Array.isArray(row) ? row : [row]
      define(named(name, values), () => body(...values))
    }
  }

const one = (name: string, body: Body): void => register(name, body, false)
const skip = (name: string, body: Body): void => register(name, body, true)

export const test = Object.assign(one, {
  skip,
  skipIf: (condition: boolean) => (condition ? skip : one),
  each: eachOf(one),
})

const inBlock = (name: string, body: Body): void => {
  const outer = block
  block = blockIn(outer, name)
  try {
    body()
  } finally {
    block = outer
  }
}

export const describe = Object.assign(inBlock, { each: eachOf(inBlock) })
export const beforeAll = (body: Body): void => void block.before.push(body)
export const afterAll = (body: Body): void => void block.after.push(body)
export const beforeEach = (body: Body): void => void block.beforeEach.push(body)
export const afterEach = (body: Body): void => void block.afterEach.push(body)
/** Deno's tests have no limit of time. */
export const setDefaultTimeout = (): void => {}

/** What is to stand for modules that are loaded later, by the end of their URL. */
export const mocked = new Map<string, Readonly<Record<string, unknown>>>()

const mockScheme = 'mock:module/'

const mockOf = (url: string): string | undefined =>
  url.startsWith('file:') ? [...mocked.keys()].find(name => url.endsWith(`/${name}`)) : undefined

const textOfMock = (name: string): string => {
  const exports = Object.keys(mocked.get(name)!).map(key => `export const ${key} = all.${key}`)
  return [
    `import { mocked } from ${JSON.stringify(import.meta.url)}`,
    `const all = mocked.get(${JSON.stringify(name)})`,
    ...exports,
  ].join('\n')
}

export const mock = {
  /** Call it before the modules that import this one are loaded. */
  module: (specifier: string, exports: () => Readonly<Record<string, unknown>>): void => {
    if (mocked.size === 0)
      registerHooks({
        resolve(asked, context, next) {
          const found = next(asked, context)
          const name = mockOf(found.url)
          return name === undefined ? found : { url: `${mockScheme}${name}`, shortCircuit: true }
        },
        load(url) {
          // Deno loads itself what has no source, which only this format may have.
          if (!url.startsWith(mockScheme))
            return { source: null, format: 'builtin', shortCircuit: true } as unknown as LoadFnOutput
          return { source: textOfMock(url.slice(mockScheme.length)), format: 'module', shortCircuit: true }
        },
      })
    mocked.set(specifier.replace(/^(\.\.\/)+/, ''), exports())
  },
}

/** Stands in an expected value for all that fit. */
class Fitting {
  readonly fits: (value: unknown) => boolean
  constructor(fits: (value: unknown) => boolean) {
    this.fits = fits
  }
}

type Class = abstract new (...args: never[]) => unknown

const primitives = new Map<unknown, string>([
  [String, 'string'],
  [Number, 'number'],
  [Boolean, 'boolean'],
  [BigInt, 'bigint'],
  [Function, 'function'],
])

const isObject = (value: unknown): value is Readonly<Record<PropertyKey, unknown>> =>
  typeof value === 'object' && value !== null

const keysOf = (value: object): string[] =>
  Object.keys(value).filter(key => (value as Record<string, unknown>)[key] !== undefined)

/** @param partly whether objects may have more than is expected of them */
const equal = (received: unknown, expected: unknown, partly = false): boolean => {
  if (expected instanceof Fitting) return expected.fits(received)
  if (Object.is(received, expected)) return true
  if (!isObject(received) || !isObject(expected)) return false
  if (Array.isArray(expected) !== Array.isArray(received)) return false
  if (expected instanceof Error)
    return (
      received instanceof Error && received.message === expected.message && received.name === expected.name
    )
  if (expected instanceof Date || expected instanceof RegExp) return String(received) === String(expected)
  if (expected instanceof Map || expected instanceof Set)
    return (
      Object.getPrototypeOf(received) === Object.getPrototypeOf(expected) &&
      equal([...(received as unknown as Iterable<unknown>)], [...expected])
    )
  if (ArrayBuffer.isView(expected) && Object.getPrototypeOf(received) !== Object.getPrototypeOf(expected))
    return false
  if (Array.isArray(expected) && (received as unknown as unknown[]).length !== expected.length) return false
  const keys = keysOf(expected)
  if (!partly && keysOf(received).length !== keys.length) return false
  const there = partly ? Object.keys(expected) : keys
  return there.every(key => equal(received[key], (expected as Record<string, unknown>)[key], partly))
}

const thrownBy = (body: unknown): { readonly error?: unknown; readonly threw: boolean } => {
  try {
    ;(body as Body)()
    return { threw: false }
  } catch (error) {
    return { error, threw: true }
  }
}

const fitsError = (error: unknown, expected: unknown): boolean => {
  const message = error instanceof Error ? error.message : String(error)
  if (expected === undefined) return true
  if (typeof expected === 'string') return message.includes(expected)
  if (expected instanceof RegExp) return expected.test(message)
  if (typeof expected === 'function') return error instanceof (expected as unknown as Class)
  if (expected instanceof Error) return message === expected.message
  return equal(error, expected, true)
}

const contains = (received: unknown, item: unknown): boolean =>
  typeof received === 'string'
    ? received.includes(String(item))
    : [...(received as Iterable<unknown>)].includes(item)

const propertyOf = (
  received: unknown,
  path: string,
): { readonly value?: unknown; readonly found: boolean } => {
  let value = received
  for (const key of path.split('.')) {
    if (value === null || value === undefined || !(key in Object(value))) return { found: false }
    value = (value as Record<string, unknown>)[key]
  }
  return { value, found: true }
}

type Matcher = (received: unknown, ...args: readonly never[]) => boolean

const matchers = {
  toBe: (received, expected) => Object.is(received, expected),
  toEqual: (received, expected) => equal(received, expected),
  toMatchObject: (received, expected) => equal(received, expected, true),
  toContain: contains,
  toContainEqual: (received, item) => [...(received as Iterable<unknown>)].some(one => equal(one, item)),
  toThrow: (received, expected) => {
    const { error, threw } = thrownBy(received)
    return threw && fitsError(error, expected)
  },
  toBeGreaterThan: (received, than: number) => (received as number) > than,
  toBeGreaterThanOrEqual: (received, than: number) => (received as number) >= than,
  toBeLessThan: (received, than: number) => (received as number) < than,
  toBeLessThanOrEqual: (received, than: number) => (received as number) <= than,
  toHaveLength: (received, length: number) => (received as { length: number }).length === length,
  toMatch: (received, expected: string | RegExp) =>
    typeof expected === 'string' ? String(received).includes(expected) : expected.test(String(received)),
  toStartWith: (received, text: string) => String(received).startsWith(text),
  toEndWith: (received, text: string) => String(received).endsWith(text),
  toBeUndefined: received => received === undefined,
  toBeDefined: received => received !== undefined,
  toBeNull: received => received === null,
  toBeTrue: received => received === true,
  toBeFalse: received => received === false,
  toBeFalsy: received => !received,
  toBeTruthy: received => Boolean(received),
  toBeInstanceOf: (received, of: Class) => received instanceof of,
  toHaveProperty: (received, path: string, ...values: never[]) => {
    const { value, found } = propertyOf(received, path)
    return found && (values.length === 0 || equal(value, values[0]))
  },
} as const satisfies Record<string, Matcher>

type Matchers = { readonly [Name in keyof typeof matchers]: (...args: unknown[]) => void }
type LaterMatchers = { readonly [Name in keyof typeof matchers]: (...args: unknown[]) => Promise<void> }

const check = (
  name: string,
  received: unknown,
  args: readonly unknown[],
  wanted: boolean,
  said?: string,
): void => {
  const matcher = matchers[name as keyof typeof matchers] as (...args: unknown[]) => boolean
  if (matcher(received, ...args) === wanted) return
  const show = (value: unknown): string =>
    inspect(value, { depth: 12, maxStringLength: 20_000, maxArrayLength: 500 })
  const what = `${said ?? ''}expect(received)${wanted ? '' : '.not'}.${name}`
  throw new Error(`${what}\nexpected: ${args.map(show).join(', ')}\nreceived: ${show(received)}`)
}

const matchersFor = (received: unknown, wanted: boolean, said?: string): Matchers =>
  Object.fromEntries(
    Object.keys(matchers).map(name => [
      name,
      (...args: unknown[]) => check(name, received, args, wanted, said),
    ]),
  ) as unknown as Matchers

/** For what a promise comes to: a rejection is something that is thrown. */
const laterMatchers = (received: () => Promise<unknown>): LaterMatchers =>
  Object.fromEntries(
    Object.keys(matchers).map(name => [
      name,
      async (...args: unknown[]) => check(name, await received(), args, true),
    ]),
  ) as unknown as LaterMatchers

const rejection = async (promise: unknown): Promise<unknown> => {
  try {
    await promise
  } catch (error) {
    return error
  }
  throw new Error('expect(promise).rejects: it was fulfilled')
}

export const expect = Object.assign(
  (received: unknown, said?: string) => ({
    ...matchersFor(received, true, said),
    not: matchersFor(received, false, said),
    resolves: laterMatchers(async () => await received),
    rejects: {
      ...laterMatchers(() => rejection(received)),
      toThrow: async (...args: unknown[]) => {
        const error = await rejection(received)
        check(
          'toThrow',
          () => {
            throw error
          },
          args,
          true,
        )
      },
    },
  }),
  {
    any: (type: Class) =>
      new Fitting(value => {
        const primitive = primitives.get(type)
        return primitive === undefined ? value instanceof type : typeof value === primitive
      }),
    objectContaining: (part: object) => new Fitting(value => equal(value, part, true)),
    arrayContaining: (part: readonly unknown[]) =>
      new Fitting(value => Array.isArray(value) && part.every(item => value.some(one => equal(one, item)))),
    stringContaining: (part: string) =>
      new Fitting(value => typeof value === 'string' && value.includes(part)),
    stringMatching: (pattern: string | RegExp) =>
      new Fitting(value => typeof value === 'string' && new RegExp(pattern).test(value)),
    unreachable: (said = 'this was not to be reached'): never => {
      throw new Error(said)
    },
  },
)
