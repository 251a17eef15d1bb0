/** Keeps everything as data: for tests, and for running a script from a program. */

import type { TableSnapshot } from '../tables/snapshot.ts'
import type { Message, Sink } from './sink.ts'

export type Captured =
  | { readonly type: 'print'; readonly values: readonly unknown[] }
  | { readonly type: 'printf'; readonly text: string }
  | { readonly type: 'table'; readonly snapshot: TableSnapshot }
  | { readonly type: 'message'; readonly message: Message }

/**
 * @example
 * const sink = new CaptureSink()
 * sink.print(['bash', 1])
 * sink.captured // [{ type: 'print', values: ['bash', 1] }]
 */
export class CaptureSink implements Sink {
  readonly captured: Captured[] = []
  closed = false

  /** The values of every `print`, in order. */
  get printed(): (readonly unknown[])[] {
    return this.captured.flatMap(item => (item.type === 'print' ? [item.values] : []))
  }

  /** The tables by name, the last snapshot of each. */
  get tables(): ReadonlyMap<string, TableSnapshot> {
    return new Map(
      this.captured.flatMap(item => (item.type === 'table' ? [[item.snapshot.name, item.snapshot]] : [])),
    )
  }

  print(values: readonly unknown[]): void {
    this.captured.push({ type: 'print', values: [...values] })
  }

  printf(text: string): void {
    this.captured.push({ type: 'printf', text })
  }

  table(snapshot: TableSnapshot): void {
    this.captured.push({ type: 'table', snapshot })
  }

  message(message: Message): void {
    this.captured.push({ type: 'message', message })
  }

  flush(): void {}

  close(): void {
    this.closed = true
  }
}
