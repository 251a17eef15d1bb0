/** Values as text in which everything that a script could tell apart looks different. */

import { hash } from 'node:crypto'

/** @example show([-0, 1n, '\ud800']) // '[-0,1n,"\\ud800"]' */
export const show = (value: unknown): string => {
  switch (typeof value) {
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value)
    case 'bigint':
      return `${value}n`
    case 'string':
      return value.length > 200
        ? `${JSON.stringify(value.slice(0, 100))}…${value.length}…${hash('md5', value)}`
        : JSON.stringify(value)
    case 'function':
      return 'function'
    case 'object': {
      if (value === null) return 'null'
      if (value instanceof Promise) return 'promise'
      if (value instanceof Set) return `set${show([...value])}`
      if (value instanceof Map) return `map${show([...value])}`
      if (value instanceof RegExp) return String(value)
      if (Array.isArray(value)) return `[${value.map(show).join()}]`
      return `{${Object.entries(value)
        .map(([key, item]) => `${key}:${show(item)}`)
        .join()}}`
    }
    default:
      return String(value)
  }
}
