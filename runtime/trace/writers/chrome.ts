/** Events for Chrome's trace viewer and Perfetto. */

import type { Output } from '../../sinks/output.ts'
import { argumentsText, callSeparator, put, quotedText } from './text.ts'
import type { Writer } from './writer.ts'

/**
 * A slice for each call on the track of its thread, for Chrome's trace viewer and Perfetto: an array of events, whose closing
 * bracket may be missing.
 */
export const chromeWriter = (output: Output): Writer => {
  const named = new Map<number, string>()
  let began = false
  const event = (json: string): void => {
    output.write(began ? ',\n' : '[\n')
    began = true
    put(output, json)
  }
  const write = (
    time: number,
    pid: number,
    tid: number,
    comm: string,
    syscall: string,
    call: string,
    duration = 0,
  ): void => {
    if (named.get(tid) !== comm) {
      named.set(tid, comm)
      const name = `"args":{"name":${quotedText(comm)}}`
      event(`{"ph":"M","name":"thread_name","pid":${pid},"tid":${tid},${name}}`)
      if (pid === tid) event(`{"ph":"M","name":"process_name","pid":${pid},${name}}`)
    }
    const us = duration / 1000
    const start = (time * 1000 - us).toFixed(3)
    event(
      `{"ph":"X","name":"${syscall}","pid":${pid},"tid":${tid},"ts":${start},"dur":${us},` +
        `"args":{"call":${quotedText(call.replace(callSeparator, ' = '))}}}`,
    )
  }
  return {
    name: 'chrome',
    fields: ['time', 'pid', 'tid', 'comm', 'name', 'call', 'duration'],
    write,
    called: call => {
      const { timeMs, pid, tid, name } = call
      event(
        `{"ph":"i","name":${quotedText(name)},"pid":${pid},"tid":${tid},"ts":${(timeMs * 1000).toFixed(3)},"s":"t",` +
          `"args":{"call":${quotedText(`${name}(${argumentsText(call)})`)}}}`,
      )
    },
  }
}
