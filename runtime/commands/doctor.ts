/** `systrace doctor`: what tracing needs, what of it is here, and what mends the rest, on one screen. */

import { styleText } from 'node:util'
import { flag } from '../command-line/option-row.ts'
import { EXIT, UsageError } from '../errors.ts'
import { machineNeeds, type Need, type NeedState } from '../machine/needs.ts'
import { colorWanted } from '../sinks/open.ts'
import { isTerminal } from '../sinks/output.ts'
import { version } from '../version.ts'
import { command } from './command.ts'

const marks = { ok: '✓', less: '!', missing: '✗', untried: '?' } as const satisfies Record<NeedState, string>
const colors = { ok: 'green', less: 'yellow', missing: 'red', untried: 'dim' } as const

type Style = 'bold' | 'dim' | 'cyan' | (typeof colors)[NeedState]

/** Whether systrace traces here, as it was started. */
const traces = (needs: readonly Need[]): boolean =>
  needs.every(({ state }) => state === 'ok' || state === 'less')

const verdict = (needs: readonly Need[]): string => {
  const named = (state: NeedState): string =>
    needs
      .filter(need => need.state === state)
      .map(({ name }) => name)
      .join(', ')
  if (!traces(needs))
    return `systrace cannot trace as it was started: see ${named('missing') || named('untried')}.`
  const less = named('less')
  return less === '' ? 'systrace can trace here.' : `systrace can trace here; with less: ${less}.`
}

const screen = (needs: readonly Need[], style: (style: Style, text: string) => string): string => {
  const width = Math.max(...needs.map(({ name }) => name.length)) + 2
  const lines = needs.flatMap(({ name, state, found, mend }) => [
    `  ${style(colors[state], marks[state])} ${name.padEnd(width)}${found}`,
    ...(mend === undefined ? [] : [`    ${' '.repeat(width)}${style('cyan', `→ ${mend}`)}`]),
  ])
  return [style('bold', `systrace ${version}`), '', ...lines, '', style('bold', verdict(needs)), ''].join(
    '\n',
  )
}

export const doctor = command({
  usage: ['systrace doctor [--json]'],
  groups: ['Output'],
  options: {
    json: { flags: '--json', group: 'Output', help: 'as JSON', schema: flag },
  },
  examples: [
    ['what is here, and what mends the rest', 'systrace doctor'],
    [
      'what is missing, in a script',
      'systrace doctor --json | jq -r \'.needs[] | select(.state == "missing").mend\'',
    ],
  ],
  // What root has is to be seen.
  rights: 'root',
  run: ({ given, words, out }) => {
    if (words.length > 0)
      throw new UsageError(`Unexpected argument "${words[0]}"`, 'systrace doctor looks at this machine')
    const needs = machineNeeds()
    const ok = traces(needs)
    if (given.json) out(`${JSON.stringify({ ok, version, needs })}\n`)
    else {
      const colored = colorWanted(true, isTerminal(1))
      out(
        screen(needs, (style, text) => (colored ? styleText(style, text, { validateStream: false }) : text)),
      )
    }
    return ok ? EXIT.ok : EXIT.world
  },
})
