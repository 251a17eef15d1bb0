/** The calls of functions of the kernel that `--kprobe` asks for, written among those of the system. */

import { handlerText, type Selection, type TraceFunctions } from './script.ts'
import type { FunctionCall, Writer } from './writers/writer.ts'

/**
 * The handler of these functions.
 *
 * @param names of functions
 * @param who options that choose processes
 */
export const functionLines = (
  names: readonly string[],
  who: Selection['options'],
  writers: readonly Writer[],
): { readonly text: string; readonly functions: TraceFunctions } => {
  const called = (
    timeMs: number,
    timestamp: string,
    pid: number,
    tid: number,
    uid: number,
    comm: string,
    name: string,
    args: FunctionCall['args'],
  ): void => {
    const call = { timeMs, timestamp, pid, tid, uid, comm, name, args }
    for (const writer of writers) writer.called(call)
  }
  const fields = ['time', 'unixNs', 'pid', 'tid', 'uid', 'comm', 'name', 'args']
  const probes = names.map(name => `kprobe:${name}`)
  return {
    text: handlerText({ probes, options: who }, `called(${fields.map(field => `e.${field}`).join(', ')})`),
    functions: { called },
  }
}
