/** `systrace record`: events into a file, to be replayed on any machine. */

import { release } from 'node:os'
import type { CallOptions } from '../calls/options.ts'
import { spellings } from '../command-line/option-row.ts'
import { shellWord } from '../command-line/shell-word.ts'
import { render } from '../diagnostic.ts'
import { UsageError } from '../errors.ts'
import type { ScriptSource } from '../loader.ts'
import { checkNotScript } from '../overwrite.ts'
import { type RecordTo, SessionRecorder } from '../recording/session-recorder.ts'
import { type RunOptions, run } from '../session.ts'
import type { Sink } from '../sinks/sink.ts'
import { pinnedAtHome } from '../sources/reference.ts'
import { resolveSource } from '../sources/resolve.ts'
import { handlerText } from '../trace/script.ts'
import { selectionOf } from '../trace/selection.ts'
import { version } from '../version.ts'
import { type CommandCall, command } from './command.ts'
import { recordGroups, recordOptions } from './record-options.ts'

type Call = CommandCall<typeof recordOptions>

/** What chooses events by its own: a script says itself what it wants. */
const ofSelections = [
  'syscall', 'path', 'fd', 'cgroup', 'container', 'failed', 'ok', 'errno', 'minDuration', 'sample', 'follow',
  'kprobe', 'entries',
] as const // biome-ignore format: one list

/** What a script prints while it is recorded is printed when it is replayed. */
const silent: Sink = {
  print: () => {},
  printf: () => {},
  table: () => {},
  message: () => {},
  flush: () => {},
  close: () => {},
}

/** What is to be recorded. */
type Recorded = Pick<RunOptions, 'source' | 'scriptArgs' | 'filters' | 'command' | 'follow'> & {
  /** Fields that are taken whatever the handlers read. */
  readonly fields: readonly string[]
}

const scriptOf = async ({ given, words, tell, paint }: Call): Promise<ScriptSource | undefined> => {
  const [path] = words
  if (path !== undefined && given.eval === undefined)
    return await resolveSource(path, { ...given, tell, paint })
  if (given.integrity !== undefined) throw pinnedAtHome()

  if (given.eval !== undefined) {
    if (words.length > 0)
      throw new UsageError(
        `Unexpected argument "${words[0]}"`,
        `arguments of the code come behind --: -- ${words[0]}`,
      )
    return { kind: 'text', name: '-e', text: given.eval }
  }
  return undefined
}

/** The events that a script asks for. */
const ofScript = (source: ScriptSource, { given, words, rest }: Call): Recorded => {
  const wrong = ofSelections.find(name => given[name] !== undefined)
  if (wrong)
    throw new UsageError(
      `${spellings(recordOptions[wrong]).at(-1)} is for a recording without a script`,
      "a script's own events are chosen by its options of on, and by -p, -u and -c",
    )
  const pid = given.pid?.map(text => {
    if (/^\d+$/.test(text)) return Number(text)
    throw new UsageError(`-p ${text}: with a script, processes are named by their ids`, `-c ${text}`)
  })
  return {
    source,
    scriptArgs: [...words.slice(given.eval === undefined ? 1 : 0), ...(rest ?? [])],
    filters: {
      ...(pid && { pid }),
      ...(given.uid && { uid: given.uid }),
      ...(given.comm && { comm: given.comm }),
    },
    fields: [],
  }
}

/** All calls that the options choose, and what becomes of their processes: what `trace` shows, and any script can ask for. */
const ofSelection = ({ given, rest = [] }: Call): Recorded => {
  const { eval: _, output: __, ...chosen } = given
  const [first, ...others] = rest
  const { probes, options, who, filters, follow } = selectionOf({ given: chosen, command: rest })
  const nothing = '{}'
  const kprobes = given.kprobe?.flatMap(name => [`kprobe:${name}`, `kretprobe:${name}`]) ?? []
  const entries = probes.filter(probe => probe !== 'exit' && probe !== 'exit_group').map(enter)
  const { failed: ___, ok: ____, errno: _____, minDuration: ______, ...early } = options
  const text = [
    handlerText({ probes, options }, nothing),
    ...(given.entries ? [handlerText({ probes: entries, options: early }, nothing)] : []),
    ...['fork', 'exec', 'exit', 'signal'].map(event =>
      handlerText({ probes: [`process:${event}`], options: who }, nothing),
    ),
    ...(kprobes.length > 0 ? [handlerText({ probes: kprobes, options: who }, nothing)] : []),
  ].join('\n')
  return {
    source: { kind: 'text', name: 'record', text },
    scriptArgs: [],
    filters,
    ...(first !== undefined && { command: { argv: [first, ...others] } }),
    ...(follow && { follow }),
    fields: ['call', 'regs'],
  }
}

/** `!read` leaves out the beginnings of reads too. */
const enter = (probe: string): string => (probe.startsWith('!') ? probe : `${probe}:enter`)

const record = async (call: Call): Promise<number> => {
  const { given, loader, tell, paint } = call
  const path = given.output
  if (path === undefined) throw new UsageError('Nowhere to record to', 'name a file: -o FILE.strc')
  if (path === '-')
    throw new UsageError(
      'A recording is written to a file, not to standard output',
      '-o FILE.strc; a file of that name is ./-',
    )
  if (given.keep !== undefined && given.rotateSize === undefined && given.rotateTime === undefined)
    throw new UsageError(
      '--keep is for recordings of several files',
      'add --rotate-size 100M, or --rotate-time 1h',
    )
  const script = await scriptOf(call)
  checkNotScript(path, script, 'recording')
  const recorded = script ? ofScript(script, call) : ofSelection(call)
  const calls: CallOptions = {
    stringSize: given.stringSize ?? 32,
    abbreviate: !given.full,
  }
  const to: RecordTo = {
    path,
    asked: askedText(),
    version,
    release: release(),
    fields: [...recorded.fields, ...(given.stacks ? ['kstack', 'ustack'] : [])],
    tell: given.quiet ? () => {} : tell,
    ...(given.rotateSize !== undefined && { size: given.rotateSize }),
    ...(given.rotateTime !== undefined && { timeMs: given.rotateTime }),
    ...(given.keep !== undefined && { keep: given.keep }),
  }
  return await run({
    ...recorded,
    loader,
    calls,
    sink: silent,
    record: new SessionRecorder(to),
    reader: undefined,
    durationMs: given.duration || Number.POSITIVE_INFINITY,
    pushdown: false,
    ringSize: given.ringSize ?? 64 << 20,
    tableRows: 1 << 16,
    show: (diagnostic, sources) => {
      if (!given.quiet || diagnostic.severity === 'error') tell(render(diagnostic, sources, paint))
    },
    tell: given.quiet ? () => {} : tell,
    progress: (step, plan, ms) => {
      if (!given.verbose || step !== 'attached') return
      tell(
        `systrace: attached ${plan.programs.map(({ spec }) => spec.name).join(', ')} after ${ms.toFixed(1)} ms`,
      )
    },
  })
}

/** Of a command line that has a whole script in it, the beginning is enough to know it again. */
const mostAsked = 10_000

/** The command line, as a shell takes it. */
const askedText = (): string =>
  ['systrace', ...process.argv.slice(2)].map(shellWord).join(' ').slice(0, mostAsked)

export const recordCommand = command({
  usage: [
    'systrace record -o FILE.strc [options]',
    'systrace record -o FILE.strc [options] -- PROGRAM [arguments]',
    'systrace record -o FILE.strc [options] SCRIPT | -e CODE [-- arguments]',
  ],
  groups: recordGroups,
  options: recordOptions,
  examples: [
    ['all that a program and its children do', 'systrace record -o build.strc -f -- make'],
    ['shown later, anywhere', 'systrace trace --from build.strc --failed'],
    ['any script on what happened then', `systrace --from build.strc -e "on('openat', e => count(e.comm))"`],
    [
      'what a script asks for, in files of 100 MB, the last ten',
      'systrace record -o slow.strc --rotate-size 100M --keep 10 slow.ts',
    ],
  ],
  strange: option => `options of the script come behind --: -- ${option}`,
  // What a script asks for is found out by running its top level.
  complete: words => (words.length === 0 ? 'script' : []),
  rights: ({ given, words }) => (given.eval === undefined && words.length === 0 ? 'trace' : 'script'),
  run: record,
})
