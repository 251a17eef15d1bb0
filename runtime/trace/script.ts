/** What `trace` is asked for → the text of the script that does it. There is no second road: trace is a script. */

import type { Writer } from './writers/writer.ts'

/** What a handler is for: its probes, and its options as source text. */
export interface Selection {
  readonly probes: readonly string[]
  readonly options: Readonly<Record<string, unknown>>
}

/** A value as source text: of what options hold. */
const sourceText = (value: unknown): string => {
  if (typeof value === 'bigint') return `${value}n`
  if (Array.isArray(value)) return `[${value.map(sourceText).join(', ')}]`
  return JSON.stringify(value).replaceAll(/[\u2028\u2029]/g, c => `\\u${c.charCodeAt(0).toString(16)}`)
}

/** `{ pid: [123], failed: true }`; empty if there are none. */
export const optionsText = (options: Selection['options']): string => {
  const given = Object.entries(options).filter(([, value]) => value !== undefined)
  return given.length > 0
    ? `{ ${given.map(([name, value]) => `${name}: ${sourceText(value)}`).join(', ')} }`
    : ''
}

/** `on(["openat"], { pid: [123] }, e => …)` */
export const handlerText = ({ probes, options }: Selection, body: string): string => {
  const named = probes.length === 1 ? sourceText(probes[0]) : sourceText(probes)
  return `on(${[named, optionsText(options), `e => ${body}`].filter(Boolean).join(', ')})`
}

/** Names of functions that scripts of ours import, with the functions. */
export type TraceFunctions = Readonly<Record<string, (...values: never[]) => unknown>>

/** The name of the module that they come from. */
export const traceModule = 'systrace:trace'

/**
 * The handler that writes a line of each call, with the functions that it calls.
 *
 * @param written called after each call that was written
 */
export const streamText = (
  selection: Selection,
  writers: readonly Writer[],
  written?: () => void,
): { text: string; functions: TraceFunctions } => {
  const functions: Record<string, (...values: never[]) => unknown> = {}
  const calls = writers.map(({ name, fields, write }) => {
    let unique = name
    for (let n = 2; unique in functions; n++) unique = name + n
    functions[unique] = write
    return `${unique}(${fields.map(field => `e.${field}`).join(', ')})`
  })
  if (written) {
    functions.written = written
    calls.push('written()')
  }
  const body = calls.length === 1 ? calls[0]! : `{\n  ${calls.join('\n  ')}\n}`
  return { text: handlerText(selection, body), functions }
}

/** A whole script of these parts. `imports`: names of the module `systrace` that they use. */
export const scriptText = (
  imports: readonly string[],
  functions: TraceFunctions,
  parts: readonly string[],
): string =>
  [
    `import { ${[...imports].sort().join(', ')} } from 'systrace'`,
    ...(Object.keys(functions).length > 0
      ? [`import { ${Object.keys(functions).join(', ')} } from '${traceModule}'`]
      : []),
    '',
    ...parts,
    '',
  ].join('\n')

/**
 * A script of one's own that shows the same calls, to start from: with what scripts can import, and nothing of `trace`.
 *
 * @param counts whether it counts, and shows no lines
 */
export const ownScript = (
  { probes, options }: Selection,
  counts: boolean,
  remarks: readonly string[],
): string => {
  const handler = counts
    ? handlerText(
        { probes, options },
        `{
  stats(e.duration, e.name).as('calls')
  quantiles(e.duration, e.name).as('latency')
  if (e.error) count(e.name, e.error).as('errors')
}`,
      )
    : handlerText(
        { probes, options },
        // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the script's template
        '{\n  const time = new Date(e.time).toTimeString().slice(0, 8)\n  print(`[${time}] ${e.comm}(${e.pid}) ${e.call}`)\n}',
      )
  const imports = counts ? ['count', 'on', 'quantiles', 'stats'] : ['on', 'print']
  return [
    ...remarks.map(remark => `// ${remark}`),
    `import { ${imports.join(', ')} } from 'systrace'`,
    '',
    handler,
    '',
  ].join('\n')
}
