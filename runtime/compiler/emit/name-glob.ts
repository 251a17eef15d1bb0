/** The process name against a pattern: its pieces are sought from left to right, each where it first fits. */

import type { Piece } from '../glob.ts'
import type { BoolExpr } from '../ir.ts'
import type { Frame } from './frame.ts'
import { commSize, copyName } from './task.ts'

/** Jumps to `no` unless the piece is there. Uses r3. */
const testPiece = (frame: Frame, piece: Piece, place: number, no: string): void => {
  const { asm } = frame
  for (const [i, byte] of piece.entries()) {
    asm.load('u8', 'r3', 'r10', place + i)
    // What any byte is for is one of the name, not its NUL.
    if (byte === undefined) asm.jumpIf('eq', 'r3', 0, no)
    else asm.jumpIf('ne', 'r3', byte, no)
  }
}

/** Jumps to `yes` or `no`. */
export const emitGlob = (
  frame: Frame,
  { pieces, openStart, openEnd }: BoolExpr & { readonly kind: 'glob' },
  yes: string,
  no: string,
): void => {
  const { asm } = frame
  const place = copyName(frame)
  const prefix = asm.fresh('glob')
  /** Where piece `k` is sought from byte `at` on. */
  const labelOf = (k: number, at: number): string => `${prefix}_${k}_${at}`
  const wanted = new Set([labelOf(0, 0)])
  const goTo = (k: number, at: number): string => {
    if (k === pieces.length) return yes
    const label = labelOf(k, at)
    wanted.add(label)
    return label
  }
  // Jumps lead to later bytes only, so in the order of the bytes all of them lead forward.
  for (let at = 0; at < commSize; at++)
    for (const [k, piece] of pieces.entries()) {
      if (!wanted.has(labelOf(k, at))) continue
      asm.label(labelOf(k, at))
      const ends = k === pieces.length - 1 && !openEnd
      const whole = ends ? [...piece, 0] : piece
      if (at + piece.length >= commSize) {
        asm.jump(no)
        continue
      }
      const isFixed = k === 0 && !openStart
      testPiece(frame, whole, place + at, isFixed ? no : goTo(k, at + 1))
      asm.jump(goTo(k + 1, at + piece.length))
    }
}
