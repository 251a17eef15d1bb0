/**
 * Values as text for people. What a value holds comes from traced programs and may be hostile, so nothing here lets a
 * control character through: a terminal shows `\x1b`, and never obeys it.
 */

import { Stack } from './stack.ts'

/** C0, DEL and C1 controls, those that turn the direction of text around, and Unicode's line and paragraph separators. */
const unsafe = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u
const everyUnsafe = new RegExp(unsafe, 'gu')

const named: Readonly<Record<string, string>> = { '\n': '\\n', '\t': '\\t', '\r': '\\r' }

const escapeOne = (character: string): string => {
  const code = character.charCodeAt(0)
  return (
    named[character] ??
    (code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`)
  )
}

/** The text with every control character written out; printable text comes back as it is. */
export const escapeControls = (text: string): string => {
  // A loop over a short string costs less than entering the regular expression.
  if (text.length <= 24) {
    let at = 0
    while (at < text.length && isPlain(text.charCodeAt(at))) at++
    if (at === text.length) return text
  }
  return unsafe.test(text) ? text.replace(everyUnsafe, escapeOne) : text
}

/** Whether a UTF-16 unit is printable ASCII, and so one byte that needs no escape. */
export const isPlain = (unit: number): boolean => unit >= 0x20 && unit < 0x7f

/** The text in double quotes, with quotes, backslashes and control characters escaped. */
export const quoteText = (text: string): string =>
  text.includes('"') || text.includes('\\')
    ? `"${escapeControls(text.replace(/["\\]/g, '\\$&'))}"`
    : `"${escapeControls(text)}"`

/**
 * Bytes as strace shows them: printable ASCII as it is, everything else escaped.
 *
 * @example escapeBytes(new Uint8Array([71, 69, 84, 0])) // 'GET\\x00'
 */
export const escapeBytes = (bytes: Uint8Array): string => {
  let text = ''
  for (const byte of bytes) {
    const character = String.fromCharCode(byte)
    text += character === '\\' ? '\\\\' : isPlain(byte) ? character : escapeOne(character)
  }
  return text
}

const maxDepth = 8
const bareName = /^[A-Za-z_$][\w$]*$/

const formatList = (values: readonly unknown[], parents: object[]): string => {
  let text = ''
  for (let at = 0; at < values.length; at++) text += (at > 0 ? ', ' : '') + nested(values[at], parents)
  return text
}

const formatMembers = (value: Readonly<Record<string, unknown>>, parents: object[]): string => {
  let text = ''
  for (const name of Object.keys(value)) {
    if (text !== '') text += ', '
    text += `${bareName.test(name) ? name : quoteText(name)}: ${nested(value[name], parents)}`
  }
  return text === '' ? '{}' : `{ ${text} }`
}

const formatContent = (value: object, parents: object[]): string => {
  if (Array.isArray(value)) return `[${formatList(value, parents)}]`
  if (value instanceof Uint8Array) return `"${escapeBytes(value).replaceAll('"', '\\"')}"`
  if (ArrayBuffer.isView(value)) return `[${formatList(Array.from(value as Uint32Array), parents)}]`
  if (value instanceof Error) return escapeControls(String(value))
  if (value instanceof Map) {
    const entries = Array.from(
      value,
      ([key, member]) => `${nested(key, parents)} => ${nested(member, parents)}`,
    )
    return entries.length === 0 ? 'Map {}' : `Map { ${entries.join(', ')} }`
  }
  if (value instanceof Set) return value.size === 0 ? 'Set {}' : `Set { ${formatList([...value], parents)} }`
  if ('toJSON' in value && typeof value.toJSON === 'function') {
    const replacement: unknown = value.toJSON()
    return typeof replacement === 'string' ? escapeControls(replacement) : nested(replacement, parents)
  }
  const hasText = typeof value.toString === 'function' && value.toString !== Object.prototype.toString
  if (hasText) return escapeControls(String(value))
  return formatMembers(value as Readonly<Record<string, unknown>>, parents)
}

/** `parents` is a stack of the objects that the value is inside of. */
const formatObject = (value: object, parents: object[]): string => {
  if (parents.includes(value)) return '[circular]'
  if (parents.length >= maxDepth) return '[…]'
  parents.push(value)
  const text = formatContent(value, parents)
  parents.pop()
  return text
}

const nested = (value: unknown, parents: object[]): string =>
  typeof value === 'string' || value instanceof Stack
    ? quoteText(String(value))
    : typeof value === 'object' && value !== null
      ? formatObject(value, parents)
      : formatValue(value)

/**
 * A value as `print` shows it, on one line. Strings are bare at the top and quoted inside of objects; a newline in a value
 * is shown as `\n`. Never throws.
 *
 * @example
 * formatValue('bash')                           // bash
 * formatValue({ comm: 'bash', id: 7n })         // { comm: "bash", id: 7 }
 * formatValue('\x1b[2J')                        // \x1b[2J
 */
export const formatValue = (value: unknown): string => {
  switch (typeof value) {
    case 'string':
      return escapeControls(value)
    case 'number':
    case 'bigint':
    case 'boolean':
    case 'undefined':
      return String(value)
    case 'symbol':
      return escapeControls(String(value))
    case 'function':
      return escapeControls(`[function ${value.name || 'anonymous'}]`)
    default:
      if (typeof value !== 'object' || value === null) return 'null'
      if (value instanceof Stack)
        return value
          .split('\n')
          .map(frame => `\n    ${frame}`)
          .join('')
      try {
        return formatObject(value, [])
      } catch (error) {
        // A getter, a toJSON or a Proxy of the script's own.
        return `[unprintable: ${error instanceof Error ? escapeControls(error.message) : 'thrown by the value'}]`
      }
  }
}
