/** A row of comma-separated values for each call, under a header. */

import type { Output } from '../../sinks/output.ts'
import { argumentsText, put, split } from './text.ts'
import type { Writer } from './writer.ts'

/** RFC 4180, with the lines' ends as they are on Linux. */
const csvField = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

export const csvWriter = (output: Output): Writer => {
  let headed = false
  const header = (): void => {
    if (headed) return
    headed = true
    output.write('timestamp,pid,comm,syscall,args,ret,duration_ns\n')
  }
  const write = (
    timestamp: string,
    pid: number,
    comm: string,
    syscall: string,
    call: string,
    ret: number | undefined,
    duration: number | undefined,
  ): void => {
    header()
    const args = call.slice(call.indexOf('(') + 1, split(call) - 1)
    put(
      output,
      `${timestamp},${pid},${csvField(comm)},${syscall},${csvField(args)},${ret ?? ''},${duration ?? ''}`,
    )
    output.write('\n')
  }
  return {
    name: 'csv',
    fields: ['unixNs', 'pid', 'comm', 'name', 'call', 'ret', 'duration'],
    write,
    called: call => {
      header()
      const { timestamp, pid, comm, name } = call
      output.write(`${timestamp},${pid},${csvField(comm)},${name},${csvField(argumentsText(call))},,\n`)
    },
  }
}
