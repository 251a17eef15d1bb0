/** The style that is usual: time, process, call. */

import type { Output } from '../../sinks/output.ts'
import type { ShownCall } from '../../stream/shown-call.ts'
import type { TextBytes } from '../../text-bytes.ts'
import { clockOf, secondsText } from '../clock.ts'
import { paintOf } from './paint.ts'
import { argumentsText, put, stackLines } from './text.ts'
import type { Writer, WriterOptions } from './writer.ts'

const [open, openArgs, newline] = [0x5b, 0x28, 0x0a]

/** `[12:34:56.789] bash(1234) openat(AT_FDCWD, "/etc/passwd", O_RDONLY) = 3` */
export const lineWriter = (output: Output, options: WriterOptions): Writer => {
  const clock = clockOf(options.clock ?? 'clock', 3, options.startMs)
  const { dim, name, bad, who } = paintOf(options.color)
  const { durations, stacks, color } = options
  const write = (
    time: number,
    comm: string,
    pid: number,
    call: ShownCall,
    ret: number | undefined,
    duration: number | undefined,
    kstack: unknown,
    ustack: unknown,
  ): void => {
    const out = output.line()
    if (clock) {
      if (color) out.text(dim[0])
      out.byte(open)
      clock.put(time, out)
      out.text(color ? `]${dim[1]} ` : '] ')
    }
    if (color) out.text(who[0])
    out.text(comm)
    out.byte(openArgs)
    out.integer(pid)
    out.text(color ? `)${who[1]} ` : ') ')
    if (color) putColored(out, call, ret)
    else call.putLine(out)
    if (durations && duration !== undefined) out.text(` ${dim[0]}<${secondsText(duration / 1e6)}>${dim[1]}`)
    out.byte(newline)
    if (stacks) {
      stackLines(output, kstack)
      stackLines(output, ustack)
    }
  }
  const putColored = (out: TextBytes, call: ShownCall, ret: number | undefined): void => {
    const failed = ret !== undefined && ret < 0 && ret >= -4095
    out.text(name[0] + call.name + name[1])
    call.putArguments(out)
    const end = out.at
    out.text(failed ? ` = ${bad[0]}` : ' = ')
    const start = out.at
    call.putResult(out)
    if (out.at === start) out.at = end
    else if (failed) out.text(bad[1])
  }
  return {
    name: 'line',
    fields: [
      'time', 'comm', 'pid', 'shownCall',
      ...(color || durations || stacks ? ['ret'] : []),
      ...(durations || stacks ? [durations ? 'duration' : 'ret'] : []),
      ...(stacks ? ['kstack', 'ustack'] : []),
    ], // biome-ignore format: the order of the parameters
    write,
    called: call => {
      const { timeMs, comm, pid } = call
      if (clock) put(output, `${dim[0]}[${clock(timeMs)}]${dim[1]} `)
      output.write(
        `${who[0]}${comm}(${pid})${who[1]} ${name[0]}${call.name}${name[1]}(${argumentsText(call)})\n`,
      )
    },
  }
}
