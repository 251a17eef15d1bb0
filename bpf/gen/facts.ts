/**
 * Writes bpf/facts/*.gen.ts: `bun bpf/gen/facts.ts [OUT]`. Inputs: the headers of the Debian packages that packages.ts names,
 * fetched once into the user's cache, and the argument lists in formats/, which formats.sh took from kernels. The
 * same inputs give the same bytes; test/bpf/facts.test.ts holds the committed files to that. Constants and structs are
 * what a C compiler (gcc) makes of the headers.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArg, type SyscallArg, syscallOfEvent } from '../facts/syscall-format.ts'
import { constants } from './constants.ts'
import { groupsOf } from './groups.ts'
import { fetchHeaders, headersDir, kernelVersion, libcVersion } from './packages.ts'
import { structLayouts } from './structs.ts'

const here = dirname(fileURLToPath(import.meta.url))

const fail = (message: string): never => {
  throw new Error(message)
}

// ---- syscalls

/** Name → number, from a header of nothing but `#define __NR_name number`. */
const numbersOf = (header: string): Map<string, number> => {
  const numbers = new Map<string, number>()
  for (const [, name, nr] of header.matchAll(/^#define __NR_(\w+) (\d+)$/gm)) numbers.set(name!, Number(nr))
  return numbers.size > 300 ? numbers : fail(`Cannot read syscall numbers: only ${numbers.size} found`)
}

/** A line per run of consecutive numbers: the first number, then the names. */
const printNumbers = (numbers: ReadonlyMap<string, number>): string => {
  let last = Number.NEGATIVE_INFINITY
  let text = ''
  for (const [name, nr] of [...numbers].sort(([, a], [, b]) => a - b)) {
    text += nr === last + 1 ? ` ${name}` : `${text && '\n'}${nr} ${name}`
    last = nr
  }
  return text
}

const readFormats = (file: string): { kernel: string; declarations: Map<string, string[]> } => {
  const [kernel, ...lines] = readFileSync(join(here, 'formats', file), 'utf8')
    .trimEnd()
    .split('\n')
  const declarations = new Map<string, string[]>()
  for (const line of lines) {
    const [, event, args] = /^(\w+)\((.*)\)$/.exec(line) ?? fail(`Cannot read "${line}" of ${file}`)
    declarations.set(syscallOfEvent(event!), args ? args.split(',') : [])
  }
  return { kernel: kernel!, declarations }
}

const printArgs = (declarations: ReadonlyMap<string, readonly string[]>): string =>
  [...declarations]
    .map(([name, args]) => `${name}(${args.join()})`)
    .sort()
    .join('\n')

const inOrder = (names: Iterable<string>): string[] => [...new Set(names)].sort()

const syscalls = (headers: string): { text: string; sources: string } => {
  const numbers = (arch: string) =>
    numbersOf(readFileSync(join(headers, `usr/lib/linux/uapi/${arch}/asm/unistd_64.h`), 'utf8'))
  const x64 = numbers('x86')
  const arm64 = numbers('arm64')
  const names = inOrder([...x64.keys(), ...arm64.keys()])

  // The long-term kernel first: a newer one may have appended arguments.
  const [stable, recent, recentArm] = [
    readFormats('x64-6.18.txt'),
    readFormats('x64-7.3.txt'),
    readFormats('arm64-7.3.txt'),
  ]
  const other = readFormats('other.txt')
  const known = new Map([
    ...other.declarations,
    ...recentArm.declarations,
    ...recent.declarations,
    ...stable.declarations,
  ])
  for (const name of known.keys())
    if (!names.includes(name)) fail(`Tracefs has "${name}", the headers have not`)
  const differing = [...recentArm.declarations].filter(
    ([name, args]) => recent.declarations.has(name) && recent.declarations.get(name)!.join() !== args.join(),
  )

  const parsed = new Map<string, SyscallArg[]>(
    names.map(name => [name, (known.get(name) ?? []).map(declaration => parseArg(name, declaration))]),
  )
  const groups = [...groupsOf(parsed)].map(([group, members]) => `${group} ${members.join(' ')}`)
  const literal = (text: string): string => `\`\n${text}\`.slice(1)`
  return {
    text: `/** Per run of consecutive numbers a line: the first number, then the names. */
export const numbers = {
  x64: ${literal(printNumbers(x64))},
  arm64: ${literal(printNumbers(arm64))},
}

/** The arguments, as C declares them. Each line begins with a line feed, the first too. */
export const args = \`\n${printArgs(known)}\n\`

/** Where arm64 differs in these. */
export const argsArm64 = \`\n${printArgs(new Map(differing))}\n\`

/** strace's groups: a name, then its members. */
export const groups = ${literal(groups.join('\n'))}
`,
    sources: `asm/unistd_64.h; the arguments from the tracefs formats of Linux ${stable.kernel}, ${recent.kernel} and ${recentArm.kernel}`,
  }
}

// ---- errors and signals

/** What the kernel keeps to itself, yet shows at sys_exit: the call goes on after a signal, or returns EINTR. */
const restarts = [
  'ERESTARTSYS 512 Interrupted; restarted if the handler has SA_RESTART',
  'ERESTARTNOINTR 513 Interrupted; restarted',
  'ERESTARTNOHAND 514 Interrupted; restarted if no handler runs',
  'ERESTART_RESTARTBLOCK 516 Interrupted; resumed by restart_syscall if no handler runs',
]

const errors = (headers: string): string => {
  const text = ['errno-base.h', 'errno.h']
    .map(file => readFileSync(join(headers, 'usr/include/asm-generic', file), 'utf8'))
    .join('')
  const rows = [...text.matchAll(/^#define\s+(E\w+)\s+(\d+)\s+\/\* (.*?) \*\/$/gm)]
  const strerror = execFileSync(
    'perl',
    ['-e', 'for (@ARGV) { $! = $_; print "$!\\n" }', ...rows.map(row => row[2]!)],
    {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C' },
    },
  ).split('\n')
  const lines = rows.map(([, name, number, comment], i) => {
    const message = strerror[i]!.startsWith('Unknown error') ? comment : strerror[i]
    return `${name} ${number} ${message}`
  })
  return `/** Name, number and text of each error. */
export const errors = \`\n${[...lines, ...restarts].join('\n')}\`.slice(1)
`
}

const signals = (headers: string): string => {
  const read = (file: string): string[] => {
    const text = readFileSync(join(headers, file), 'utf8')
    const names = new Map<number, string>()
    // The first name of a number is the one in use; the others are historical.
    for (const [, name, nr] of text.matchAll(/^#define\s+(SIG[A-Z0-9]+)\s+(\d+)$/gm)) {
      const number = Number(nr)
      if (number > 0 && number < 32 && !names.has(number)) names.set(number, name!)
    }
    return [...names].sort(([a], [b]) => a - b).map(([number, name]) => `${name} ${number}`)
  }
  const x64 = read('usr/lib/linux/uapi/x86/asm/signal.h')
  const generic = read('usr/include/asm-generic/signal.h')
  if (x64.join() !== generic.join()) fail('The signals of x64 and arm64 differ')
  return `/** Name and number of each signal below the real-time ones. */
export const signals = \`\n${x64.join('\n')}\`.slice(1)
`
}

// ---- BPF

const printRecord = (name: string, doc: string, entries: Iterable<readonly [string, number]>): string =>
  `/** ${doc} */
export const ${name} = {
${[...entries].map(([key, value]) => `  ${key}: ${value},`).join('\n')}
} as const
`

const helpers = (bpf: string): string => {
  const [, body] =
    /#define ___BPF_FUNC_MAPPER\(FN, ctx\.\.\.\)([\s\S]*?[^\\])\n\n/.exec(bpf) ?? fail('No helpers in bpf.h')
  const entries = [...body!.matchAll(/\bFN\((\w+), (\d+), ##ctx\)/g)].map(
    ([, name, id]) => [name!, Number(id)] as const,
  )
  if (entries.length < 200) fail(`Cannot read the helpers: only ${entries.length} found`)
  return printRecord('helpers', 'The ids of the BPF helpers, the `imm` of a call.', entries)
}

/** An enumeration's members without their prefix, in lower case. */
const enumeration = (bpf: string, name: string, prefix: string): Map<string, number> => {
  const [, body] = new RegExp(`^enum ${name} \\{\\n(.*?)^\\};`, 'ms').exec(bpf) ?? fail(`No ${name} in bpf.h`)
  const values = new Map<string, number>()
  let next = 0
  for (const member of body!.replaceAll(/\/\*[\s\S]*?\*\//g, '').split(',')) {
    const [, key, value] = /^\s*(\w+)(?:\s*=\s*(\w+))?\s*$/.exec(member) ?? []
    if (key === undefined || key.startsWith('__')) continue
    if (value !== undefined) next = values.get(value) ?? fail(`Unknown value "${value}" of ${key}`)
    values.set(key, next++)
  }
  return new Map([...values].map(([key, value]) => [key.replace(prefix, '').toLowerCase(), value]))
}

// ---- the files

const file = (sources: string, ...parts: string[]): string =>
  [
    `// Written by bpf/gen/facts.ts, never by hand. From Debian's linux-libc-dev ${kernelVersion}: ${sources}.\n`,
    ...parts,
  ].join('\n')

/** The generated files that are read from the headers' text: name → text. */
export const generate = (headers: string): Map<string, string> => {
  const bpf = readFileSync(join(headers, 'usr/include/linux/bpf.h'), 'utf8')
  const table = syscalls(headers)
  return new Map([
    ['syscalls.gen.ts', file(table.sources, table.text)],
    [
      'errors.gen.ts',
      file(
        "asm-generic/errno-base.h, errno.h and signal.h; the texts are glibc's",
        errors(headers),
        signals(headers),
      ),
    ],
    ['helpers.gen.ts', file('linux/bpf.h', helpers(bpf))],
    [
      'uapi.gen.ts',
      file(
        'linux/bpf.h',
        printRecord('mapTypes', '`BPF_MAP_TYPE_*`.', enumeration(bpf, 'bpf_map_type', 'BPF_MAP_TYPE_')),
        printRecord('progTypes', '`BPF_PROG_TYPE_*`.', enumeration(bpf, 'bpf_prog_type', 'BPF_PROG_TYPE_')),
        printRecord('attachTypes', '`enum bpf_attach_type`.', enumeration(bpf, 'bpf_attach_type', 'BPF_')),
      ),
    ],
  ])
}

/** The generated files that need a C compiler and the C library's headers besides. */
export const generateWithC = (): Map<string, string> =>
  new Map([
    [
      'constants.gen.ts',
      file(
        `all headers; what those lack is of libc6-dev ${libcVersion}. bpf/gen/constant-sets.ts says which`,
        ...constants(),
      ),
    ],
    ['structs.gen.ts', file('all headers; bpf/gen/structs.ts says which', ...structLayouts())],
  ])

if (import.meta.main) {
  fetchHeaders()
  const out = process.argv[2] ?? join(here, '../facts')
  for (const [name, text] of [...generate(headersDir()), ...generateWithC()])
    writeFileSync(join(out, name), text)
}
