/** The examples, inside of the binary as they are in scripts-examples/: `@opensnoop` and the others. */

import * as connectionTime from '../../scripts-examples/connection-time.ts' with { type: 'text' }
import * as etcWatch from '../../scripts-examples/etc-watch.ts' with { type: 'text' }
import * as execsnoop from '../../scripts-examples/execsnoop.ts' with { type: 'text' }
import * as failedSyscalls from '../../scripts-examples/failed-syscalls.ts' with { type: 'text' }
import * as followChildren from '../../scripts-examples/follow-children.ts' with { type: 'text' }
import * as fsyncPercentiles from '../../scripts-examples/fsync-percentiles.ts' with { type: 'text' }
import * as hello from '../../scripts-examples/hello.ts' with { type: 'text' }
import * as ioByProcess from '../../scripts-examples/io-by-process.ts' with { type: 'text' }
import * as killsnoop from '../../scripts-examples/killsnoop.ts' with { type: 'text' }
import * as opensnoop from '../../scripts-examples/opensnoop.ts' with { type: 'text' }
import * as readLatency from '../../scripts-examples/read-latency.ts' with { type: 'text' }
import * as slowCalls from '../../scripts-examples/slow-calls.ts' with { type: 'text' }
import * as slowSyscalls from '../../scripts-examples/slow-syscalls.ts' with { type: 'text' }
import * as syscount from '../../scripts-examples/syscount.ts' with { type: 'text' }

// What TypeScript takes for modules are modules with a text in each.
const texts = {
  'connection-time': connectionTime,
  'etc-watch': etcWatch,
  execsnoop: execsnoop,
  'failed-syscalls': failedSyscalls,
  'follow-children': followChildren,
  'fsync-percentiles': fsyncPercentiles,
  hello: hello,
  'io-by-process': ioByProcess,
  killsnoop: killsnoop,
  opensnoop: opensnoop,
  'read-latency': readLatency,
  'slow-calls': slowCalls,
  'slow-syscalls': slowSyscalls,
  syscount: syscount,
} as unknown as Readonly<Record<string, { readonly default: string }>>

/** The texts of the examples, by their names. */
export const builtIn: ReadonlyMap<string, string> = new Map(
  Object.entries(texts).map(([name, { default: text }]) => [name, text]),
)
