/** Where events come from: the kernel, or (later) a recording. */

import type { FilterConfig } from '../compiler/filter-config.ts'
import type { Counter } from '../compiler/state.ts'
import type { AggregateKind, Cells } from '../tables/aggregate.ts'
import type { MapStore } from '../tables/shared-map.ts'
import type { TableStore } from '../tables/table.ts'

/** Gets one record: its bytes start at a byte offset, a multiple of 4, of the words and bytes given. */
export type OnRecord = (words: Uint32Array, bytes: Uint8Array, at: number) => void

/** The processes that are followed, where handlers demand that (`tree`): a set in the kernel. */
export interface ProcessTree {
  /**
   * Puts processes in, with all their threads, before or while the source runs. Those that are not there, or have ended, are left
   * out.
   *
   * @throws SysError when the set is full
   * @example tree.follow([1234])
   */
  follow(pids: readonly number[]): void
  /** From now on children of processes in the set go in as well, before their first call. */
  followChildren(): void
  /** What is forked by this process meanwhile goes in, and its calls are taken from its exec on. */
  launch<T>(start: () => T): T
  /** Whether all have ended. */
  isEmpty(): boolean
  /** How many processes found the set full. */
  unfollowed(): number
}

export interface Drained {
  readonly records: number
  /** Whether more are waiting. */
  readonly more: boolean
  /** Whether they took so little of the room that is there that the next look has time. */
  readonly few: boolean
}

export interface EventSource extends Disposable {
  /** Whether records may come: if all is counted in the kernel, none do. */
  readonly hasRecords: boolean
  /** Milliseconds to add to the clock of the events for the wall clock. */
  readonly clockOffsetMs: number
  /** Hands over the records that are there, oldest first, for about as long as given. */
  drain(onRecord: OnRecord, budgetMs: number): Drained
  /** What was counted for a handler. */
  counter(handler: number, counter: Counter): number
  /** How often a program was not run when it should have been, by its index in the plan, as far as the kernel counts that. */
  missed(program: number): number
  /** The rows of a table that the source fills, by its index in the plan. */
  store(table: number): TableStore<Cells[AggregateKind]>
  /** The entries of a shared map that the source holds, by its index in the plan. */
  mapStore(map: number): MapStore
  /**
   * Changes the filters of a call of `on`, by its index in the plan's `live`, all at once.
   *
   * @throws RangeError when its lists are too long, SystraceError; the filters stay as they were then
   */
  filter(live: number, config: FilterConfig): void
  /** The followed processes; undefined where no handler demands it. */
  readonly tree: ProcessTree | undefined
  /** No new events from now on; what is there can still be drained. */
  detach(): void
}
