/** A JSON object for each call, on a line of its own. */

import { jsonText } from '../../json-text.ts'
import type { Output } from '../../sinks/output.ts'
import type { ShownCall } from '../../stream/shown-call.ts'
import { Literal } from '../../text-bytes.ts'
import { quotedText } from './text.ts'
import type { Writer, WriterOptions } from './writer.ts'

/** Where a call comes from, as text: calls of a thread come one behind the other. */
interface Origin {
  readonly pid: number
  readonly tid: number
  readonly uid: number
  readonly comm: string
  readonly text: Literal | string
}

const isAscii = (text: string): boolean => /^[ -~]*$/.test(text)

/** The text from the process to the arguments, remembered by syscall. */
const originTexts = (): ((
  pid: number,
  tid: number,
  uid: number,
  comm: string,
  syscall: string,
  nr: number,
) => Literal | string) => {
  const known: (Origin | undefined)[] = []
  return (pid, tid, uid, comm, syscall, nr) => {
    const last = known[nr]
    if (last && last.tid === tid && last.comm === comm && last.pid === pid && last.uid === uid)
      return last.text
    const plain =
      `,"pid":${pid},"tid":${tid},"uid":${uid},"comm":${quotedText(comm)},"syscall":"${syscall}",` +
      `"syscall_nr":${nr},"args":[`
    const text = isAscii(plain) ? new Literal(plain) : plain
    known[nr] = { pid, tid, uid, comm, text }
    return text
  }
}

const timestamp = new Literal('{"timestamp":')
const result = new Literal('],"ret":')
const took = new Literal(',"duration_ns":')
const noDuration = new Literal(',"duration_ns":null')
const succeeded = new Literal(',"error":false,"gid":')
const failed = new Literal(',"error":true,"gid":')
const noError = new Literal(',"errno":null,"call":"')
const errorName = new Literal(',"errno":"')
const shown = new Literal('","call":"')
const end = new Literal('"}\n')

export const jsonWriter = (output: Output, options: WriterOptions): Writer => {
  const { stacks } = options
  const originText = originTexts()
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
    out.literal(timestamp)
    call.putUnixNs(out)
    const origin = originText(pid, tid, uid, comm, syscall, nr)
    if (typeof origin === 'string') out.text(origin)
    else out.literal(origin)
    call.putRegisters(out)
    out.literal(result)
    if (ret === undefined) out.text('null')
    else out.integer(ret)
    if (duration === undefined) out.literal(noDuration)
    else {
      out.literal(took)
      out.integer(duration)
    }
    out.literal(error === undefined ? succeeded : failed)
    out.natural(gid)
    if (error === undefined) out.literal(noError)
    else {
      out.literal(errorName)
      out.text(error)
      out.literal(shown)
    }
    const start = out.at
    call.putLine(out)
    if (out.escapeJson(start)) out.literal(end)
    else out.text(`${jsonText(out.take(start)).slice(1)}}\n`)
    if (!stacks) return
    out.at -= 2
    out.text(`,"kstack":${jsonText(kstack)},"ustack":${jsonText(ustack)}}\n`)
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
