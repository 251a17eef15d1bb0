/** The options of `systrace top`: those of `trace` that choose calls, and how the screen goes. */

import type { OptionRow } from '../command-line/option-row.ts'
import { traceOptions } from '../trace/option-table.ts'

const { cgroup, comm, container, errno, failed, fd, follow, minDuration, ok, path, pid, sample } =
  traceOptions
const { asRoot, color, duration, interval, pushdown, syscall, tableRows, uid, verbose } = traceOptions

export const topGroups = ['What to trace', 'Output', 'Running'] as const

/** In the order of the help. */
export const topOptions = {
  ...{ pid, uid, comm, syscall, path, fd, cgroup, container },
  ...{ failed, ok, errno, minDuration, sample, follow },
  color,
  verbose,
  interval: { ...interval, group: 'Running', help: 'between two looks at the counters (default 1s)' },
  duration,
  asRoot,
  pushdown,
  tableRows,
} as const satisfies Record<string, OptionRow<(typeof topGroups)[number]>>
