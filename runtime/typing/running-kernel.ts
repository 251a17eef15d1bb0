/** The declarations of the kernel that runs: its syscalls and tracepoints from tracefs, its functions from its types. */

import { readFileSync } from 'node:fs'
import { syscallGroups } from '../../bpf/facts/syscall-groups.ts'
import { type SyscallFact, syscallTable } from '../../bpf/facts/syscalls.ts'
import { globExpression, resolveSyscalls } from '../compiler/syscall-set.ts'
import { host } from '../current-host.ts'
import { SystraceError, UsageError } from '../errors.ts'
import { hostArch, runningSyscalls } from '../machine/kernel-facts.ts'
import { didYouMean } from '../nearest.ts'
import { version } from '../version.ts'
import { ambient, apiPart, joinDeclarations, processMembers } from './declarations.ts'
import { declaredFunctions } from './functions.ts'
import { type DeclaredTracepoint, kernelAdditionText, kernelPartText } from './kernel-part.ts'
import { sortPatterns } from './patterns.ts'
import { openTracefs, readTracepoint, type Tracefs, tracepointsOf } from './tracepoints.ts'

/** Declarations, and what has to be said of them. */
export interface Declared {
  readonly text: string
  /** What could not be read. */
  readonly warning: string | undefined
}

/** The syscalls of this machine, with the arguments as its kernel has them, where that can be read. */
const syscallsOfMachine = (names: readonly string[]): SyscallFact[] => {
  const table = runningSyscalls(names)
  return names.map(name => table.byName(name)!)
}

const namesOf = (patterns: readonly string[]): string[] => {
  const table = syscallTable(hostArch())
  if (patterns.length === 0) return []
  const set = resolveSyscalls(patterns, table, syscallGroups())
  if ('error' in set)
    throw new UsageError(`Cannot declare "${set.error.pattern}": ${set.error.message}`, set.error.hint)
  return set.syscalls.map(({ name }) => name)
}

/** The tracepoints of syscalls say what the syscalls' own declarations say. */
const allTracepoints = (tracefs: Tracefs): DeclaredTracepoint[] =>
  tracefs.groups
    .filter(group => group !== 'syscalls')
    .flatMap(group => tracepointsOf(tracefs, group).map(name => readTracepoint(tracefs, group, name)))

const someTracepoints = (tracefs: Tracefs, patterns: readonly string[]): DeclaredTracepoint[] => {
  const found = new Map<string, readonly [group: string, name: string]>()
  for (const pattern of patterns) {
    const [groupPattern = '', namePattern = ''] = pattern.split(':')
    const groups = tracefs.groups.filter(group => globExpression(groupPattern).test(group))
    const fits = globExpression(namePattern)
    const names = groups.flatMap(group => tracepointsOf(tracefs, group).map(name => [group, name] as const))
    const fitting = names.filter(([, name]) => fits.test(name))
    if (fitting.length === 0) {
      throw new UsageError(
        `The kernel has no tracepoint "${pattern}"`,
        namePattern === '' && groups.length > 0
          ? `all of a group: ${groups[0]}:*`
          : groups.length === 0
            ? didYouMean(
                `${groupPattern}:*`,
                tracefs.groups.map(group => `${group}:*`),
              )
            : didYouMean(
                pattern,
                names.map(([group, name]) => `${group}:${name}`),
              ),
      )
    }
    for (const one of fitting) found.set(one.join(':'), one)
  }
  return [...found.values()].map(([group, name]) => readTracepoint(tracefs, group, name))
}

const unreadable = (code: string): string =>
  code === 'ENOENT'
    ? 'tracefs is not mounted at /sys/kernel/tracing'
    : `tracefs (/sys/kernel/tracing) cannot be read: ${code === 'EACCES' ? 'permission denied' : code}`

const tracefsHint = (code: string): string =>
  code === 'ENOENT' ? 'mount -t tracefs nodev /sys/kernel/tracing' : 'sudo systrace types reads all'

const kernelRelease = (): string => readFileSync('/proc/sys/kernel/osrelease', 'utf8').trim()

const heading = (source: string, patterns: readonly string[]): string => {
  const command = [
    'systrace types',
    ...patterns.map(pattern => (/^[\w:]+$/.test(pattern) ? pattern : `'${pattern}'`)),
  ]
  return `// Written by ${command.join(' ')} (systrace ${version}), for ${source}.\n\n`
}

/** All declarations of 'systrace' in one text: what scripts call, every syscall, and every tracepoint if wanted. */
export const allDeclarations = ({ tracepoints: wanted }: { readonly tracepoints: boolean }): Declared => {
  const arch = hostArch()
  const syscalls = syscallsOfMachine(
    syscallTable(arch)
      .all()
      .map(({ name }) => name),
  )
  const tracefs = openTracefs()
  const isReadable = typeof tracefs !== 'string'
  const tracepoints = isReadable && wanted ? allTracepoints(tracefs) : []
  const kernel = kernelPartText({ syscalls, functions: [], tracepoints })
  const left = wanted ? ', and tracepoints are left out' : ''
  const source = isReadable ? `Linux ${kernelRelease()}, ${arch}` : `${arch}: syscalls as systrace knows them`
  return {
    text:
      heading(source, []) +
      ambient('systrace', joinDeclarations(apiPart(host.loadTypes('systrace')), kernel)),
    warning: isReadable
      ? undefined
      : `${unreadable(tracefs)}; syscalls are declared as systrace knows them${left} (${tracefsHint(tracefs)})`,
  }
}

/**
 * The declarations of some probes, to be added to those of 'systrace'.
 *
 * @param patterns as `on` takes them, and groups of tracepoints: `open*`, `%net`, `kprobe:vfs_*`, `sched:*`
 * @throws UsageError for a pattern that names nothing, SystraceError for what cannot be read
 */
export const someDeclarations = (patterns: readonly string[]): Declared => {
  const wanted = sortPatterns(patterns)
  const names = namesOf(wanted.syscalls)
  const tracefs = openTracefs()
  const isReadable = typeof tracefs !== 'string'
  if (!isReadable && wanted.tracepoints.length > 0)
    throw new SystraceError(`Cannot declare "${wanted.tracepoints[0]}": ${unreadable(tracefs)}`, {
      hint: tracefsHint(tracefs),
    })
  const members = processMembers(apiPart(host.loadTypes('systrace')))
  const part = {
    syscalls: syscallsOfMachine(names),
    functions: declaredFunctions(wanted.functions),
    tracepoints: isReadable ? someTracepoints(tracefs, wanted.tracepoints) : [],
  }
  const processes = [...new Set(wanted.processes)].map(probe => members.get(probe) ?? '')
  return {
    text: heading(`Linux ${kernelRelease()}, ${hostArch()}`, patterns) + kernelAdditionText(part, processes),
    warning:
      isReadable || names.length === 0
        ? undefined
        : `${unreadable(tracefs)}; syscalls are declared as systrace knows them (${tracefsHint(tracefs)})`,
  }
}
