/**
 * C's printf for scripts. A format is compiled once, into a function per directive. Values come from traced programs, so
 * the controls in them are escaped; the format is the script's own text, and its `\n` and `\t` stand.
 */

import { escapeBytes, escapeControls, formatValue } from './format.ts'
import { jsonText } from './json-text.ts'
import { padEnd, padStart } from './tables/text-width.ts'

interface Flags {
  readonly left: boolean
  readonly zero: boolean
  readonly sign: '' | '+' | ' '
  readonly alternate: boolean
  readonly grouped: boolean
}

/** Text of a value: sign or prefix apart, because zeros go between it and the rest. */
interface Piece {
  readonly prefix: string
  readonly body: string
  /** Words such as `undefined`, in place of a number, are not padded with zeros. */
  readonly word?: boolean
}

type Convert = (value: unknown, flags: Flags, precision: number | undefined) => Piece

/** A width or precision: given, or taken from the values (`*`). */
type Size = number | '*' | undefined

interface Directive {
  readonly flags: Flags
  readonly width: Size
  readonly precision: Size
  readonly convert: Convert
  readonly isInteger: boolean
}

type Segment = string | Directive

const word = (value: unknown): Piece => ({ prefix: '', body: formatValue(value), word: true })

const group = (digits: string): string => digits.replace(/\B(?=(\d{3})+(?!\d))/g, ',')

/** The whole part of whatever can stand for a number. */
const integer = (value: unknown): number | bigint | undefined => {
  if (typeof value === 'bigint') return value
  if (typeof value === 'boolean') return Number(value)
  return typeof value === 'number' && Number.isFinite(value) ? Math.trunc(value) : undefined
}

const digitsOf = (value: number | bigint, radix: number): string => {
  if (typeof value === 'number' && value <= Number.MAX_SAFE_INTEGER)
    return radix === 10 ? String(value) : value.toString(radix)
  // A double beyond 2^53 has more digits than its toString shows.
  return BigInt(value).toString(radix)
}

const withPrecision = (digits: string, precision: number | undefined): string =>
  precision === undefined ? digits : precision === 0 && digits === '0' ? '' : digits.padStart(precision, '0')

const signed: Convert = (value, flags, precision) => {
  const whole = integer(value)
  if (whole === undefined) return word(value)
  const digits = withPrecision(digitsOf(whole < 0 ? -whole : whole, 10), precision)
  return { prefix: whole < 0 ? '-' : flags.sign, body: flags.grouped ? group(digits) : digits }
}

/** Negative values as the 64 bits that the kernel holds. */
const unsigned =
  (radix: number, alternate: string, upper = false): Convert =>
  (value, flags, precision) => {
    const whole = integer(value)
    if (whole === undefined) return word(value)
    let digits = digitsOf(whole < 0 ? BigInt.asUintN(64, BigInt(whole)) : whole, radix)
    if (upper) digits = digits.toUpperCase()
    if (radix === 8 && flags.alternate && !digits.startsWith('0')) digits = `0${digits}`
    digits = withPrecision(digits, precision)
    // Comparing loosely: 0n is 0 here.
    const prefix = flags.alternate && radix === 16 && whole !== 0 && whole !== 0n ? alternate : ''
    return { prefix, body: flags.grouped && radix === 10 ? group(digits) : digits }
  }

const pointer: Convert = value => {
  const whole = integer(value)
  return whole === undefined
    ? word(value)
    : { prefix: '0x', body: digitsOf(whole < 0 ? BigInt.asUintN(64, BigInt(whole)) : whole, 16) }
}

const exponent = (text: string): string => text.replace(/e([+-])(\d)$/, 'e$10$2')

const general = (value: number, precision: number, alternate: boolean): string => {
  const digits = precision === 0 ? 1 : precision
  const power = value === 0 ? 0 : Number(value.toExponential(digits - 1).split('e')[1])
  const text =
    power < -4 || power >= digits ? value.toExponential(digits - 1) : value.toFixed(digits - 1 - power)
  return exponent(alternate || !text.includes('.') ? text : text.replace(/\.?0+(?=e|$)/, ''))
}

const floating =
  (write: (value: number, precision: number, alternate: boolean) => string): Convert =>
  (value, flags, precision = 6) => {
    const number = typeof value === 'bigint' || typeof value === 'boolean' ? Number(value) : value
    if (typeof number !== 'number') return word(value)
    const negative = number < 0 || Object.is(number, -0)
    const prefix = negative ? '-' : flags.sign
    if (!Number.isFinite(number)) return { prefix, body: Number.isNaN(number) ? 'nan' : 'inf', word: true }
    const text = write(Math.abs(number), Math.min(precision, 100), flags.alternate)
    if (!flags.grouped) return { prefix, body: text }
    const [whole = '', fraction] = text.split('.')
    return { prefix, body: fraction === undefined ? group(whole) : `${group(whole)}.${fraction}` }
  }

/** toFixed turns to exponents at 10^21, where a double is an integer anyway. */
const fixed = (value: number, precision: number): string =>
  value < 1e21 ? value.toFixed(precision) : BigInt(value) + (precision > 0 ? `.${'0'.repeat(precision)}` : '')

const character: Convert = value => {
  if (typeof value !== 'number' && typeof value !== 'bigint')
    return { prefix: '', body: formatValue(Array.from(String(value))[0] ?? '') }
  const code = Number(value)
  return code >= 0 && code <= 0x10ffff
    ? { prefix: '', body: escapeControls(String.fromCodePoint(code)) }
    : word(value)
}

const text: Convert = (value, _flags, precision) => {
  const shown = formatValue(value)
  return {
    prefix: '',
    body: precision === undefined ? shown : Array.from(shown).slice(0, precision).join(''),
  }
}

const bytes: Convert = value => ({
  prefix: '',
  body: escapeBytes(value instanceof Uint8Array ? value : new TextEncoder().encode(String(value))),
})

const json: Convert = value => ({ prefix: '', body: jsonText(value) })

const conversions: ReadonlyMap<string, Convert> = new Map([
  ['d', signed],
  ['i', signed],
  ['u', unsigned(10, '')],
  ['x', unsigned(16, '0x')],
  ['X', unsigned(16, '0X', true)],
  ['o', unsigned(8, '')],
  ['p', pointer],
  ['c', character],
  ['s', text],
  ['r', bytes],
  ['j', json],
  ['f', floating(fixed)],
  ['F', floating(fixed)],
  ['e', floating((value, precision) => exponent(value.toExponential(precision)))],
  ['g', floating(general)],
])

const directive = /%([-+ 0#']*)(\d+|\*)?(?:\.(\d+|\*)?)?(?:hh|h|ll|l|z|j(?=[diouxX])|t|L)?(.)?/gsu

const size = (written: string | undefined): Size =>
  written === undefined ? undefined : written === '*' ? '*' : Number(written)

const compile = (format: string): Segment[] => {
  const segments: Segment[] = []
  let from = 0
  for (const match of format.matchAll(directive)) {
    const [whole, flags = '', width, precision, conversion] = match
    segments.push(format.slice(from, match.index))
    from = match.index + whole.length
    if (whole === '%%') {
      segments.push('%')
      continue
    }
    if (conversion === undefined)
      throw new RangeError(`Cannot use the format ${JSON.stringify(format)}: it ends within "${whole}"`)
    const convert = conversions.get(conversion)
    if (!convert)
      throw new RangeError(
        `Cannot use the format ${JSON.stringify(format)}: unknown "${whole}", known are %${[...conversions.keys()].join(' %')} %%`,
      )
    segments.push({
      flags: {
        left: flags.includes('-'),
        zero: flags.includes('0'),
        sign: flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '',
        alternate: flags.includes('#'),
        grouped: flags.includes("'"),
      },
      width: size(width),
      precision: whole.includes('.') ? (size(precision) ?? 0) : undefined,
      convert,
      isInteger: 'diuxXop'.includes(conversion),
    })
  }
  segments.push(format.slice(from))
  return segments.filter(segment => segment !== '')
}

const pad = ({ prefix, body, word }: Piece, flags: Flags, width: number, zero: boolean): string => {
  if (flags.left) return padEnd(prefix + body, width)
  return zero && !word ? prefix + body.padStart(width - prefix.length, '0') : padStart(prefix + body, width)
}

/** The values of one call, taken one after the other. */
class Arguments {
  readonly #format: string
  readonly #values: readonly unknown[]
  #at = 0

  constructor(format: string, values: readonly unknown[]) {
    this.#format = format
    this.#values = values
  }

  next(): unknown {
    if (this.#at < this.#values.length) return this.#values[this.#at++]
    throw new TypeError(
      `The format ${JSON.stringify(this.#format)} wants more values than the ${this.#values.length} given`,
    )
  }

  size(size: Size): number | undefined {
    return size === '*' ? Math.trunc(Number(this.next())) || 0 : size
  }
}

const written = (directive: Directive, rest: Arguments): string => {
  const width = rest.size(directive.width) ?? 0
  const wanted = rest.size(directive.precision)
  // As in C: a negative width means flush left, a negative precision none.
  const flags = width < 0 ? { ...directive.flags, left: true } : directive.flags
  const precision = wanted === undefined || wanted < 0 ? undefined : wanted
  const piece = directive.convert(rest.next(), flags, precision)
  return pad(piece, flags, Math.abs(width), flags.zero && !(directive.isInteger && precision !== undefined))
}

/** Scripts write their formats out, so more than this many are made up at run time and not worth keeping. */
const maxCompiled = 1000
const compiled = new Map<string, readonly Segment[]>()

/**
 * Text by a printf format: `%d %i %u %x %X %o %c %s %r %p %e %f %g %j %%`, the flags `- + space 0 # '`, width and precision
 * (also `*`). Integers are exact to 64 bits and beyond; `h`, `l`, `z` are accepted and mean nothing. `%r` shows bytes
 * with escapes, `%j` JSON. A value of another type than the directive's prints as `print` would show it.
 *
 * @throws RangeError when the format is malformed, TypeError when it wants more values than there are.
 * @example sprintf('%-16s %6d %#x\n', ['bash', 1234, 255n]) // 'bash               1234 0xff\n'
 */
export const sprintf = (format: string, values: readonly unknown[]): string => {
  let segments = compiled.get(format)
  if (segments === undefined) {
    segments = compile(format)
    if (compiled.size >= maxCompiled) compiled.clear()
    compiled.set(format, segments)
  }
  const rest = new Arguments(format, values)
  let line = ''
  for (const segment of segments) line += typeof segment === 'string' ? segment : written(segment, rest)
  return line
}
