/** The style that is usual: time, process, call. */

import type { Output } from '../../sinks/output.ts'
import { clockOf, secondsText } from '../clock.ts'
import { paintOf } from './paint.ts'
import { argumentsText, put, split, stackLines } from './text.ts'
import type { Writer, WriterOptions } from './writer.ts'

/** `[12:34:56.789] bash(1234) openat(AT_FDCWD, "/etc/passwd", O_RDONLY) = 3` */
export const lineWriter = (output: Output, options: WriterOptions): Writer => {
  const clock = clockOf(options.clock ?? 'clock', 3, options.startMs)
  const { dim, name, bad, who } = paintOf(options.color)
  const { durations, stacks, color } = options
  const write = (
    time: number,
    comm: string,
    pid: number,
    call: string,
    ret: number | undefined,
    duration: number | undefined,
    kstack: unknown,
    ustack: unknown,
  ): void => {
    if (clock) put(output, `${dim[0]}[${clock(time)}]${dim[1]} `)
    const at = split(call)
    const result = call.slice(at + 1)
    if (color) {
      const open = call.indexOf('(')
      output.write(
        `${who[0]}${comm}(${pid})${who[1]} ${name[0]}${call.slice(0, open)}${name[1]}${call.slice(open, at)}`,
      )
      const failed = ret !== undefined && ret < 0 && ret >= -4095
      if (at < call.length) output.write(failed ? ` = ${bad[0]}${result}${bad[1]}` : ` = ${result}`)
    } else {
      put(output, comm)
      put(output, `(${pid}) `)
      put(output, at < call.length ? `${call.slice(0, at)} = ${result}` : call)
    }
    if (durations && duration !== undefined)
      put(output, ` ${dim[0]}<${secondsText(duration / 1e6)}>${dim[1]}`)
    output.write('\n')
    if (stacks) {
      stackLines(output, kstack)
      stackLines(output, ustack)
    }
  }
  return {
    name: 'line',
    fields: [
      'time', 'comm', 'pid', 'call',
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
