/** Where rows go. One sink per run, chosen by the command line; it alone knows how things are written down. */

import type { TableSnapshot } from '../tables/snapshot.ts'

/**
 * Something about the run itself that a program reading the output wants to know: lost events, a handler's error. People
 * read it on stderr, so that only sinks for programs write it.
 */
export interface Message {
  /** Stable, such as `lost`; the other types in use are `print`, `printf` and `table`. */
  readonly type: string
  readonly [field: string]: unknown
}

export interface Sink {
  /** One `print` of a script. */
  print(values: readonly unknown[]): void
  /** Text that `printf` made: it has its own newlines. */
  printf(text: string): void
  table(snapshot: TableSnapshot): void
  message(message: Message): void
  /** Hands everything written so far to the reader. Until then it may be buffered. */
  flush(): void
  /** Flushes, and closes what the sink owns. */
  close(): void
}
