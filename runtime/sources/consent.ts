/** What a script from elsewhere asks for, told to a person, and the person's answer. */

import { readSync, writeSync } from 'node:fs'
import { type Paint, plainLine } from '../diagnostic.ts'
import { isTerminal } from '../sinks/output.ts'
import { textWidth } from '../tables/text-width.ts'
import { type Bundle, integrityOf, sizeOf } from './bundle.ts'
import type { AskKind, Reading } from './reading.ts'

const labels: Readonly<Record<AskKind, string>> = {
  files: 'files',
  network: 'network',
  programs: 'programs',
  processes: 'process',
  environment: 'variables',
  hidden: 'unseen',
  modules: 'modules',
}

const remarks: Partial<Record<AskKind, string>> = {
  programs: ', which starts other programs',
  hidden: ', which can do what the text does not show',
}

/** What people want to know that it is not there. */
const doors = ['files', 'network', 'programs'] as const

const mostNames = 20
const longestName = 100
const longestAddress = 1000

/** No letter that looks like a space, like another letter, or like the next row. */
const inAscii = (text: string, longest: number): string => {
  const plain = text.replaceAll(/[^\x21-\x7e]+/gu, gap =>
    gap === ' ' ? gap : [...gap].map(char => `\\u{${char.codePointAt(0)!.toString(16)}}`).join(''),
  )
  return plain.length > longest ? `${plain.slice(0, longest - 1)}…` : plain
}

const listed = (names: readonly string[]): string => {
  const shown = names
    .slice(0, mostNames)
    .map(name => inAscii(name, longestName))
    .join(', ')
  return names.length > mostNames ? `${shown} and ${names.length - mostNames} more` : shown
}

const probesText = ({ probes, openProbes }: Reading): string => {
  const open = openProbes === 0 ? [] : [`${openProbes} that only a run shows`]
  return [...(probes.length > 0 ? [listed(probes)] : []), ...open].join(', and ') || 'none'
}

const sizeText = (bytes: number): string =>
  bytes < 1024 ? `${bytes} bytes` : `${(bytes / 1024).toFixed(1)} KB`

/** What a script asks for, a line each. */
export const asksText = (reading: Reading, paint: Paint): string[] => {
  const { asks, packages } = reading
  const rows: [label: string, text: string][] = [
    ['probes', probesText(reading)],
    ...[...asks].map(([kind, by]): [string, string] => [labels[kind], `${listed(by)}${remarks[kind] ?? ''}`]),
  ]
  if (packages.length > 0) rows.push(['packages', `${listed(packages)}, as they are in node_modules here`])
  // Where code is that the text does not show, what is not named says nothing.
  const none = asks.has('hidden') || packages.length > 0 ? [] : doors.filter(kind => !asks.has(kind))
  if (none.length > 0) rows.push(['not named', none.map(kind => labels[kind]).join(', ')])
  return rows.map(([label, text]) => `  ${paint('hint', label.padEnd(10))} ${text}`)
}

/** A script with what is known of it before it runs. */
export interface Stranger {
  readonly name: string
  readonly bundle: Bundle
  readonly reading: Reading
}

/** A script says of itself what it likes, in one line that does not go on where the next row would be. */
const saying = (title: string): string => {
  const room = (process.stderr.columns || 100) - 14
  const text = plainLine(title)
  if (textWidth(text) <= room) return text
  let shown = ''
  for (const char of text) {
    if (textWidth(shown + char) >= room) break
    shown += char
  }
  return `${shown}…`
}

/** All that a person is told before the question. */
export const strangerText = ({ name, bundle, reading }: Stranger, paint: Paint): string => {
  const { files } = bundle
  const { title } = reading.about
  const size = sizeText(sizeOf(bundle))
  const row = (label: string, text: string): string => `  ${paint('hint', label.padEnd(10))} ${text}`
  return [
    `${paint('warning', 'systrace:')} "${inAscii(name, longestAddress)}" is not from this machine. By its text (no sandbox) it asks for:`,
    ...(title ? [row('says', saying(title))] : []),
    ...asksText(reading, paint),
    row(
      'size',
      files.length === 1
        ? size
        : `${size} in ${files.length} files: ${listed(files.map(({ path }) => path))}`,
    ),
    row('hash', integrityOf(bundle)),
  ].join('\n')
}

/** Whether somebody is there to be asked. */
export const canAsk = (): boolean => isTerminal(0) && isTerminal(2)

const waiter = new Int32Array(new SharedArrayBuffer(4))

/** A line that is typed; what is typed behind it is left for the script. */
const readLine = (): string => {
  const byte = Buffer.alloc(1)
  const typed: number[] = []
  for (;;) {
    try {
      if (readSync(0, byte) === 0 || byte[0] === 0x0a) break
      typed.push(byte[0]!)
    } catch (error) {
      if ((error as { code?: string }).code !== 'EAGAIN') throw error
      Atomics.wait(waiter, 0, 0, 20)
    }
  }
  return Buffer.from(typed).toString('utf8').trim()
}

/** Asks on the terminal; all but a yes is a no. */
export const askWhether = (question: string): boolean => {
  writeSync(2, `${question} [y/N] `)
  return /^y(?:es)?$/i.test(readLine())
}
