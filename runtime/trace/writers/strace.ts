/** strace's style, for what reads strace's logs. */

import type { Output } from '../../sinks/output.ts'
import type { ShownCall } from '../../stream/shown-call.ts'
import type { TextBytes } from '../../text-bytes.ts'
import { clockOf, secondsText } from '../clock.ts'
import { argumentsText, stackLines } from './text.ts'
import type { Writer, WriterOptions } from './writer.ts'

/** Where in the line the space before the equals sign is, as with strace. */
const resultColumn = 39
const newline = 0x0a

/** As `strace -f -o FILE` has it: `1234  openat(AT_FDCWD, "/etc/passwd", O_RDONLY) = 3`. */
export const straceWriter = (output: Output, options: WriterOptions): Writer => {
  const clock = clockOf(options.clock ?? 'none', 6, options.startMs)
  const { durations, stacks, processes } = options
  const begin = (time: number, tid: number): TextBytes => {
    const out = output.line()
    const start = out.at
    if (processes) {
      out.natural(tid)
      out.pad(start, 5)
      out.text(' ')
    }
    if (clock) {
      clock.put(time, out)
      out.text(' ')
    }
    return out
  }
  const write = (
    time: number,
    tid: number,
    call: ShownCall,
    duration: number | undefined,
    kstack: unknown,
    ustack: unknown,
  ): void => {
    const start = output.line().at
    const out = begin(time, tid)
    call.putLine(out, start, resultColumn)
    if (durations && duration !== undefined) out.text(` <${secondsText(duration / 1e6)}>`)
    out.byte(newline)
    if (stacks) {
      stackLines(output, kstack)
      stackLines(output, ustack)
    }
  }
  return {
    name: 'strace',
    fields: [
      'time', 'tid', 'shownCall',
      ...(durations || stacks ? [durations ? 'duration' : 'ret'] : []),
      ...(stacks ? ['kstack', 'ustack'] : []),
    ], // biome-ignore format: the order of the parameters
    write,
    remark: (time, tid, text) => {
      begin(time, tid).text(`${text}\n`)
    },
    called: call => {
      begin(call.timeMs, call.tid).text(`${call.name}(${argumentsText(call)})\n`)
    },
  }
}
