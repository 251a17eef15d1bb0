/**
 * JSON that never throws. Beyond JSON.stringify: a bigint is a number while that is exact and a string beyond 2^53, a
 * Map or Set becomes an array (a Map with only string keys an object), an Error its name and message, a cycle
 * "[circular]". C1 and other controls that JSON.stringify leaves alone are escaped, since JSON is read on terminals too.
 */

const maxDepth = 64
/** What cannot stand in a JSON string, or not on a terminal; lone surrogates are not UTF-8. */
const special = /["\\\p{Cc}\p{Cs}\p{Bidi_Control}\p{Zl}\p{Zp}]/u
const leftByStringify = /[\x7f-\x9f\p{Bidi_Control}\p{Zl}\p{Zp}]/gu

/** Whether a short text is printable ASCII that needs no escape: cheaper to see in a loop than by entering a pattern. */
const isShortAndPlain = (text: string): boolean => {
  if (text.length > 48) return false
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit < 0x20 || unit > 0x7e || unit === 0x22 || unit === 0x5c) return false
  }
  return true
}

const string = (text: string): string =>
  isShortAndPlain(text) || !special.test(text)
    ? `"${text}"`
    : JSON.stringify(text).replace(
        leftByStringify,
        c => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
      )

const bigint = (value: bigint): string =>
  value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? String(value) : `"${value}"`

const list = (values: ArrayLike<unknown>, parents: object[]): string => {
  let text = '['
  for (let at = 0; at < values.length; at++) {
    if (at > 0) text += ','
    text += encode(values[at], parents) ?? 'null'
  }
  return `${text}]`
}

const members = (value: Readonly<Record<string, unknown>>, parents: object[]): string => {
  let text = '{'
  for (const name of Object.keys(value)) {
    const member = encode(value[name], parents)
    if (member === undefined) continue
    if (text !== '{') text += ','
    text += `${string(name)}:${member}`
  }
  return `${text}}`
}

const content = (value: object, parents: object[]): string | undefined => {
  if ('toJSON' in value && typeof value.toJSON === 'function') return encode(value.toJSON(), parents)
  if (Array.isArray(value)) return list(value, parents)
  if (Object.getPrototypeOf(value) === Object.prototype)
    return members(value as Readonly<Record<string, unknown>>, parents)
  if (value instanceof Set) return list([...value], parents)
  if (value instanceof Map) {
    const byName = [...value.keys()].every(key => typeof key === 'string')
    return byName ? members(Object.fromEntries(value), parents) : list([...value], parents)
  }
  if (value instanceof Error) return members({ name: value.name, message: value.message }, parents)
  if (ArrayBuffer.isView(value)) return list(Array.from(value as Uint8Array), parents)
  if (value instanceof Number || value instanceof String || value instanceof Boolean)
    return encode(value.valueOf(), parents)
  return members(value as Readonly<Record<string, unknown>>, parents)
}

/** `parents` is a stack of the objects that the value is inside of. */
const object = (value: object, parents: object[]): string | undefined => {
  if (parents.includes(value)) return '"[circular]"'
  if (parents.length >= maxDepth) return '"[too deep]"'
  parents.push(value)
  const text = content(value, parents)
  parents.pop()
  return text
}

/** Undefined for what JSON leaves out: undefined, functions, symbols. */
const encode = (value: unknown, parents: object[]): string | undefined => {
  switch (typeof value) {
    case 'string':
      return string(value)
    case 'number':
      return Number.isFinite(value) ? String(value) : 'null'
    case 'bigint':
      return bigint(value)
    case 'boolean':
      return value ? 'true' : 'false'
    case 'object':
      return value === null ? 'null' : object(value, parents)
    default:
      return undefined
  }
}

/**
 * One line of JSON for any value.
 *
 * @example jsonText({ comm: 'bash', ns: 2n ** 60n, error: undefined }) // {"comm":"bash","ns":"1152921504606846976"}
 */
export const jsonText = (value: unknown): string => {
  try {
    return encode(value, []) ?? 'null'
  } catch (error) {
    // A getter, a toJSON or a Proxy of the script's own.
    return string(`[unprintable: ${error instanceof Error ? error.message : 'thrown by the value'}]`)
  }
}
