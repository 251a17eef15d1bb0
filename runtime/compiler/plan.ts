/** What compiling gives: everything that the kernel is asked to do and how its answers are read. Plain data, frozen. */

import type { SyscallFact } from '../../bpf/facts/syscalls.ts'
import type { RecordLayout } from '../../bpf/layout.ts'
import type { MapSpec } from '../../bpf/spec.ts'
import type { HookProgram } from './emit/program.ts'
import type { BlobName, Capture, FieldUses } from './fields.ts'
import type { LivePlan } from './filter-config.ts'
import type { Hook } from './hook.ts'
import type { BoolExpr, Stmt } from './ir.ts'
import type { KernelMap } from './map-plan.ts'
import type { Phase } from './probe.ts'
import type { Reason } from './split.ts'
import type { KernelTable } from './table-plan.ts'
import type { Target } from './target.ts'

/** The blobs of the records of a call's entry and exit. */
export interface Halves {
  readonly entry: readonly BlobName[]
  readonly exit: readonly BlobName[]
  /** The call replaces all its memory, and its registers (exec). */
  readonly replaces: boolean
}

/** The syscalls of a handler that share one capture and one piece of kernel code. */
export interface VariantPlan {
  readonly syscalls: readonly SyscallFact[]
  readonly capture: Capture
  readonly layout: RecordLayout
  readonly body: readonly Stmt[]
  /** When the event is sent, or dealt with, in the kernel's terms. */
  readonly condition: BoolExpr
  readonly moved: boolean
  /**
   * The call replaces the memory that its strings are in (exec), or overwrites some that it is shown with: this is sent at
   * entry, in a record of its own, and put together with the exit's in user space.
   */
  readonly halves?: Halves
  /** What is tested at the entry of a call whose arguments are gone at its exit: an exit whose entry was not sent is no event. */
  readonly entryTest?: BoolExpr
  readonly stays: readonly Reason[]
}

/** A handler at one hook. `on(['a:enter', 'b'], f)` makes two of one registration. */
export interface HandlerPlan {
  /** Its number in the tags of records and in the counters. */
  readonly index: number
  readonly registration: number
  readonly phase: Phase
  readonly hook: Hook
  /** The probes as written. */
  readonly probes: readonly string[]
  readonly uses: FieldUses
  readonly variants: readonly VariantPlan[]
}

export interface Plan {
  readonly target: Target
  readonly handlers: readonly HandlerPlan[]
  readonly programs: readonly HookProgram[]
  readonly maps: readonly MapSpec[]
  readonly tables: readonly KernelTable[]
  readonly sharedMaps: readonly KernelMap[]
  /** The calls of `on` whose filters can change while the script runs. */
  readonly live: readonly LivePlan[]
  /** Where the state map says what is followed; undefined if nothing is. */
  readonly treeAt: number | undefined
  /** What the state map holds before the programs are attached. */
  readonly state: Uint8Array
  /** What the map of recipes holds; absent where no call is shown. */
  readonly recipes?: Uint8Array
}
