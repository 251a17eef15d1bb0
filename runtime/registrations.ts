/** What `on` recorded → what the compiler takes: the same for a script that ran and for one that was only read. */

import { type CgroupPlace, liveOptions, type OnOptions } from './compiler/options.ts'
import { parseProbe } from './compiler/probe.ts'
import type { Registration } from './compiler/resolve.ts'
import type { Binding } from './compiler/scope.ts'
import type { Site } from './compiler/sites.ts'
import { treeTracepoints } from './compiler/tree-plan.ts'
import type { Diagnostic } from './diagnostic.ts'
import type { WantedFacts } from './machine/kernel-facts.ts'
import type { HandlerRegistration } from './script/registry.ts'
import { findCgroup } from './trace/cgroups.ts'

/** Finds a cgroup by its path. */
type PlaceOf = (path: string) => CgroupPlace

/** The options with the places of the cgroups that are named by their paths. */
const resolved = ({ cgroupPath, ...options }: OnOptions, placeOf: PlaceOf): OnOptions =>
  cgroupPath
    ? { ...options, cgroupTree: [...(options.cgroupTree ?? []), ...cgroupPath.map(path => placeOf(path))] }
    : options

/** A call of `on` as the compiler takes it. `filters`: demanded of every handler. */
export const registrationOf = (
  handler: HandlerRegistration,
  sites: readonly Site[],
  filters: OnOptions,
  placeOf: PlaceOf = findCgroup,
): Registration => {
  const site = sites.find(s => s.id === handler.site)
  const captures = new Map<Binding, unknown>()
  for (const binding of site?.captured ?? []) {
    const read = handler.captures[binding.name]
    try {
      if (read) captures.set(binding, read())
    } catch {
      // Not yet initialised: it is no constant.
    }
  }
  const own = resolved(handler.options, placeOf)
  const common = { ...(site && { site }), probes: handler.probes, captures }
  // A call that the compiler did not see may have been made for its value.
  if (site && !site.valueUsed) return { ...common, demands: [own, resolved(filters, placeOf)] }
  const { fixed, start } = liveOptions(own)
  return { ...common, demands: [fixed, resolved(filters, placeOf)], live: handler.filters ?? start }
}

/** The exact syscall names among probes: those whose arguments are read from the running kernel. */
export const probeNames = (handlers: readonly HandlerRegistration[]): string[] =>
  handlers.flatMap(({ probes }) =>
    probes.flatMap(text => {
      const probe = parseProbe(text)
      return probe.kind === 'syscall' && /^\w+$/.test(probe.pattern) ? [probe.pattern] : []
    }),
  )

/** What probes and options ask of the running kernel, beside system calls. `filters`: demanded of every handler. */
export const wantedFacts = (
  handlers: readonly HandlerRegistration[],
  filters: OnOptions,
): Required<WantedFacts> => {
  const demands = [filters, ...handlers.map(({ options }) => options)]
  const follows = demands.some(({ tree }) => tree)
  const probes = handlers.flatMap(handler => handler.probes.map(parseProbe))
  return {
    tracepoints: follows ? treeTracepoints : [],
    process: probes.some(({ kind }) => kind === 'process'),
    cgroups: demands.some(({ cgroupPath, cgroupTree }) => (cgroupPath ?? cgroupTree) !== undefined),
    functions: [...new Set(probes.flatMap(probe => (probe.kind === 'function' ? [probe.function] : [])))],
  }
}

/** Why a script that asks for nothing does not run. */
export const noHandlers: Diagnostic = {
  severity: 'error',
  code: 'no-handlers',
  message: 'the script has no handler',
  hint: `add one: on('openat', e => print(e.comm, e.filename))`,
}
