/** The help of a script: what its head says, how to start it, and its options. At most 100 columns wide. */

import { plainLine } from '../diagnostic.ts'
import { type Shapes, written } from './arguments.ts'
import type { About, CommandLine } from './command-line.ts'
import { defaultText, type OptionShape } from './option-shape.ts'

const width = 100
const widestLeft = 30

/** Breaks a text into lines of at most so many characters, between words. */
const wrapped = (text: string, columns: number): string[] => {
  const lines = ['']
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1)!
    if (line === '') lines[lines.length - 1] = word
    else if (line.length + 1 + word.length <= columns) lines[lines.length - 1] = `${line} ${word}`
    else lines.push(word)
  }
  return lines
}

const left = (shape: OptionShape, shapes: Shapes): string => {
  if (shapes.byPosition.includes(shape)) return `<${shape.flag}>`
  const negated = shape.kind === 'flag' && shape.defaultValue === true
  const long = negated ? `--no-${shape.flag}` : written(shape, shapes)
  return shape.short && !negated ? `-${shape.short}, ${long}` : `    ${long}`
}

const right = (shape: OptionShape): string => {
  const fallback = shape.kind === 'flag' ? undefined : defaultText(shape)
  const notes = [
    ...(shape.required ? ['required'] : []),
    ...(shape.kind === 'list' ? ['any number of times'] : []),
    ...(fallback === undefined ? [] : [`default ${fallback}`]),
  ]
  const note = notes.length > 0 ? `(${notes.join(', ')})` : ''
  return [shape.description, note].filter(text => text).join(' ')
}

const table = (title: string, entries: readonly (readonly [left: string, right: string])[]): string => {
  const column = Math.min(widestLeft, Math.max(...entries.map(([name]) => name.length))) + 3
  const lines = entries.flatMap(([name, text]) => {
    const [first = '', ...more] = wrapped(text, width - 2 - column)
    const indent = ' '.repeat(column)
    return name.length + 2 > column && first !== ''
      ? [name, ...[first, ...more].map(line => indent + line)]
      : [name.padEnd(column) + first, ...more.map(line => indent + line)]
  })
  return `${title}:\n${lines.map(line => `  ${line}`.trimEnd()).join('\n')}\n`
}

const head = (name: string, { title, text }: About): string =>
  `${[...wrapped(title ? `${name}: ${title}` : name, width), ...(text ? ['', text] : [])].join('\n')}\n`

/** `<file> [more…]` */
const positionals = ({ byPosition }: Shapes): string[] =>
  byPosition.map(({ kind, flag, required }) => {
    if (kind === 'list') return `[${flag}…]`
    return required ? `<${flag}>` : `[${flag}]`
  })

/**
 * The help of a script with options.
 *
 * @param shapes undefined for a script that declares none
 */
export const scriptHelp = (line: CommandLine, shapes: Shapes | undefined): string => {
  const takesRest = line.takesRest && !shapes?.byPosition.some(({ kind }) => kind === 'list')
  const usage = [
    line.start,
    ...(line.general || (shapes && shapes.named.length > 0) ? ['[options]'] : []),
    ...(shapes ? positionals(shapes) : []),
    ...(takesRest ? ['[arguments]'] : []),
  ].join(' ')
  const parts = [head(line.name, line.about()), `Usage:\n  ${usage}\n`]
  if (!shapes && line.general) parts.push(table('Options', [['-h, --help', 'this text']]))
  else if (!shapes) parts.push('It declares no options.\n')
  else {
    if (shapes.byPosition.length > 0)
      parts.push(
        table(
          'Arguments',
          shapes.byPosition.map(shape => [left(shape, shapes), right(shape)]),
        ),
      )
    parts.push(
      table('Options', [
        ...shapes.named.map(shape => [left(shape, shapes), right(shape)] as const),
        [shapes.named.some(({ short }) => short === 'h') ? '    --help' : '-h, --help', 'this text'],
      ]),
    )
  }
  if (line.general) parts.push(line.general.help())
  else if (line.outerOptions.length > 0)
    parts.push(`Options of systrace itself, such as -d 10s, come before ${line.before}: systrace --help\n`)
  // What a script says is shown, whatever a terminal would make of it.
  return parts.join('\n').replaceAll(/[^\n\t]+/g, plainLine)
}
