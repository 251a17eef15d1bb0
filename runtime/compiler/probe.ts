/** Probe names → what they mean: `openat`, `openat:enter`, `%file`, and bpftrace's way to say the same. */

import { nearest } from '../nearest.ts'
import { type ProcessEvent, processEvents } from './hook.ts'

/** When a handler runs: at a call's entry, when it is complete, or when something happens that is no call. */
export type Phase = 'enter' | 'complete' | 'moment'

export type ProbeName =
  | { readonly kind: 'syscall'; readonly pattern: string; readonly phase: Exclude<Phase, 'moment'> }
  | { readonly kind: 'process'; readonly event: ProcessEvent }
  | { readonly kind: 'function'; readonly function: string; readonly returns: boolean }
  | { readonly kind: 'unsupported'; readonly message: string; readonly hint?: string }

/** Kinds of probes that bpftrace has and systrace does not have yet. */
const otherKinds: ReadonlySet<string> = new Set([
  'tracepoint', 't', 'fentry', 'fexit', 'kfunc', 'kretfunc', 'uprobe', 'u', 'uretprobe', 'ur',
  'usdt', 'U', 'rawtracepoint', 'rt', 'profile', 'p', 'interval', 'i', 'software', 's', 'hardware', 'h', 'watchpoint', 'w', 'iter',
]) // biome-ignore format: one list

const functionKinds: readonly string[] = ['kprobe', 'k', 'kretprobe', 'kr']

export const probeKinds: readonly string[] = ['process', ...functionKinds, ...otherKinds].filter(
  kind => kind.length > 2,
)

/**
 * Reads one probe name.
 *
 * @example parseProbe('tracepoint:syscalls:sys_enter_openat') // { kind: 'syscall', pattern: 'openat', phase: 'enter' }
 */
export const parseProbe = (text: string): ProbeName => {
  const name = text.trim()
  const tracepoint = /^(?:tracepoint|t):syscalls:sys_(enter|exit)_(.+)$/.exec(name)
  if (tracepoint)
    return {
      kind: 'syscall',
      pattern: tracepoint[2]!,
      phase: tracepoint[1] === 'enter' ? 'enter' : 'complete',
    }
  if (name.startsWith('process:')) return processProbe(name.slice('process:'.length))
  const [, kind, symbol] = /^([a-z]+):(.*)$/.exec(name) ?? []
  if (kind !== undefined && functionKinds.includes(kind)) return functionProbe(kind, symbol!)
  if (name.startsWith('/')) return { kind: 'syscall', pattern: name, phase: 'complete' }
  const plain = /^(?:syscall:)?([^:]+?)(?::(enter|exit))?$/.exec(name)
  if (plain)
    return { kind: 'syscall', pattern: plain[1]!, phase: plain[2] === 'enter' ? 'enter' : 'complete' }
  if (name === '')
    return {
      kind: 'unsupported',
      message: 'the probe has no name',
      hint: 'probes are: openat, openat:enter, open*, %file',
    }
  const first = name.slice(0, name.indexOf(':'))
  const phase = nearest(name.slice(first.length + 1), ['enter', 'exit'])
  if (phase !== undefined)
    return {
      kind: 'unsupported',
      message: `a syscall has no event "${name.slice(first.length + 1)}"`,
      hint: `did you mean "${first}:${phase}"?`,
    }
  if (otherKinds.has(first))
    return {
      kind: 'unsupported',
      message: `probes of the kind "${first}" are not there yet`,
      hint: 'syscalls are: openat, openat:enter, %file',
    }
  return { kind: 'unsupported', message: `no kind of probe is called "${first}"` }
}

const processProbe = (text: string): ProbeName => {
  const event = processEvents.find(one => one === text)
  if (event) return { kind: 'process', event }
  const near = nearest(text, processEvents)
  return {
    kind: 'unsupported',
    message: text === '' ? 'the process event has no name' : `a process has no event "${text}"`,
    hint:
      near === undefined
        ? `there are: ${processEvents.map(one => `process:${one}`).join(', ')}`
        : `did you mean "process:${near}"?`,
  }
}

const functionProbe = (kind: string, symbol: string): ProbeName => {
  const returns = kind.startsWith('kr')
  const full = returns ? 'kretprobe' : 'kprobe'
  if (/^[\w.]+$/.test(symbol)) return { kind: 'function', function: symbol, returns }
  const refuse = (message: string, hint: string): ProbeName => ({ kind: 'unsupported', message, hint })
  if (symbol === '') return refuse(`the ${full} has no function`, `such as ${full}:vfs_read`)
  if (/[*?]/.test(symbol))
    return refuse(
      `a ${full} is of one function, and "${symbol}" is a pattern`,
      'name each: they may be in a list',
    )
  return refuse(`"${symbol}" is no name of a function`, `such as ${full}:vfs_read`)
}
