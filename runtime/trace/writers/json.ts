/** A JSON object for each call, on a line of its own. */

import { jsonText } from '../../json-text.ts'
import type { Output } from '../../sinks/output.ts'
import { callSeparator, put, quotedText } from './text.ts'
import type { Writer, WriterOptions } from './writer.ts'

export const jsonWriter = (output: Output, options: WriterOptions): Writer => {
  const { stacks } = options
  const write = (
    timestamp: string,
    pid: number,
    tid: number,
    uid: number,
    comm: string,
    syscall: string,
    nr: number,
    args: readonly (number | bigint)[],
    ret: number | undefined,
    duration: number | undefined,
    gid: number,
    error: string | undefined,
    call: string,
    kstack: unknown,
    ustack: unknown,
  ): void => {
    put(
      output,
      `{"timestamp":${timestamp},"pid":${pid},"tid":${tid},"uid":${uid},"comm":${quotedText(comm)},"syscall":"${syscall}",` +
        `"syscall_nr":${nr},"args":[${args.join()}],"ret":${ret ?? null},"duration_ns":${duration ?? null},` +
        `"error":${error !== undefined},"gid":${gid},"errno":${error === undefined ? 'null' : `"${error}"`},"call":`,
    )
    put(output, quotedText(call.replace(callSeparator, ' = ')))
    if (stacks) output.write(`,"kstack":${jsonText(kstack)},"ustack":${jsonText(ustack)}`)
    output.write('}\n')
  }
  return {
    name: 'json',
    fields: [
      'unixNs', 'pid', 'tid', 'uid', 'comm', 'name', 'nr', 'regs', 'ret', 'duration', 'gid', 'error', 'call',
      ...(stacks ? ['kstack', 'ustack'] : []),
    ], // biome-ignore format: the order of the parameters
    write,
    called: ({ timestamp, pid, tid, uid, comm, name, args }) =>
      output.write(
        `{"timestamp":${timestamp},"pid":${pid},"tid":${tid},"uid":${uid},"comm":${quotedText(comm)},` +
          `"function":${quotedText(name)},"args":${jsonText(args)}}\n`,
      ),
  }
}
