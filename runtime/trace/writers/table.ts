/** Lines in columns. */

import type { Output } from '../../sinks/output.ts'
import { clockOf } from '../clock.ts'
import { paintOf } from './paint.ts'
import { argumentsText, split, stackLines } from './text.ts'
import type { Writer, WriterOptions } from './writer.ts'

/** Columns TIME PID COMM SYSCALL ARGS RET DUR(μs). */
export const tableWriter = (output: Output, options: WriterOptions): Writer => {
  const clock = clockOf(options.clock ?? 'clock', 3, options.startMs)
  const { dim, name, bad, who } = paintOf(options.color)
  const timeWidth = clock ? clock(options.startMs).length : 0
  const row = (
    time: string,
    pid: string,
    comm: string,
    call: string,
    args: string,
    ret: string,
    us: string,
  ): string =>
    `${clock ? `${dim[0]}${time.padEnd(timeWidth)}${dim[1]} ` : ''}${pid.padStart(7)} ` +
    `${who[0]}${comm.padEnd(15)}${who[1]} ${name[0]}${call.padEnd(16)}${name[1]} ${args.padEnd(48)} ${ret} ${us.padStart(10)}\n`
  let headed = false
  const header = (): void => {
    if (headed) return
    headed = true
    output.write(row('TIME', '    PID', 'COMM', 'SYSCALL', 'ARGS', 'RET'.padEnd(12), 'DUR(μs)'))
  }
  const write = (
    time: number,
    pid: number,
    comm: string,
    syscall: string,
    call: string,
    duration: number | undefined,
    kstack: unknown,
    ustack: unknown,
  ): void => {
    header()
    const at = split(call)
    const args = call.slice(call.indexOf('(') + 1, at - 1)
    const result = call.slice(at + 1).padEnd(12)
    const ret = result.startsWith('-1 E') ? `${bad[0]}${result}${bad[1]}` : result
    output.write(
      row(
        clock?.(time) ?? '',
        String(pid),
        comm,
        syscall,
        args,
        ret,
        duration === undefined ? '' : (duration / 1000).toFixed(1),
      ),
    )
    if (options.stacks) {
      stackLines(output, kstack)
      stackLines(output, ustack)
    }
  }
  return {
    name: 'table',
    fields: [
      'time',
      'pid',
      'comm',
      'name',
      'call',
      'duration',
      ...(options.stacks ? ['kstack', 'ustack'] : []),
    ],
    write,
    called: call => {
      header()
      const { timeMs, pid, comm } = call
      output.write(row(clock?.(timeMs) ?? '', String(pid), comm, call.name, argumentsText(call), '', ''))
    },
  }
}
