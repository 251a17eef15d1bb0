/** strace's style, for what reads strace's logs. */

import type { Output } from '../../sinks/output.ts'
import { clockOf, secondsText } from '../clock.ts'
import { argumentsText, put, split, stackLines } from './text.ts'
import type { Writer, WriterOptions } from './writer.ts'

/** As `strace -f -o FILE` has it: `1234  openat(AT_FDCWD, "/etc/passwd", O_RDONLY) = 3`. */
export const straceWriter = (output: Output, options: WriterOptions): Writer => {
  const clock = clockOf(options.clock ?? 'none', 6, options.startMs)
  const { durations, stacks, processes } = options
  const begin = (time: number, tid: number): void => {
    if (processes) put(output, `${String(tid).padEnd(5)} `)
    if (clock) put(output, `${clock(time)} `)
  }
  const write = (
    time: number,
    tid: number,
    call: string,
    duration: number | undefined,
    kstack: unknown,
    ustack: unknown,
  ): void => {
    const at = split(call)
    begin(time, tid)
    put(output, at < call.length ? `${call.slice(0, at).padEnd(39)} = ${call.slice(at + 1)}` : call)
    if (durations && duration !== undefined) put(output, ` <${secondsText(duration / 1e6)}>`)
    output.write('\n')
    if (stacks) {
      stackLines(output, kstack)
      stackLines(output, ustack)
    }
  }
  return {
    name: 'strace',
    fields: [
      'time', 'tid', 'call',
      ...(durations || stacks ? [durations ? 'duration' : 'ret'] : []),
      ...(stacks ? ['kstack', 'ustack'] : []),
    ], // biome-ignore format: the order of the parameters
    write,
    remark: (time, tid, text) => {
      begin(time, tid)
      output.write(`${text}\n`)
    },
    called: call => {
      begin(call.timeMs, call.tid)
      output.write(`${call.name}(${argumentsText(call)})\n`)
    },
  }
}
