/** What is wrong with a script, as data: where, what, and the nearest right thing. Rendered once, by the command line. */

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

/**
 * Renders a diagnostic with its place and a code frame.
 *
 * @example
 * error[unknown-probe]: no syscall is called "opennat"
 *   --> hello.ts:3:4
 *   3 | on('opennat', e => print(e.comm))
 *     |    ^^^^^^^^^
 *   hint: did you mean "openat"?
 */
export const render = (diagnostic: Diagnostic, sources: ReadonlyMap<string, string>): string => {
  const lines = [`${diagnostic.severity}[${diagnostic.code}]: ${diagnostic.message}`]
  const { span } = diagnostic
  const text = span && sources.get(span.file)
  if (span && text !== undefined) {
    const { line, column } = position(text, span.start)
    const source = lineText(text, line)
    const gutter = String(line)
    const width = Math.max(1, Math.min(span.end - span.start, source.length - column + 1))
    lines.push(
      `  --> ${span.file}:${line}:${column}`,
      `  ${gutter} | ${source.replaceAll('\t', ' ')}`,
      `  ${' '.repeat(gutter.length)} | ${' '.repeat(column - 1)}${'^'.repeat(width)}`,
    )
  }
  if (diagnostic.hint) lines.push(`  hint: ${diagnostic.hint}`)
  return lines.join('\n')
}
