/** Counters of a running trace for Prometheus and what else reads OpenMetrics: served over HTTP as they were a second ago. */

import type { Server } from 'node:http'
import { SystraceError } from '../errors.ts'
import { sketchValue } from '../tables/sketch.ts'
import { emptyReading, type Reading } from './summary.ts'

const contentType = 'application/openmetrics-text; version=1.0.0; charset=utf-8'

/** Upper bounds of the histogram's buckets, in ns: 1 µs to 17 s, each four times the one before. */
const bounds = Array.from({ length: 13 }, (_, i) => 1000 * 4 ** i)

const escaped = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')

const labels = (pairs: Readonly<Record<string, string | number>>): string =>
  `{${Object.entries(pairs)
    .map(([name, value]) => `${name}="${escaped(String(value))}"`)
    .join()}}`

const family = (name: string, type: string, help: string, samples: readonly string[]): string[] => [
  `# TYPE ${name} ${type}`,
  `# HELP ${name} ${help}`,
  ...samples.map(sample => `${name}${sample}`),
]

/** Samples of a histogram from the buckets of a sketch: cumulative, sum and count. */
const histogram = (syscall: string, buckets: ReadonlyMap<number, number>, totalNs: number): string[] => {
  const counts = bounds.map(() => 0)
  // Not what the other table counts: that was read a moment before.
  const calls = [...buckets.values()].reduce((sum, count) => sum + count, 0)
  for (const [index, count] of buckets) {
    const at = bounds.findIndex(bound => sketchValue(index) <= bound)
    if (at >= 0) counts[at]! += count
  }
  let below = 0
  return [
    ...bounds.map((bound, i) => {
      below += counts[i]!
      return `_bucket${labels({ syscall, le: bound / 1e9 })} ${below}`
    }),
    `_bucket${labels({ syscall, le: '+Inf' })} ${calls}`,
    `_sum${labels({ syscall })} ${totalNs / 1e9}`,
    `_count${labels({ syscall })} ${calls}`,
  ]
}

/**
 * A reading as OpenMetrics text.
 *
 * @example metricsText(reading) // '# TYPE systrace_call_duration_seconds histogram\n…# EOF\n'
 */
export const metricsText = ({ syscalls, processes, losses }: Reading): string =>
  [
    ...family(
      'systrace_call_duration_seconds',
      'histogram',
      'How long completed system calls took.',
      [...syscalls].flatMap(([name, { buckets, totalNs }]) => histogram(name, buckets, totalNs)),
    ),
    ...family(
      'systrace_call_errors',
      'counter',
      'System calls that failed, by error.',
      [...syscalls].flatMap(([syscall, { errors }]) =>
        [...errors].map(([errno, count]) => `_total${labels({ syscall, errno })} ${count}`),
      ),
    ),
    ...family(
      'systrace_process_calls',
      'counter',
      'Completed system calls by process.',
      [...processes.values()].map(({ pid, comm, calls }) => `_total${labels({ pid, comm })} ${calls}`),
    ),
    ...family(
      'systrace_lost_events',
      'counter',
      'Events that were lost, by handler and cause.',
      losses.map(({ cause, count, probe = '' }) => `_total${labels({ cause, probe })} ${count}`),
    ),
    '# EOF\n',
  ].join('\n')

/** What answers scrapes. */
export interface MetricsServer extends Disposable {
  /** What is served from now on. */
  reading: Reading
}

/** Where to listen: an address and a port. */
export interface MetricsAddress {
  readonly host: string
  readonly port: number
}

/**
 * Serves `/metrics`.
 *
 * @throws SystraceError when it cannot listen there
 */
export const serveMetrics = async ({ host, port }: MetricsAddress): Promise<MetricsServer> => {
  const { createServer } = process.getBuiltinModule('node:http')
  const state = { reading: emptyReading(0) }
  const server: Server = createServer((request, response) => {
    if (request.method !== 'GET' || !/^\/(metrics)?(\?.*)?$/.test(request.url ?? '')) {
      response.writeHead(404).end('see /metrics\n')
      return
    }
    response.writeHead(200, { 'content-type': contentType }).end(metricsText(state.reading))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', cause =>
      reject(
        new SystraceError(
          `Cannot serve metrics on ${host}:${port}: ${(cause as { code?: string }).code ?? cause.message}`,
          {
            hint: `choose a port that is free${port < 1024 ? ', and not below 1024' : ''}: --metrics 127.0.0.1:9435`,
            cause,
          },
        ),
      ),
    )
    server.listen(port, host, () => resolve())
  })
  server.unref()
  return Object.assign(state, {
    [Symbol.dispose]() {
      server.closeAllConnections()
      server.close()
    },
  })
}
