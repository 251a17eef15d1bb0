/** Writes bpf/facts/constants.gen.ts: the sets of constant-sets.ts, with the values that a C compiler finds. */

import { type ConstantEntry, parseConstantSet } from '../facts/constants.ts'
import type { Arch } from '../facts/syscalls.ts'
import { type CView, cView, type Definition } from './c-view.ts'
import { constantSets, ownConstants } from './constant-sets.ts'

interface Row {
  readonly name: string
  readonly kind: string
  readonly headers: readonly string[]
  readonly patterns: readonly string[]
}

const fail = (message: string): never => {
  throw new Error(message)
}

const readRows = (text: string): Row[] =>
  text
    .split('\n')
    .filter(line => line.trim() !== '')
    .map(line => {
      const [name, kind, headers, ...patterns] = line.trim().split(/\s+/)
      if ((kind !== 'flags' && kind !== 'enum') || patterns.length === 0)
        fail(`Cannot read the set "${line}"`)
      return { name: name!, kind: kind!, headers: headers!.split(','), patterns }
    })

const globOf = (pattern: string): RegExp => new RegExp(`^${pattern.replaceAll('*', '\\w*')}$`)

/** The macros that make an ioctl command, and what is made with them. */
const ioctlsOf = (view: CView): ReadonlySet<string> => {
  const makers = new Set(['_IO', '_IOR', '_IOW', '_IOWR', '_IOC'])
  const uses = (body: string): boolean =>
    [...body.matchAll(/\b\w+(?=\s*\()/g)].some(([name]) => makers.has(name))
  for (let before = -1; before !== makers.size; ) {
    before = makers.size
    for (const { name, body } of view.functions) if (uses(body)) makers.add(name)
    for (const { name, body } of view.definitions) if (makers.has(body)) makers.add(name)
  }
  const commands = new Set(view.definitions.filter(({ body }) => uses(body)).map(({ name }) => name))
  // Another name for one of them.
  for (const { name, body } of view.definitions)
    if (commands.has(body.replaceAll(/[()\s]/g, ''))) commands.add(name)
  return commands
}

/** Does a file answer to a set's header? */
const isHeader = (file: string, header: string): boolean => {
  if (header === 'any') return file !== '<stdin>'
  if (header === 'own') return file === '<stdin>'
  if (header.includes('/')) return file === header
  return ['linux/', 'asm/', 'asm-generic/', ''].some(folder => file === folder + header)
}

/** The definitions of headers, in order. */
const definitionsIn = (view: CView): ((headers: readonly string[]) => Definition[]) => {
  const byFile = new Map<string, Definition[]>()
  for (const definition of view.definitions) {
    const those = byFile.get(definition.file)
    if (those) those.push(definition)
    else byFile.set(definition.file, [definition])
  }
  return headers =>
    [...byFile].flatMap(([file, those]) => (headers.some(header => isHeader(file, header)) ? those : []))
}

/** What helps programs with constants, yet is none. */
const noValue = /_(MAX|LAST|MASK|SHIFT|BIT|SIZE_VER\d+)$/

interface Candidate {
  readonly name: string
  /** Position of the pattern that fits; 0 comes first. */
  readonly rank: number
  /** Position among what comes last; -1 for what does not. */
  readonly last: number
}

const candidatesOf = (
  row: Row,
  arch: Arch,
  definitions: readonly Definition[],
  ioctls: ReadonlySet<string>,
): Candidate[] => {
  const wanted = row.patterns
    .filter(pattern => !/^(x64|arm64):/.test(pattern) || pattern.startsWith(`${arch}:`))
    .map(pattern => pattern.replace(/^\w+:/, ''))
  const globsAfter = (mark: string): RegExp[] =>
    wanted.filter(pattern => pattern.startsWith(mark)).map(pattern => globOf(pattern.slice(1)))
  const [not, last] = [globsAfter('-'), globsAfter('>')]
  const chosen = wanted.filter(pattern => !/^[->[]/.test(pattern))
  const ranks = new Map(chosen.map((pattern, i) => [pattern, i]))
  const globs = chosen
    .filter(pattern => pattern.includes('*'))
    .map(pattern => ({ pattern, glob: globOf(pattern) }))
  const rankOf = (name: string): number | undefined => {
    const named = ranks.get(name)
    if (named !== undefined) return named
    if (not.some(glob => glob.test(name))) return undefined
    const pattern = noValue.test(name) ? undefined : globs.find(({ glob }) => glob.test(name))?.pattern
    if (pattern !== undefined) return ranks.get(pattern)
    return ioctls.has(name) && !name.startsWith('_') ? ranks.get('@ioctl') : undefined
  }
  return definitions.flatMap(({ name }) => {
    const rank = rankOf(name)
    return rank === undefined ? [] : [{ name, rank, last: last.findIndex(glob => glob.test(name)) }]
  })
}

/** By the lowest bit; what has more bits comes first, so that it is found before its parts. */
const compareFlags = (a: number, b: number): number => {
  const [x, y] = [BigInt(a), BigInt(b)]
  return Number((x & -x) - (y & -y)) || Number(y - x)
}

interface Found extends Candidate {
  /** Which line of the sets. */
  readonly line: number
  readonly value: number
}

const inOrder = (kind: string, found: readonly Found[], byName: boolean): ConstantEntry[] => {
  const compare = kind === 'flags' ? compareFlags : (a: number, b: number) => a - b
  const sorted = found.toSorted(
    (a, b) =>
      a.last - b.last ||
      compare(a.value, b.value) ||
      // strace writes all names of an ioctl command in the order of the alphabet.
      (byName ? (a.name < b.name ? -1 : 1) : a.line - b.line || a.rank - b.rank),
  )
  return [...new Map(sorted.map(({ name, value }) => [name, value]))]
}

/** Of the values that a row takes; a number of JavaScript holds them all. */
const rangeOf = (row: Row): readonly [bigint, bigint] => {
  const range = row.patterns.map(pattern => /^\[(\w+)-(\w+)\]$/.exec(pattern)).find(match => match !== null)
  return range ? [BigInt(`0x${range[1]}`), BigInt(`0x${range[2]}`)] : [0n, 2n ** 53n]
}

/** The sets of an architecture, with their entries in order. */
const setsOf = (rows: readonly Row[], arch: Arch): Map<string, ConstantEntry[]> => {
  const kernel = cView('kernel', arch, ownConstants)
  // Only such constants are taken of the C library that are the same everywhere.
  const libc = cView('libc', 'x64')
  const ioctls = ioctlsOf(kernel)
  const inKernel = definitionsIn(kernel)
  const inLibc = definitionsIn(libc)
  const chosen = rows.map(row => {
    const pick = (definitions: readonly Definition[]): Candidate[] =>
      candidatesOf(row, arch, definitions, ioctls)
    const fromLibc = row.headers.filter(header => header.startsWith('libc:')).map(header => header.slice(5))
    const fromKernel = row.headers.filter(header => !header.startsWith('libc:'))
    return { row, libc: pick(inLibc(fromLibc)), kernel: pick(inKernel(fromKernel)) }
  })
  const evaluate = (view: CView, names: readonly Candidate[]): Map<string, bigint> =>
    view.evaluate([...new Set(names.map(({ name }) => name))])
  const values = {
    kernel: evaluate(
      kernel,
      chosen.flatMap(set => set.kernel),
    ),
    libc: evaluate(
      libc,
      chosen.flatMap(set => set.libc),
    ),
  }
  const missing: string[] = []
  const sets = new Map<string, Found[]>()
  for (const [line, { row, ...from }] of chosen.entries()) {
    const [first, last] = rangeOf(row)
    const found = (['kernel', 'libc'] as const).flatMap(source =>
      from[source].flatMap(candidate => {
        const value = values[source].get(candidate.name)
        return value !== undefined && value >= first && value <= last
          ? [{ ...candidate, line, value: Number(value) }]
          : []
      }),
    )
    const names = new Set(found.map(({ name }) => name))
    for (const pattern of row.patterns)
      if (/^\w+$/.test(pattern) && !names.has(pattern))
        missing.push(`${row.name}: no ${pattern} in ${row.headers.join()} of ${arch}`)
    if (
      found.length === 0 &&
      !(arch === 'arm64' && row.patterns.every(pattern => pattern.startsWith('x64:')))
    )
      missing.push(`${row.name}: nothing in ${row.headers.join()} fits`)
    sets.set(row.name, [...(sets.get(row.name) ?? []), ...found])
  }
  if (missing.length > 0) fail(missing.join('\n'))
  const kinds = new Map(rows.map(({ name, kind }) => [name, kind]))
  const byName = new Set(rows.filter(row => row.patterns.includes('@ioctl')).map(({ name }) => name))
  return new Map([...sets].map(([name, found]) => [name, inOrder(kinds.get(name)!, found, byName.has(name))]))
}

const prefixOf = (names: readonly string[]): string => {
  let prefix = names[0] ?? ''
  for (const name of names) while (!name.startsWith(prefix)) prefix = prefix.slice(0, -1)
  prefix = prefix.slice(0, prefix.lastIndexOf('_') + 1)
  return prefix
}

/** `kind prefix names`: a name with no value is the next number, or of flags the next bit. */
const printSet = (kind: string, entries: readonly ConstantEntry[]): string => {
  const prefix = prefixOf(entries.map(([name]) => name))
  let next: number | undefined
  const words = entries.map(([name, value]) => {
    const word = `${name.slice(prefix.length)}${value === next ? '' : `=${value.toString(16)}`}`
    next = kind === 'flags' ? value * 2 : value + 1
    return word
  })
  return [kind, prefix || '-', ...words].join(' ')
}

/** What is to be taken out of the entries of x64, and what to be put in. */
const printChanges = (
  kind: string,
  x64: readonly ConstantEntry[],
  arm64: readonly ConstantEntry[],
): string => {
  const has = (entries: readonly ConstantEntry[], [name, value]: ConstantEntry): boolean =>
    entries.some(entry => entry[0] === name && entry[1] === value)
  const gone = x64.filter(entry => !has(arm64, entry)).map(([name]) => `-${name}`)
  const added = arm64
    .filter(entry => !has(x64, entry))
    .map(([name, value]) => `${name}=${value.toString(16)}`)
  return [`${kind}~`, '-', ...gone, ...added].join(' ')
}

/** The parts of the file. */
export const constants = (): string[] => {
  const rows = readRows(constantSets)
  const [x64, arm64] = [setsOf(rows, 'x64'), setsOf(rows, 'arm64')]
  const lines: string[] = []
  const linesArm: string[] = []
  const kinds = new Map(rows.map(({ name, kind }) => [name, kind]))
  for (const [name, kind] of kinds) {
    const [ours, theirs] = [x64.get(name)!, arm64.get(name)!]
    const line = printSet(kind, ours)
    lines.push(`${name} ${line}`)
    if (JSON.stringify(ours) === JSON.stringify(theirs)) continue
    const whole = printSet(kind, theirs)
    const changes = printChanges(kind, ours, theirs)
    const isSame = (text: string): boolean =>
      JSON.stringify(parseConstantSet(line, text).entries) === JSON.stringify(theirs)
    const short = changes.length < whole.length / 4 && isSame(changes) ? changes : whole
    if (!isSame(short)) fail(`Cannot write ${name}`)
    linesArm.push(`${name} ${short}`)
  }
  return [
    `/** The names of the sets. */
export type ConstantSetName =
${[...kinds.keys()].map(name => `  | '${name}'`).join('\n')}
`,
    `/**
 * A line per set: its name, flags or enum, what all its constants begin with (- for nothing), and the constants with their values
 * in hex; without a value it is the number behind the last one, or of flags the next bit.
 */
export const constants = \`\n${lines.join('\n')}\n\`
`,
    `/** Where arm64 differs: all of a set, or behind a ~ what to take out and to put in. */
export const constantsArm64 = \`\n${linesArm.join('\n')}\n\`
`,
  ]
}
