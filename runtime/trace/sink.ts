/** The outputs of `trace`, as the session's sink: lines go to them by their writers, messages about the run to JSON. */

import { jsonText } from '../json-text.ts'
import { FileOutput, type Output } from '../sinks/output.ts'
import type { Message, Sink } from '../sinks/sink.ts'
import type { OutputKind } from './option-table.ts'
import type { OutputTarget } from './request.ts'

/** An open output. */
export interface TraceOutput {
  readonly kind: OutputKind
  readonly output: Output
}

/**
 * Opens outputs.
 *
 * @throws SystraceError when a file cannot be created; none stays open then
 */
export const openOutputs = (targets: readonly OutputTarget[]): TraceOutput[] => {
  const opened: TraceOutput[] = []
  try {
    for (const target of targets)
      opened.push({
        kind: target.kind,
        output: 'path' in target ? FileOutput.create(target.path) : new FileOutput(target.fd),
      })
    return opened
  } catch (error) {
    for (const { output } of opened) output.close()
    throw error
  }
}

const forPeople: ReadonlySet<OutputKind> = new Set(['line', 'table', 'strace', 'text'])

export class TraceSink implements Sink {
  readonly #outputs: readonly TraceOutput[]

  constructor(outputs: readonly TraceOutput[]) {
    this.#outputs = outputs
  }

  print(values: readonly unknown[]): void {
    this.printf(`${values.map(String).join(' ')}\n`)
  }

  /** Text for people: outputs for programs do not get it. */
  printf(text: string): void {
    for (const { kind, output } of this.#outputs) if (forPeople.has(kind)) output.write(text)
  }

  table(): void {}

  message(message: Message): void {
    for (const { kind, output } of this.#outputs) if (kind === 'json') output.write(`${jsonText(message)}\n`)
  }

  flush(): void {
    for (const { output } of this.#outputs) output.flush()
  }

  close(): void {
    for (const { output } of this.#outputs) output.close()
  }
}
