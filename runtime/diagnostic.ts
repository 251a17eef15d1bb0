/** What is wrong with a script, as data: where, what, and the nearest right thing. Rendered once, by the command line. */

import { textWidth } from './tables/text-width.ts'

/** A half-open range of UTF-16 offsets in a named source text. */
export interface Span {
  readonly file: string
  readonly start: number
  readonly end: number
}

export interface Diagnostic {
  readonly severity: 'error' | 'warning'
  /** Stable, such as `unknown-probe`; listed in docs/errors.md. */
  readonly code: string
  /** One sentence, no final period: what is wrong. */
  readonly message: string
  readonly span?: Span
  /** What to do, such as `did you mean "openat"?`. */
  readonly hint?: string
}

/** The script cannot run: its diagnostics say why. */
export class ScriptRefused extends Error {
  override readonly name = 'ScriptRefused'
  readonly diagnostics: readonly Diagnostic[]
  /** Source texts by name, of files that no loader has. */
  readonly sources: ReadonlyMap<string, string> | undefined
  constructor(diagnostics: readonly Diagnostic[], sources?: ReadonlyMap<string, string>) {
    super(diagnostics[0]?.message ?? 'The script cannot run')
    this.diagnostics = diagnostics
    this.sources = sources
  }
}

/** Line and column (from 1) of an offset. */
export const position = (text: string, offset: number): { line: number; column: number } => {
  let line = 1
  let start = 0
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', start)) {
    line++
    start = at + 1
  }
  return { line, column: offset - start + 1 }
}

/** The text of a line (from 1). */
export const lineText = (text: string, line: number): string => text.split('\n', line)[line - 1] ?? ''

/** A piece of a message, for who paints it. */
export type Role = 'error' | 'warning' | 'place' | 'mark' | 'hint'

/** More of a line than this is cut away around its mark. */
const widestFrame = 100

/** The part of a long line that is shown around its mark. */
const windowOf = (
  source: string,
  column: number,
): { from: number; shown: string; before: string; after: string } => {
  if (source.length <= widestFrame) return { from: 0, shown: source, before: '', after: '' }
  const from = Math.max(0, Math.min(column - 1 - widestFrame / 2, source.length - widestFrame))
  const to = from + widestFrame
  return {
    from,
    shown: source.slice(from, to),
    before: from > 0 ? '…' : '',
    after: to < source.length ? '…' : '',
  }
}

// A control character would move the mark, or worse.
const printable = (text: string): string => text.replaceAll(/[\p{Cc}\u2028\u2029]/gu, ' ')

/** Text that may come from what was traced: a terminal must not take it for commands. */
const harmless = (text: string): string =>
  text.replaceAll(/[^\P{Cc}\n\t]/gu, char => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`)

/** Text from elsewhere as one line in which nothing moves the cursor or turns the direction. */
export const plainLine = (text: string): string =>
  text.replaceAll(
    /[\p{Cc}\p{Cf}\u2028\u2029]/gu,
    char => `\\u${char.codePointAt(0)!.toString(16).padStart(4, '0')}`,
  )

/** A place in a source, with the text of its line. Lines and columns count from 1. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly text: string
  /** UTF-16 units that are marked; 1 if not given. */
  readonly length?: number
}

export type Paint = (role: Role, text: string) => string
const plain: Paint = (_, text) => text

/** Shows a place: where it is, the line, and a mark below it. */
export const codeFrame = (
  { file, line, column, text, length = 1 }: Place,
  paint: Paint = plain,
): string[] => {
  const source = text.trimEnd()
  const { from, shown, before, after } = windowOf(source, column)
  const at = column - 1 - from
  const indent = textWidth(before + printable(shown.slice(0, at)))
  const width = Math.max(1, textWidth(printable(shown.slice(at, at + length))))
  const gutter = String(line)
  return [
    paint('place', `  --> ${file}:${line}:${column}`),
    `${paint('place', `  ${gutter} |`)} ${before}${printable(shown)}${after}`,
    `${paint('place', `  ${' '.repeat(gutter.length)} |`)} ${' '.repeat(indent)}${paint('mark', '^'.repeat(width))}`,
  ]
}

/**
 * Renders a diagnostic with its place and a code frame.
 *
 * @param paint gives colours to the pieces
 * @example
 * error[unknown-probe]: no syscall is called "opennat"
 *   --> hello.ts:3:4
 *   3 | on('opennat', e => print(e.comm))
 *     |    ^^^^^^^^^
 *   hint: did you mean "openat"?
 */
export const render = (
  { severity, code, message, span, hint }: Diagnostic,
  sources: ReadonlyMap<string, string>,
  paint: Paint = plain,
): string => {
  const lines = [`${paint(severity, `${severity}[${code}]`)}: ${harmless(message)}`]
  const text = span && sources.get(span.file)
  if (span && text !== undefined) {
    const at = position(text, span.start)
    const place = { file: span.file, ...at, text: lineText(text, at.line), length: span.end - span.start }
    lines.push(...codeFrame(place, paint))
  }
  if (hint) lines.push(`  ${paint('hint', 'hint:')} ${harmless(hint)}`)
  return lines.join('\n')
}
