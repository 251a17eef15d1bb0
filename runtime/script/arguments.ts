/** The arguments of a script → what each option was given: by the house's rules, whatever the schemas make of it later. */

import { UsageError } from '../errors.ts'
import { didYouMean } from '../nearest.ts'
import { type CommandLine, HelpWanted } from './command-line.ts'
import type { OptionShape } from './option-shape.ts'

/** How the options of a script are given. */
export interface Shapes {
  readonly named: readonly OptionShape[]
  /** In their order; the last may be a list. */
  readonly byPosition: readonly OptionShape[]
}

export interface Given {
  /** The texts that each option was given, by its name in the script; flags as `true` and `false`. */
  readonly texts: ReadonlyMap<string, readonly string[]>
  /** Arguments that are no option's. */
  readonly rest: readonly string[]
}

/** How messages call an option. */
export const spelled = (shape: OptionShape, { byPosition }: Shapes): string =>
  byPosition.includes(shape) ? `<${shape.flag}>` : `--${shape.flag}`

/** `--slow <duration>`: how an option is to be written. */
export const written = (shape: OptionShape, shapes: Shapes): string => {
  const name = spelled(shape, shapes)
  return shape.takes === '' || shapes.byPosition.includes(shape) ? name : `${name} <${shape.takes}>`
}

/**
 * Reads the arguments of a script. Options may stand before, between and behind other arguments; behind `--` none does.
 *
 * @param help makes the help, if it is asked for
 * @throws UsageError with the nearest right thing, HelpWanted
 */
export const readArguments = (line: CommandLine, shapes: Shapes, help: () => string): Given => {
  const { args, name: script } = line
  const texts = new Map<string, string[]>()
  const loose: string[] = []
  const byFlag = new Map(shapes.named.map(shape => [`--${shape.flag}`, shape]))
  const byShort = new Map(shapes.named.flatMap(shape => (shape.short ? [[`-${shape.short}`, shape]] : [])))
  let at = 0

  const give = (shape: OptionShape, text: string): void => {
    const before = texts.get(shape.name)
    if (before) before.push(text)
    else texts.set(shape.name, [text])
  }

  /** `--maxRows` and `--max_rows` mean `--max-rows` too. */
  const find = (option: string): OptionShape | undefined =>
    byShort.get(option) ??
    byFlag.get(option) ??
    shapes.named.find(({ name }) => option === `--${name}`) ??
    byFlag.get(option.toLowerCase().replaceAll('_', '-'))

  const isOption = (text: string): boolean =>
    find(text) !== undefined || (text.startsWith('--no-') && find(`--${text.slice(5)}`)?.kind === 'flag')

  const take = (option: string, inline: string | undefined): void => {
    const shape = find(option)
    if (!shape) {
      const negated = option.startsWith('--no-') ? find(`--${option.slice(5)}`) : undefined
      if (negated?.kind !== 'flag') throw unknownOption(option, line, shapes)
      if (inline !== undefined)
        throw new UsageError(`Option "${option}" of ${script} takes no value, but was given "${inline}"`)
      return give(negated, 'false')
    }
    if (shape.kind === 'flag') return give(shape, inline ?? 'true')
    const value = inline ?? args[at]
    // The next option is no value; who means it says --name=--other.
    if (value === undefined || (inline === undefined && (value === '--' || isOption(value))))
      throw new UsageError(
        `Option "${option}" of ${script} needs a value`,
        `write ${option} <${shape.takes}>`,
      )
    if (inline === undefined) at++
    give(shape, value)
  }

  while (at < args.length) {
    const token = args[at++]!
    if (token === '--') {
      loose.push(...args.slice(at))
      break
    }
    if ((token === '--help' && !byFlag.has(token)) || (token === '-h' && !byShort.has(token)))
      throw new HelpWanted(help())
    if (token.startsWith('--')) {
      const equals = token.indexOf('=')
      take(equals < 0 ? token : token.slice(0, equals), equals < 0 ? undefined : token.slice(equals + 1))
    } else if (!/^-[^-]/.test(token) || (/^-\.?\d/.test(token) && !byShort.has(token.slice(0, 2)))) {
      // A lone - often means standard input, and -5 is a number.
      loose.push(token)
    } else {
      // -vq is -v -q, and -n5 is -n 5.
      for (let i = 1; i < token.length; i++) {
        const shape = byShort.get(`-${token[i]}`)
        if (!shape) throw unknownOption(i === 1 ? token : `-${token[i]}`, line, shapes)
        if (shape.kind === 'flag') {
          give(shape, 'true')
          continue
        }
        const attached = token.slice(i + 1).replace(/^=/, '')
        take(`-${token[i]}`, i + 1 < token.length ? attached : undefined)
        break
      }
    }
  }
  return { texts, rest: place(loose, line, shapes, give) }
}

/** Gives loose arguments to the options that are given by position. Returns what is left. */
const place = (
  loose: readonly string[],
  line: CommandLine,
  shapes: Shapes,
  give: (shape: OptionShape, text: string) => void,
): string[] => {
  const rest = [...loose]
  for (const shape of shapes.byPosition)
    for (const text of rest.splice(0, shape.kind === 'list' ? rest.length : 1)) give(shape, text)
  const [first] = rest
  if (first !== undefined && !line.takesRest) throw unexpected(first, line, shapes)
  return rest
}

const unexpected = (argument: string, { name }: CommandLine, shapes: Shapes): UsageError => {
  const flags = shapes.named.map(({ flag }) => flag)
  const near = flags.includes(argument.toLowerCase()) ? argument.toLowerCase() : undefined
  const takes = [...shapes.named, ...shapes.byPosition].map(shape => written(shape, shapes))
  return new UsageError(
    `Unexpected argument "${argument}" of ${name}`,
    near
      ? `did you mean "--${near}"?`
      : takes.length > 0
        ? `it takes ${takes.join(', ')}`
        : 'it takes no arguments',
  )
}

const unknownOption = (option: string, line: CommandLine, { named }: Shapes): UsageError => {
  const known = named.flatMap(shape => [
    `--${shape.flag}`,
    ...(shape.kind === 'flag' ? [`--no-${shape.flag}`] : []),
  ])
  // Words with one dash are options with one dash too few.
  const near =
    option.length > 2
      ? didYouMean(option.replace(/^-(?!-)/, '--'), [...known, ...(line.general?.options ?? []), '--help'])
      : undefined
  const letter = /^-[^-]/.test(option) ? option.slice(0, 2) : option
  const outer = [option, letter].some(spelling => line.outerOptions.includes(spelling))
  return new UsageError(
    `Unknown option "${option}" of ${line.name}`,
    near ??
      (outer
        ? `it is ${line.general ? 'a general option' : 'an option of systrace itself'}: write it before ${line.before}`
        : known.length > 0
          ? `it takes ${named.map(shape => `--${shape.flag}`).join(', ')}; --help says what they mean`
          : 'it takes no options'),
  )
}
