/** Patterns of names: `*` is any bytes, `?` is one byte, `\` takes their meaning from what follows it. */

import { type BoolExpr, falsity, truth } from './ir.ts'
import { bytesOf } from './operators.ts'

/** Bytes in a row; undefined is any byte. */
export type Piece = readonly (number | undefined)[]

/** A pattern, taken apart at its stars. */
export interface Glob {
  /** None of them is empty. */
  readonly pieces: readonly Piece[]
  /** Whether anything may come before the first piece, and behind the last one. */
  readonly openStart: boolean
  readonly openEnd: boolean
}

/** The most bytes that a process name has. */
const longestName = 15

const star = 0x2a
const question = 0x3f
const backslash = 0x5c

/** Whether a text has a `*` or `?` that stands for other bytes. */
export const isGlob = (text: string): boolean => /[*?]/.test(text.replaceAll(/\\[*?\\]/g, ''))

/** The text that an exact name is written as: `\*` is `*`. */
export const literalOf = (text: string): string => text.replaceAll(/\\([*?\\])/g, '$1')

/** A pattern; undefined for a text that no bytes stand for. */
export const parseGlob = (text: string): Glob | undefined => {
  const bytes = bytesOf(text)
  if (!bytes) return undefined
  const pieces: (number | undefined)[][] = [[]]
  let last: 'star' | 'byte' | undefined
  let openStart = false
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!
    const next = bytes[i + 1]
    if (byte === star) {
      openStart ||= last === undefined
      if (last === 'byte') pieces.push([])
      last = 'star'
      continue
    }
    last = 'byte'
    const escapes = byte === backslash && (next === star || next === question || next === backslash)
    pieces.at(-1)!.push(escapes ? bytes[++i] : byte === question ? undefined : byte)
  }
  return { pieces: pieces.filter(piece => piece.length > 0), openStart, openEnd: last === 'star' }
}

const fitsAt = (piece: Piece, bytes: Uint8Array, at: number): boolean =>
  at + piece.length <= bytes.length && piece.every((byte, i) => byte === undefined || byte === bytes[at + i])

/**
 * Whether a name fits a pattern: the same for a name that is read from /proc as for one that the kernel tests.
 *
 * @example matchesGlob(parseGlob('ngin*')!, new TextEncoder().encode('nginx')) // true
 */
export const matchesGlob = ({ pieces, openStart, openEnd }: Glob, name: Uint8Array): boolean => {
  let at = 0
  for (const [i, piece] of pieces.entries()) {
    const ends = i === pieces.length - 1 && !openEnd
    if (i === 0 && !openStart) {
      if (!fitsAt(piece, name, 0)) return false
      at = piece.length
      if (ends && at !== name.length) return false
      continue
    }
    if (ends) {
      const from = name.length - piece.length
      return from >= at && fitsAt(piece, name, from)
    }
    while (at <= name.length && !fitsAt(piece, name, at)) at++
    if (at > name.length) return false
    at += piece.length
  }
  return pieces.length > 0 || openEnd || name.length === 0
}

/** A test of the process name against a name or a pattern. */
export const nameTest = (text: string): BoolExpr => {
  const glob = parseGlob(text)
  // No process has such a name: its bytes would not be text, or it would have a NUL in it.
  if (!glob || text.includes('\0')) return falsity
  const { pieces, openStart, openEnd } = glob
  if (pieces.reduce((bytes, piece) => bytes + piece.length, 0) > longestName) return falsity
  const [only, ...more] = pieces
  const bytes = (piece: Piece): Uint8Array => Uint8Array.from(piece as number[])
  if (!only) return openEnd ? truth : { kind: 'string', op: 'eq', string: 'comm', bytes: bytes([]) }
  if (more.length > 0 || only.includes(undefined)) return { kind: 'glob', text, ...glob }
  const op = openStart ? (openEnd ? 'includes' : 'endsWith') : openEnd ? 'startsWith' : 'eq'
  return { kind: 'string', op, string: 'comm', bytes: bytes(only) }
}
