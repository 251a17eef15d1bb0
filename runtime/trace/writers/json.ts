/** A JSON object for each call, on a line of its own. */

import { jsonText } from '../../json-text.ts'
import type { Output } from '../../sinks/output.ts'
import type { ShownCall } from '../../stream/shown-call.ts'
import { quotedText } from './text.ts'
import type { Writer, WriterOptions } from './writer.ts'

/** Remembers the last text: events of a process come one behind the other. */
const lastText = (make: (text: string) => string): ((text: string) => string) => {
  let last: string | undefined
  let made = ''
  return text => {
    if (text !== last) {
      last = text
      made = make(text)
    }
    return made
  }
}

export const jsonWriter = (output: Output, options: WriterOptions): Writer => {
  const { stacks } = options
  const commText = lastText(quotedText)
  const write = (
    pid: number,
    tid: number,
    uid: number,
    comm: string,
    syscall: string,
    nr: number,
    ret: number | undefined,
    duration: number | undefined,
    gid: number,
    error: string | undefined,
    call: ShownCall,
    kstack: unknown,
    ustack: unknown,
  ): void => {
    const out = output.line()
    out.text('{"timestamp":')
    call.putUnixNs(out)
    out.text(',"pid":')
    out.integer(pid)
    out.text(',"tid":')
    out.integer(tid)
    out.text(',"uid":')
    out.natural(uid)
    out.text(',"comm":')
    out.text(commText(comm))
    out.text(',"syscall":"')
    out.text(syscall)
    out.text('","syscall_nr":')
    out.natural(nr)
    out.text(',"args":[')
    call.putRegisters(out)
    out.text('],"ret":')
    if (ret === undefined) out.text('null')
    else out.integer(ret)
    out.text(',"duration_ns":')
    if (duration === undefined) out.text('null')
    else out.integer(duration)
    if (error === undefined) out.text(',"error":false,"gid":')
    else out.text(',"error":true,"gid":')
    out.natural(gid)
    if (error === undefined) out.text(',"errno":null,"call":"')
    else {
      out.text(',"errno":"')
      out.text(error)
      out.text('","call":"')
    }
    const start = out.at
    call.putLine(out)
    if (out.escapeJson(start)) out.text(stacks ? '"' : '"}\n')
    else {
      const text = jsonText(out.take(start))
      out.at = start - 1
      out.text(stacks ? text : `${text}}\n`)
    }
    if (stacks) out.text(`,"kstack":${jsonText(kstack)},"ustack":${jsonText(ustack)}}\n`)
  }
  return {
    name: 'json',
    fields: [
      'pid', 'tid', 'uid', 'comm', 'name', 'nr', 'ret', 'duration', 'gid', 'error', 'shownCall',
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
