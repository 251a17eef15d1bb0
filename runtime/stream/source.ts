/** Where events come from: the kernel, or (later) a recording. */

import type { FilterConfig } from '../compiler/filter-config.ts'
import type { Counter } from '../compiler/state.ts'
import type { AggregateKind, Cells } from '../tables/aggregate.ts'
import type { MapStore } from '../tables/shared-map.ts'
import type { TableStore } from '../tables/table.ts'

/** Gets one record: its bytes start at a byte offset, a multiple of 4, of the words and bytes given. */
export type OnRecord = (words: Uint32Array, bytes: Uint8Array, at: number) => void

export interface EventSource extends Disposable {
  /** Milliseconds to add to the clock of the events for the wall clock. */
  readonly clockOffsetMs: number
  /**
   * Hands over the records that are there, oldest first, for about as long as given.
   *
   * @returns how many records were handed over, and whether more are waiting
   */
  drain(onRecord: OnRecord, budgetMs: number): { readonly records: number; readonly more: boolean }
  /** What was counted for a handler. */
  counter(handler: number, counter: Counter): number
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
  /** No new events from now on; what is there can still be drained. */
  detach(): void
}
