/**
 * What is written of each call. A writer names the fields of the event that it takes, in order: the script's handler hands
 * over these and no others, so that the kernel sends nothing that nobody shows.
 */

import { jsonText } from '../json-text.ts'
import type { Output } from '../sinks/output.ts'
import { clockOf, secondsText } from './clock.ts'
import type { ClockKind, OutputKind } from './option-table.ts'

/** What stands between a call and its result in the text of `call`: it can be in no escaped text. */
export const callSeparator = '\x1f'

export interface WriterOptions {
  /** As asked; each style has its own default. */
  readonly clock: ClockKind | undefined
  /** How long each call took. */
  readonly durations: boolean
  readonly stacks: boolean
  readonly color: boolean
  /** Lines tell whose they are. */
  readonly processes: boolean
  /** When tracing began, ms since 1970. */
  readonly startMs: number
}

export interface Writer {
  /** The name of its function in the script. */
  readonly name: string
  /** Fields of an event, in the order in which they are given. */
  readonly fields: readonly string[]
  readonly write: (...values: never[]) => void
  /** Writes a line that is no call: of a signal, or of an end. Absent where such lines have no place. */
  readonly remark?: (timeMs: number, tid: number, text: string) => void
}

/** Writes text that is mostly plain. */
const put = (output: Output, text: string): void => {
  if (!output.writePlain(text)) output.write(text)
}

interface Paint {
  readonly dim: readonly [string, string]
  readonly name: readonly [string, string]
  readonly bad: readonly [string, string]
  readonly who: readonly [string, string]
}

const plain = ['', ''] as const
const noPaint: Paint = { dim: plain, name: plain, bad: plain, who: plain }

/** The codes around a text in a style. */
const codes = (style: 'dim' | 'bold' | 'red' | 'cyan'): readonly [string, string] => {
  const { styleText } = process.getBuiltinModule('node:util')
  const [before = '', after = ''] = styleText(style, '|', { validateStream: false }).split('|')
  return [before, after]
}

const paintOf = (color: boolean): Paint =>
  color ? { dim: codes('dim'), name: codes('bold'), bad: codes('red'), who: codes('cyan') } : noPaint

/** Result and call of the text of `call`. */
const split = (call: string): number => {
  const at = call.indexOf(callSeparator)
  return at < 0 ? call.length : at
}

const stackLines = (output: Output, stack: unknown): void => {
  for (const frame of String(stack).split('\n')) if (frame !== '') output.write(` > ${frame}\n`)
}

/** `[12:34:56.789] bash(1234) openat(AT_FDCWD, "/etc/passwd", O_RDONLY) = 3` */
const lineWriter = (output: Output, options: WriterOptions): Writer => {
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
  }
}

/** As `strace -f -o FILE` has it: `1234  openat(AT_FDCWD, "/etc/passwd", O_RDONLY) = 3`. */
const straceWriter = (output: Output, options: WriterOptions): Writer => {
  const clock = clockOf(options.clock ?? 'none', 6, options.startMs)
  const { durations, stacks, processes } = options
  const begin = (time: number, tid: number): void => {
    if (processes) put(output, `${String(tid).padEnd(5)} `)
    if (clock) put(output, `${clock(time)} `)
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
    begin(time, tid)
    put(output, at < call.length ? `${call.slice(0, at).padEnd(39)} = ${call.slice(at + 1)}` : call)
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
  }
}

/** Columns TIME PID COMM SYSCALL ARGS RET DUR(μs). */
const tableWriter = (output: Output, options: WriterOptions): Writer => {
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
    if (!headed) {
      headed = true
      output.write(row('TIME', '    PID', 'COMM', 'SYSCALL', 'ARGS', 'RET'.padEnd(12), 'DUR(μs)'))
    }
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
  }
}

/** Arguments and results as JSON numbers of all their digits. */
const numbersText = (values: readonly (number | bigint)[]): string => values.join()

/** Strings are mostly plain. */
const quotedText = (text: string): string => (/^[ !#-[\]-~]*$/.test(text) ? `"${text}"` : jsonText(text))

const jsonWriter = (output: Output, options: WriterOptions): Writer => {
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
        `"syscall_nr":${nr},"args":[${numbersText(args)}],"ret":${ret ?? null},"duration_ns":${duration ?? null},` +
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
  }
}

/** RFC 4180, with the lines' ends as they are on Linux. */
const csvField = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

const csvWriter = (output: Output): Writer => {
  let headed = false
  const write = (
    timestamp: string,
    pid: number,
    comm: string,
    syscall: string,
    call: string,
    ret: number | undefined,
    duration: number | undefined,
  ): void => {
    if (!headed) {
      headed = true
      output.write('timestamp,pid,comm,syscall,args,ret,duration_ns\n')
    }
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
  }
}

/**
 * A slice for each call on the track of its thread, for Chrome's trace viewer and Perfetto: an array of events, whose closing
 * bracket may be missing.
 */
const chromeWriter = (output: Output): Writer => {
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
  return { name: 'chrome', fields: ['time', 'pid', 'tid', 'comm', 'name', 'call', 'duration'], write }
}

/** Makes the writer of an output. */
export const writerOf = (kind: OutputKind, output: Output, options: WriterOptions): Writer => {
  switch (kind) {
    case 'line':
    case 'text':
      return lineWriter(output, options)
    case 'strace':
      return straceWriter(output, options)
    case 'table':
      return tableWriter(output, options)
    case 'json':
      return jsonWriter(output, options)
    case 'csv':
      return csvWriter(output)
    case 'chrome':
      return chromeWriter(output)
  }
}
