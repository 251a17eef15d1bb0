/** Counters as OpenMetrics: text by its rules, and served while a trace runs. */

import { expect, test } from 'bun:test'
import { sketchIndex } from '../../runtime/tables/sketch.ts'
import { metricsText } from '../../runtime/trace/metrics.ts'
import { emptyReading, type Reading } from '../../runtime/trace/summary.ts'
import { Command } from '../cli/command.ts'
import { testNeeding } from '../support/needs.ts'

const reading: Reading = {
  ...emptyReading(0),
  syscalls: new Map([
    [
      'read',
      {
        ...{ calls: 4, totalNs: 2_000_003_500, minNs: 500, maxNs: 2e9 },
        buckets: new Map([
          [sketchIndex(500), 2],
          [sketchIndex(2500), 1],
          [sketchIndex(2e9), 1],
        ]),
        errors: new Map([['EINTR', 1]]),
      },
    ],
  ]),
  processes: new Map([
    ['7 a"b', { pid: 7, comm: 'a"b\n', calls: 4, totalNs: 0, errors: 1, buckets: new Map() }],
  ]),
  losses: [{ cause: 'dropped', count: 3, probe: '*' }],
}

test('metricsText() has families, labels and cumulative buckets', () => {
  const lines = metricsText(reading).split('\n')
  expect(lines.filter(line => line.startsWith('# TYPE'))).toEqual([
    '# TYPE systrace_call_duration_seconds histogram',
    '# TYPE systrace_call_errors counter',
    '# TYPE systrace_process_calls counter',
    '# TYPE systrace_lost_events counter',
  ])
  for (const line of [
    'systrace_call_duration_seconds_bucket{syscall="read",le="0.000001"} 2',
    'systrace_call_duration_seconds_bucket{syscall="read",le="0.000004"} 3',
    'systrace_call_duration_seconds_bucket{syscall="read",le="4.194304"} 4',
    'systrace_call_duration_seconds_bucket{syscall="read",le="+Inf"} 4',
    'systrace_call_duration_seconds_sum{syscall="read"} 2.0000035',
    'systrace_call_duration_seconds_count{syscall="read"} 4',
    'systrace_call_errors_total{syscall="read",errno="EINTR"} 1',
    'systrace_process_calls_total{pid="7",comm="a\\"b\\n"} 4',
    'systrace_lost_events_total{cause="dropped",probe="*"} 3',
  ])
    expect(lines).toContain(line)
  expect(lines.slice(-2)).toEqual(['# EOF', ''])
})

testNeeding('kernel', 'binary')('a running trace serves them, and a port that is taken is said', async () => {
  // A port of the test run's own: above those that the kernel gives away by itself it is hardly taken.
  const port = 61_000 + (process.pid % 4000)
  await using traced = new Command(['trace', '-C', '-v', '-s', 'getppid', '--metrics', String(port)])
  await traced.until(({ stderr }) => stderr.includes('attached'), 'the attached line')
  const scrape = async (): Promise<string> => (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  const second = new Command(['trace', '--metrics', String(port)])
  const { stderr, exit } = await second.ended()
  expect(stderr).toContain(`Cannot serve metrics on 127.0.0.1:${port}: EADDRINUSE`)
  expect(exit).toBe(3)
  let text = await scrape()
  for (const deadline = performance.now() + 10_000; performance.now() < deadline; text = await scrape()) {
    if (text.includes('_count{syscall="getppid"}')) break
    for (let i = 0; i < 20; i++) void process.ppid
    Bun.spawnSync(['sh', '-c', 'echo $PPID'])
    await Bun.sleep(200)
  }
  expect(text).toMatch(/systrace_call_duration_seconds_count\{syscall="getppid"\} [1-9]/)
  expect(text).toEndWith('# EOF\n')
  traced.kill('SIGINT')
  expect((await traced.ended()).stdout).toContain('getppid')
})
