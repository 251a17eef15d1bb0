/** The lines between the calls in strace's style: `--- SIGCHLD {…} ---` and `+++ exited with 0 +++`. */

import { signalName } from '../../bpf/facts/errors.ts'
import { siginfoFormatter } from '../calls/format.ts'
import type { CallOptions } from '../calls/options.ts'
import { handlerText, type Selection, type TraceFunctions } from './script.ts'
import type { Writer } from './writers/writer.ts'

/** A process that is killed at once gets no other signal than this, which strace does not see. */
const killed = 'SIGKILL'

/**
 * The handlers of these lines, for those writers that have a place for them; undefined if none has.
 *
 * @param who options that choose processes
 */
export const processLines = (
  writers: readonly Writer[],
  who: Selection['options'],
  options: CallOptions,
): { readonly text: string; readonly functions: TraceFunctions } | undefined => {
  const remarks = writers.flatMap(({ remark }) => remark ?? [])
  if (remarks.length === 0) return undefined
  const say = (time: number, tid: number, text: string): void => {
    for (const remark of remarks) remark(time, tid, text)
  }
  let format: ReturnType<typeof siginfoFormatter> | undefined
  const bytes = new Uint8Array(128)
  const view = new DataView(bytes.buffer)
  // As they lie in the struct: what is an address with some signals is a process and a user with others.
  const signal = (
    time: number,
    tid: number,
    number: number,
    error: number,
    code: number,
    pid: number,
    uid: number,
    value: number | bigint,
    userTime: number,
    systemTime: number,
  ): void => {
    const name = signalName(number) ?? String(number)
    if (name === killed) return
    for (const [at, word] of [number, error, code, 0, pid, uid].entries()) view.setInt32(4 * at, word, true)
    view.setBigUint64(24, BigInt.asUintN(64, BigInt(value)), true)
    view.setBigInt64(32, BigInt(userTime), true)
    view.setBigInt64(40, BigInt(systemTime), true)
    format ??= siginfoFormatter(options)
    say(time, tid, `--- ${name} ${format(bytes)} ---`)
  }
  const ended = (time: number, tid: number, code: number, by: number, core: boolean): void => {
    const text =
      by > 0 ? `killed by ${signalName(by) ?? by}${core ? ' (core dumped)' : ''}` : `exited with ${code}`
    say(time, tid, `+++ ${text} +++`)
  }
  const fields = ['signal', 'si_errno', 'si_code', 'si_pid', 'si_uid', 'si_value', 'si_utime', 'si_stime']
  return {
    text: [
      handlerText(
        { probes: ['process:signal'], options: who },
        `signal(e.time, e.tid, ${fields.map(field => `e.${field}`).join(', ')})`,
      ),
      handlerText(
        { probes: ['process:exit'], options: who },
        'ended(e.time, e.tid, e.code, e.signal, e.core)',
      ),
    ].join('\n'),
    functions: { signal, ended },
  }
}
