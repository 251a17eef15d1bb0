/** strace's style, for what reads strace's logs. */

import type { Output } from '../../sinks/output.ts'
import { clockOf, secondsText } from '../clock.ts'
import { argumentsText, put, split, stackLines } from './text.ts'
import type { Writer, WriterOptions } from './writer.ts'

/** Where in the line the space before the equals sign is, as with strace. */
const resultColumn = 39

/** As `strace -f -o FILE` has it: `1234  openat(AT_FDCWD, "/etc/passwd", O_RDONLY) = 3`. */
export const straceWriter = (output: Output, options: WriterOptions): Writer => {
  const clock = clockOf(options.clock ?? 'none', 6, options.startMs)
  const { durations, stacks, processes } = options
  const begin = (time: number, tid: number): number => {
    const who = processes ? `${String(tid).padEnd(5)} ` : ''
    const start = clock ? `${who}${clock(time)} ` : who
    put(output, start)
    return start.length
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
    const width = resultColumn - begin(time, tid)
    put(output, at < call.length ? `${call.slice(0, at).padEnd(width)} = ${call.slice(at + 1)}` : call)
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
