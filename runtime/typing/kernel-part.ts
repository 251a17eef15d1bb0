/** The part of the declarations that a kernel decides on: one text, from plain values. Pure. */

import { syscallGroups } from '../../bpf/facts/syscall-groups.ts'
import type { SyscallFact } from '../../bpf/facts/syscalls.ts'
import { anyArgsBody, fieldLines, keyText, syscallArgsBody } from './syscall-types.ts'

/** A field of a record, as a script would see it. */
export interface DeclaredField {
  readonly name: string
  readonly type: string
  /** Its type in C. */
  readonly about: string
}

/** A tracepoint of the kernel. */
export interface DeclaredTracepoint {
  /** `sched:sched_switch` */
  readonly name: string
  readonly fields: readonly DeclaredField[]
}

/** A function of the kernel. */
export interface DeclaredFunction {
  readonly name: string
  readonly args: readonly DeclaredField[]
  /** Undefined for a function without a result. */
  readonly result: DeclaredField | undefined
}

/** What is to be declared. */
export interface KernelPart {
  readonly syscalls: readonly SyscallFact[]
  readonly functions: readonly DeclaredFunction[]
  readonly tracepoints: readonly DeclaredTracepoint[]
}

const fieldsText = (fields: readonly DeclaredField[], indent: string): string =>
  fields.length === 0 ? '{}' : `{\n${fieldLines(fields, `${indent}  `)}${indent}}`

const functionText = ({ name, args, result }: DeclaredFunction): string => {
  const ret = result
    ? `    /** ${result.about} */\n    readonly ret: ${result.type}\n`
    : '    readonly ret: undefined\n'
  return `  ${keyText(name)}: {\n    readonly args: ${fieldsText(args, '    ')}\n${ret}  }\n`
}

const tracepointText = ({ name, fields }: DeclaredTracepoint): string =>
  `  ${keyText(name)}: ${fieldsText(fields, '  ')}\n`

const interfaceText = (about: string, name: string, body: string): string =>
  `/** ${about} */\nexport interface ${name} {\n${body}}\n`

const parts = ({ syscalls, functions, tracepoints }: KernelPart): (readonly [string, string, string])[] => [
  [
    'The arguments of each syscall, by the names that the kernel gives them.',
    'SyscallArgs',
    syscallArgsBody(syscalls),
  ],
  [
    'An argument of any syscall: each is there only where the syscall has it.',
    'AnyArgs',
    anyArgsBody(syscalls),
  ],
  [
    "Arguments and results of the kernel's functions: what `systrace types kprobe:NAME` has declared.",
    'KernelFunctions',
    functions.map(functionText).join(''),
  ],
  [
    "The fields of the kernel's tracepoints, as tracefs describes their records. To look up: `on` takes no tracepoints.",
    'Tracepoints',
    tracepoints.map(tracepointText).join(''),
  ],
]

const groupsText = (): string => {
  const names = [...syscallGroups().keys()].sort().map(name => `  | '${name}'\n`)
  return `/** strace's groups of syscalls. */\nexport type SyscallGroup =\n${names.join('')}`
}

/** All interfaces, some of them empty. */
export const kernelPartText = (part: KernelPart): string =>
  [groupsText(), ...parts(part).map(([about, name, body]) => interfaceText(about, name, body))].join('\n')

/**
 * What is added to the declarations of 'systrace' that a project has already: the interfaces that have something.
 *
 * @param processes members of `ProcessArgs`
 */
export const kernelAdditionText = (part: KernelPart, processes: readonly string[]): string => {
  // What a syscall has under a name says nothing of what others have under it.
  const own = parts(part).filter(([, name]) => name !== 'AnyArgs')
  const inner = [
    ...own,
    ['What processes and threads go through.', 'ProcessArgs', processes.join('')] as const,
  ]
    .filter(([, , body]) => body !== '')
    .map(([about, name, body]) => interfaceText(about, name, body).replaceAll(/^(?=.)/gm, '  '))
    .join('\n')
  return `import 'systrace'\n\ndeclare module 'systrace' {\n${inner}}\n`
}
