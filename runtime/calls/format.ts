/** Calls → text, as strace writes it: `openat(AT_FDCWD, "/etc/passwd", O_RDONLY) = 3`. */

import { type ConstantSetName, constantSet } from '../../bpf/facts/constants.ts'
import { type SyscallArg, type SyscallFact, unknownArgs } from '../../bpf/facts/syscalls.ts'
import type { Recipe } from '../../bpf/recipe.ts'
import { Literal } from '../text-bytes.ts'
import { argumentShow } from './arguments.ts'
import type { RawCall } from './call.ts'
import { type CallScalar, type Context, type Put, putOf, type Show, textOf, type Value } from './context.ts'
import { bitsScalar, type Scalar } from './flags.ts'
import { fixedValue } from './memory.ts'
import type { CallOptions } from './options.ts'
import { opOf } from './reads.ts'
import { recipeOf } from './recipes.ts'
import { resultShow } from './results.ts'
import { signalInfo } from './signals.ts'
import { type Case, type Spec, specOf, splitTypes, type Type, typeOf } from './spec.ts'
import { integer, structValue } from './structs.ts'
import { wordValue } from './values.ts'

/** Makes values by type, each once. */
const makeContext = (options: CallOptions, recipe: Recipe): Context => {
  const arch = options.arch ?? 'x64'
  const scalars = new Map<Type, CallScalar | undefined>()
  const structs = new Map<string, Value>()
  const makeScalar = (type: Type): CallScalar | undefined => {
    if (type.kind === 'bits') {
      const otherwise = type.otherwise === undefined ? undefined : context.scalar(typeOf(type.otherwise))
      return bitsScalar(type, arch, otherwise as Scalar | undefined)
    }
    return type.kind === 'word' ? wordValue(type.word, options, arch)?.scalar : undefined
  }
  const scalarSize = (type: Type): number =>
    type.kind === 'bits'
      ? type.size
      : type.kind === 'word'
        ? (wordValue(type.word, options, arch)?.size ?? 0)
        : 0
  const signedWords: ReadonlySet<string> = new Set(['int', 'long'])
  const context: Context = {
    arch,
    options,
    op: (side, arg, kind, offset) => opOf(recipe, side, arg, kind, offset),
    scalar: type => {
      if (!scalars.has(type)) scalars.set(type, makeScalar(type))
      return scalars.get(type)
    },
    value: type => {
      const scalar = context.scalar(type)
      if (scalar) {
        const size = scalarSize(type)
        return { size, ...integer(scalar, size, type.kind === 'word' && signedWords.has(type.word)) }
      }
      if (type.kind !== 'word') return undefined
      return fixedValue(type.word, context) ?? context.struct(type.word)
    },
    struct: name => {
      let value = structs.get(name)
      if (!value) {
        value = name === 'siginfo' ? signalInfo(context) : structValue(name, context)
        structs.set(name, value)
      }
      return value
    },
    argument: (arg, type) => argumentShow(arg, type, context),
  }
  return context
}

/** How an argument is written that no spec mentions, by its C type. */
const plainType = (arg: SyscallArg): Type => {
  if (arg.kind === 'string') return typeOf('str')
  return typeOf(arg.kind === 'pointer' || arg.kind === 'strings' ? 'ptr' : arg.kind)
}

const comma = new Literal(', ')

/** Arguments one behind the other. What writes nothing has no comma. */
const listOf = (shows: readonly Show[]): Put => {
  const puts = shows.map(putOf)
  return (call, out) => {
    for (let i = 0; i < puts.length; i++) {
      const before = out.at
      if (i > 0) out.literal(comma)
      const start = out.at
      puts[i]!(call, out)
      if (out.at === start) out.at = before
    }
  }
}

/** Text of the arguments, and of the result. */
interface Parts {
  readonly args: Put
  readonly result: Put
}

const partsOf = (
  syscall: string,
  args: readonly Type[],
  result: string | undefined,
  context: Context,
): Parts => ({
  args: listOf(args.flatMap((type, i) => (type.kind === 'none' ? [] : [argumentShow(i, type, context)]))),
  result: putOf(resultShow(result === undefined ? undefined : typeOf(result), context, syscall)),
})

/** The values that lead to each case: those of its constants, by the set of the argument that decides. */
const caseNumbers = (spec: Spec, context: Context): Map<number, Case> => {
  const type = typeOf(spec.args[spec.by!.arg]!)
  const sets =
    type.kind === 'bits'
      ? [...type.enums, ...type.flags]
      : type.kind === 'word'
        ? (wordSets[type.word] ?? [])
        : []
  const numbers = new Map(sets.flatMap(name => constantSet(name as ConstantSetName, context.arch).entries))
  const cases = new Map<number, Case>()
  for (const choice of spec.cases)
    for (const name of choice.names.split(' ')) {
      const number = numbers.get(name)
      if (number !== undefined) cases.set((number & spec.by!.mask) >>> 0, choice)
    }
  return cases
}

/** The constants of words that decide on what follows. */
const wordSets: Readonly<Record<string, readonly string[]>> = {
  futexop: ['futex_cmds'],
  quotacmd: ['quota_cmds'],
  syslogtype: ['syslog_actions'],
}

/** Parts by the value of an argument, made when first needed. */
const choosing = (syscall: string, spec: Spec, context: Context): ((call: RawCall) => Parts) => {
  const { arg, mask, shift } = spec.by!
  const numbers = caseNumbers(spec, context)
  const fallback = spec.cases.find(({ names }) => names === '*')
  const made = new Map<Case | undefined, Parts>()
  return call => {
    const value = ((call.low(arg) >>> shift) & mask) >>> 0
    const choice = numbers.get(value) ?? fallback
    let parts = made.get(choice)
    if (!parts) {
      parts = partsOf(
        syscall,
        [...spec.args, ...splitTypes(choice?.args ?? '')].map(typeOf),
        choice?.result ?? spec.result,
        context,
      )
      made.set(choice, parts)
    }
    return parts
  }
}

/** What writes a call: the call itself, and the result apart from it, which is nothing where there is none yet. */
export interface CallPut {
  readonly call: Put
  /** Only the arguments, in parentheses. */
  readonly args: Put
  readonly result: Put
}

/**
 * Makes what puts the calls of one syscall into bytes.
 *
 * @example callPut(openat, defaultCallOptions).call(call, out) // 'openat(AT_FDCWD, "/etc/passwd", O_RDONLY)'
 */
export const callPut = (syscall: SyscallFact, options: CallOptions): CallPut => {
  const { name } = syscall
  const { stringSize, abbreviate, arch } = options
  const recipe = recipeOf(syscall, { stringSize, abbreviate, ...(arch && { arch }) })
  const context = makeContext(options, recipe)
  const begin = new Literal(name)
  const wholeOf = (list: Put, result: Put): CallPut => {
    const args: Put = (call, out) => {
      out.byte(opening)
      list(call, out)
      out.byte(closing)
    }
    const call: Put = (raw, out) => {
      out.literal(begin)
      args(raw, out)
    }
    return { call, args, result }
  }
  const spec = specOf(name)
  if (spec?.by) {
    const choose = choosing(name, spec, context)
    return wholeOf(
      (call, out) => choose(call).args(call, out),
      (call, out) => choose(call).result(call, out),
    )
  }
  const known = spec?.args.map(typeOf) ?? []
  const types = [...known, ...(isDeclared(syscall) ? syscall.args.slice(known.length).map(plainType) : [])]
  const { args, result } = partsOf(name, types, spec?.result, context)
  return wholeOf(args, result)
}

const [opening, closing] = [0x28, 0x29]

/**
 * Makes the function that writes the calls of one syscall: an equals sign or a mark between it and its result. A call that has no
 * result yet has neither.
 *
 * @example callFormatter(openat, defaultCallOptions)(call) // 'openat(AT_FDCWD, "/etc/passwd", O_RDONLY) = 3'
 */
export const callFormatter = (syscall: SyscallFact, options: CallOptions): ((call: RawCall) => string) => {
  const { separator = ' = ' } = options
  const put = callPut(syscall, options)
  return call =>
    textOf(out => {
      put.call(call, out)
      const end = out.at
      out.text(separator)
      const before = out.at
      put.result(call, out)
      if (out.at === before) out.at = end
    })
}

/** Whether the kernel's declaration of a syscall is known, or a line of the specs says all that there is. */
const isDeclared = ({ name, args }: SyscallFact): boolean =>
  specOf(name) === undefined || args !== unknownArgs

/** For values that are no part of a call. */
const noCall: RawCall = {
  ...{ syscall: { name: '', nr: -1, args: [] }, pid: 0, completed: false, time: 0 },
  ...{ retLow: 0, retHigh: 0, low: () => 0, high: () => 0, chunk: () => undefined },
}

/**
 * Makes the function that writes a `siginfo_t`, given its first 48 bytes.
 *
 * @example siginfoFormatter(defaultCallOptions)(bytes) // '{si_signo=SIGINT, si_code=SI_USER, si_pid=1, si_uid=0}'
 */
export const siginfoFormatter = (options: CallOptions): ((bytes: Uint8Array) => string) => {
  const { show } = signalInfo(makeContext(options, { enter: [], exit: [] }))
  return bytes => show(bytes, 0, noCall)
}
