/** Whatever a command throws → one clear message, and the exit code that says whose fault it is. */

import { LibraryMissing, LibraryTooOld, SysError } from '../ffi/syserror.ts'
import { codeFrame, type Diagnostic, type Role, render, ScriptRefused } from './diagnostic.ts'
import { EXIT, SystraceError, UsageError } from './errors.ts'
import { explainFailure } from './machine/world.ts'

export interface Report {
  readonly text: string
  readonly exitCode: number
}

export interface ReportOptions {
  /** Who says it: the name of a tool; `systrace` if not given. */
  readonly program?: string
  readonly version: string
  /** Source texts by name, for code frames. */
  readonly sources: ReadonlyMap<string, string>
  /** Shows all that is known, such as the verifier's whole log. */
  readonly verbose: boolean
  readonly paint: (role: Role, text: string) => string
}

/** So many errors of a script are shown; the others come to light when these are mended. */
const mostDiagnostics = 10

/** Explains an error. */
export const reportOf = (error: unknown, options: ReportOptions): Report => {
  const { paint, program = 'systrace' } = options
  const message = (text: string, hint: string | undefined, exitCode: number, more = ''): Report => ({
    text: `${paint('error', `${program}:`)} ${text}${more}${hint ? `\n  ${paint('hint', 'hint:')} ${hint.replace('sudo systrace', `sudo ${program}`)}` : ''}`,
    exitCode,
  })
  if (error instanceof UsageError) return message(error.message, error.hint, EXIT.usage)
  if (error instanceof ScriptRefused)
    return refusal(error.diagnostics, { ...options, sources: error.sources ?? options.sources })
  if (error instanceof SystraceError)
    return message(error.message, error.hint, EXIT.world, causeOf(error, options))
  if (error instanceof SysError || error instanceof LibraryMissing || error instanceof LibraryTooOld) {
    const failure = explainFailure(error)
    if (!failure.bug) return message(failure.message, failure.hint, EXIT.world, detailOf(error, options))
    const frame = failure.place ? `\n${codeFrame(failure.place, paint).join('\n')}` : ''
    const log = failure.log && options.verbose ? `\n${indent(failure.log.trimEnd())}` : ''
    return message(
      `A bug in systrace: ${failure.message}`,
      failure.hint,
      EXIT.bug,
      `${frame}${log}${machine(options)}`,
    )
  }
  if (error instanceof RangeError && /call stack/.test(error.message))
    return message('An expression of the script has too many parts', 'compute it in steps', EXIT.script)
  const stack = error instanceof Error ? (error.stack ?? String(error)) : String(error)
  return message(
    'A bug in systrace',
    'please report it with this text and the script',
    EXIT.bug,
    `\n${indent(stack)}${machine(options)}`,
  )
}

const indent = (text: string): string => text.replaceAll(/^/gm, '  ')

/** What a report of a bug has to tell. */
const machine = ({ version }: ReportOptions): string =>
  `\n  systrace ${version}, Linux ${process.getBuiltinModule('node:os').release()}, ${process.arch}`

const causeOf = ({ cause }: SystraceError, { verbose }: ReportOptions): string =>
  verbose && cause instanceof Error ? `\n  ${cause.message}` : ''

const detailOf = ({ message }: Error, { verbose }: ReportOptions): string => (verbose ? `\n  ${message}` : '')

const refusal = (diagnostics: readonly Diagnostic[], { sources, paint }: ReportOptions): Report => {
  const lines = diagnostics.slice(0, mostDiagnostics).map(diagnostic => render(diagnostic, sources, paint))
  const more = diagnostics.length - mostDiagnostics
  if (more > 0) lines.push(`and ${more} more`)
  return {
    text: lines.join('\n'),
    exitCode: diagnostics.some(({ code }) => code === 'unknown-probe') ? EXIT.usage : EXIT.script,
  }
}
