/** Groups a handler's syscalls by what its code depends on, and what the records of each group hold. */

import { descriptorArguments, pathArguments } from '../../bpf/facts/argument-roles.ts'
import type { SyscallArg, SyscallFact } from '../../bpf/facts/syscalls.ts'
import type { Recipe } from '../../bpf/recipe.ts'
import { type BlobName, type Capture, captureOf, commonFields, type FieldUses, type Raw } from './fields.ts'
import type { OnOptions } from './options.ts'
import type { Halves } from './plan.ts'
import type { Phase } from './probe.ts'
import { maxSyscalls } from './state.ts'
import type { Target } from './target.ts'

/** Calls that replace the memory their strings were in: these are read at entry. */
const replaceMemory: ReadonlySet<string> = new Set(['execve', 'execveat'])

export const isReplacing = (syscall: SyscallFact, phase: Phase): boolean =>
  phase === 'complete' && replaceMemory.has(syscall.name)

/** What of a handler decides on its groups. */
export interface Grouped {
  readonly phase: Phase
  readonly syscalls: readonly SyscallFact[]
  readonly uses: FieldUses
  /** What the option `where` reads: the kernel needs it, the event does not have it. */
  readonly tested?: FieldUses
  readonly source: { readonly demands: readonly OnOptions[] }
}

/** Which arguments the options of a handler are about: those that are descriptors, those that are paths. */
const rolesOf = ({ source }: Grouped, syscall: SyscallFact): { fds: number[]; paths: number[] } => ({
  fds: source.demands.some(({ fd }) => fd) ? descriptorArguments(syscall) : [],
  paths: source.demands.some(({ path }) => path) ? pathArguments(syscall) : [],
})

/** Whether options of a handler have to be tested at the entry of its calls, since what they are about is gone at the exit. */
export const isDecidedAtEntry = ({ source, phase }: Grouped, syscall: SyscallFact): boolean =>
  isReplacing(syscall, phase) && source.demands.some(({ fd, path }) => fd ?? path)

const noUses: FieldUses = { all: false, common: new Set(), direct: new Set(), viaArgs: new Set() }

/** The recipes of syscalls, each made once. */
export class Recipes {
  readonly #recipeOf: Target['recipeOf']
  readonly #made = new Map<SyscallFact, Recipe>()
  constructor(recipeOf: Target['recipeOf']) {
    this.#recipeOf = recipeOf
  }

  of(syscall: SyscallFact): Recipe {
    const made = this.#made.get(syscall) ?? this.#recipeOf(syscall)
    this.#made.set(syscall, made)
    return made
  }
}

/** What is read of a call's memory where the call is shown: nothing, all in one record, or some at entry already. */
const readsOf = (
  syscall: SyscallFact,
  { phase, uses }: Grouped,
  recipes: Recipes,
): 'none' | 'once' | 'twice' => {
  if (phase === 'moment' || !(uses.common.has('call') || uses.common.has('shownCall'))) return 'none'
  const { enter, exit } = recipes.of(syscall)
  if (phase === 'complete' && enter.length > 0) return 'twice'
  return enter.length + exit.length > 0 ? 'once' : 'none'
}

/** What of an argument's kind the records of a call depend on. */
const takenAs = ({ kind }: SyscallArg, { asRegisters }: FieldUses): string =>
  asRegisters && !kind.startsWith('string') ? '' : kind

/** Groups a handler's syscalls by what its code depends on: places and types of the arguments that it uses. */
export const variantsOf = (handler: Grouped, recipes: Recipes): SyscallFact[][] => {
  const { uses, phase } = handler
  if (phase === 'moment') return [[...handler.syscalls]]
  const everyArg = uses.all || uses.common.has('args')
  const used = new Set(
    [uses, handler.tested ?? noUses].flatMap(({ direct, viaArgs }) =>
      [...direct, ...viaArgs].filter(name => !(name in commonFields) || viaArgs.has(name)),
    ),
  )
  const groups = new Map<string, SyscallFact[]>()
  const names = everyArg || used.size > 0
  for (const syscall of handler.syscalls) {
    if (syscall.nr >= maxSyscalls) continue
    const key = names
      ? syscall.args
          .map((arg, i) =>
            everyArg ? takenAs(arg, uses) : used.has(arg.name) ? `${arg.name}:${i}:${arg.kind}` : '',
          )
          .join(',')
      : ''
    // With all arguments taken, conditions on them still depend on their names.
    const namesKey =
      everyArg && used.size > 0 ? syscall.args.map(arg => (used.has(arg.name) ? arg.name : '')).join() : ''
    const { fds, paths } = rolesOf(handler, syscall)
    const group = `${isReplacing(syscall, phase)} ${readsOf(syscall, handler, recipes)} ${key} ${namesKey} ${fds} ${paths}`
    const same = groups.get(group)
    if (same) same.push(syscall)
    else groups.set(group, [syscall])
  }
  return [...groups.values()]
}

/** What the record of an exit tells it by. */
const timeOfEntry = ['ns', 'duration'] as const

const isString = (blob: BlobName): boolean => blob.startsWith('string')

/** What is captured of a group of syscalls, and which blobs the entry sends, if it sends any. */
export const planCapture = (
  handler: Grouped,
  syscalls: readonly SyscallFact[],
  recipes: Recipes,
): { readonly capture: Capture; readonly halves?: Halves } => {
  const [first] = syscalls as [SyscallFact]
  const given = captureOf(handler.uses, first, handler.phase)
  // Strings that the kernel tests lie where a record of them would.
  const tested = captureOf(handler.tested ?? noUses, first, handler.phase).blobs
  const reads = readsOf(first, handler, recipes)
  const paths = rolesOf(handler, first).paths.map((i): BlobName => `string:${i}`)
  const others = [...new Set([...given.blobs, ...tested, ...paths])].filter(blob => blob !== 'memory')
  const blobs: readonly BlobName[] = reads === 'none' ? others : [...others, 'memory']
  const capture = { ...given, blobs }
  const replaces = isReplacing(first, handler.phase)
  const decided = isDecidedAtEntry(handler, first)
  if (!(replaces && (decided || others.some(isString))) && reads !== 'twice') return { capture }
  // The halves find each other by thread, or by process when a thread's exec has made it the leader: then by the time of entry.
  const raws = [...new Set<Raw>(['pid', 'tid', ...given.raws, ...(replaces ? timeOfEntry : [])])]
  const memory = blobs.filter(blob => blob === 'memory')
  const late = memory.length > 0 && syscalls.some(syscall => recipes.of(syscall).exit.length > 0)
  const halves = replaces
    ? { entry: blobs, exit: late ? memory : [], replaces }
    : { entry: memory, exit: blobs, replaces }
  return { capture: { ...capture, raws }, halves }
}
