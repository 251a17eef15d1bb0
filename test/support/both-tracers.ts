/**
 * systrace and strace over one run of one program, so that every value of every call must be the same: systrace traces a
 * user of the run's own, as whom strace runs the program. What of that user is strace's and not the program's is left out.
 */

import { spawn } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Command, type Ended } from '../cli/command.ts'
import { type CallCounts, parseStraceLog, type StraceLog } from './strace-log.ts'
import { nextIdentity } from './workload.ts'

/** Lets all users pass through a folder, and those above it. */
export const letThrough = (folder: string): void => {
  const { mode } = statSync(folder)
  if ((mode & 0o001) !== 0) return
  chmodSync(folder, mode | 0o001)
  letThrough(dirname(folder))
}

export interface TracedTwice {
  readonly ours: StraceLog
  readonly theirs: StraceLog
  /** What `trace -C` counted. */
  readonly summary: CallCounts
  /** What systrace said: losses. */
  readonly messages: string
}

interface SummaryRows {
  readonly syscalls: readonly { readonly syscall: string; readonly calls: number; readonly errors: number }[]
}

/** Before its exec the program is strace; setpriv is what strace was. */
const theirNames = 'strace,setpriv'

/** The table of `trace -C -f json`. */
export const summaryOf = (json: string): CallCounts => {
  const [summary, ...others] = json.trimEnd().split('\n')
  if (others.length > 0) throw new Error(`The summary is not all that was said: ${others.join()}`)
  return Object.fromEntries(
    (JSON.parse(summary!) as SummaryRows).syscalls.map(({ syscall, calls, errors }) => [
      syscall,
      [calls, errors],
    ]),
  )
}

/** The calls of the first counts that are not among the second's. */
export const reduced = (counts: CallCounts, beyond: CallCounts): CallCounts =>
  Object.fromEntries(
    Object.entries(counts).flatMap(([name, [calls, errors]]): [string, readonly [number, number]][] => {
      const [more, wrong] = beyond[name] ?? [0, 0]
      return calls === more ? [] : [[name, [calls - more, errors - wrong]]]
    }),
  )

/** Our lines of the threads that strace saw, from the program's first exec on. */
export const linesOf = (log: string, { threads, events }: StraceLog): string => {
  const [first] = threads.keys()
  let begun = false
  return log
    .split('\n')
    .filter(line => {
      const tid = Number.parseInt(line, 10)
      if (tid === first) begun ||= /^\d+ +execve\(/.test(line)
      return begun && (threads.has(tid) || events.has(tid))
    })
    .join('\n')
}

/** Runs a program under strace; its exit code and what it wrote. */
const runUnderStrace = (
  uid: number,
  folder: string,
  command: readonly string[],
  full: boolean,
): Promise<string> =>
  new Promise((resolve, reject) => {
    const user = [`--reuid=${uid}`, `--regid=${uid}`, '--clear-groups']
    const options = ['-f', '-C', '-o', 'log', ...(full ? ['-v'] : [])]
    const child = spawn('setpriv', [...user, 'strace', ...options, '--', ...command], {
      cwd: folder,
      env: { ...process.env, HOME: folder, TMPDIR: folder, LC_ALL: 'C' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let text = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (part: string) => {
        text += part
      })
    child.on('error', reject).on('close', code => resolve(`${text}[${code}]`))
  })

/**
 * Runs a program in an empty folder of its own under both tracers.
 *
 * @param command the program by its whole path, and its arguments; `$folder` in them is the folder
 * @param options `full`: structs whole, with `--full` and `-v`
 */
export const traceTwice = async (command: readonly string[], { full = false } = {}): Promise<TracedTwice> => {
  const { uid } = nextIdentity()
  const above = mkdtempSync(join(tmpdir(), 'twice-'))
  const folder = join(above, 'folder')
  mkdirSync(folder)
  letThrough(folder)
  chownSync(folder, uid, uid)
  const output = join(above, 'ours')
  const who = ['trace', '-v', '-u', String(uid)]
  const tracers = [
    [...who, '--style', 'strace', '-o', output, ...(full ? ['--full'] : [])],
    [...who, '-C', '-f', 'json'],
    [...who, '-C', '-f', 'json', '-c', theirNames],
  ].map(args => new Command(args))
  try {
    await Promise.all(tracers.map(tracer => tracer.attached()))
    const said = await runUnderStrace(
      uid,
      folder,
      command.map(word => word.replaceAll('$folder', folder)),
      full,
    )
    const theirs = parseStraceLog(readFileSync(join(folder, 'log'), 'utf8'))
    if (theirs.threads.size === 0) throw new Error(`strace saw nothing: ${said}`)
    for (const tracer of tracers) tracer.kill('SIGINT')
    const [lines, all, part] = (await Promise.all(tracers.map(tracer => tracer.ended()))) as [
      Ended,
      Ended,
      Ended,
    ]
    const messages = [lines, all, part].map(({ stderr }) => stderr.replace(/^systrace: attached .*\n/, ''))
    return {
      messages: messages.join(''),
      ours: parseStraceLog(linesOf(readFileSync(output, 'utf8'), theirs)),
      theirs,
      summary: reduced(summaryOf(all.stdout), summaryOf(part.stdout)),
    }
  } finally {
    for (const tracer of tracers) await tracer[Symbol.asyncDispose]()
    rmSync(above, { recursive: true, force: true })
  }
}
