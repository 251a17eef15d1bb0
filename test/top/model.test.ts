/** What top shows, as values: samples and keys in, lines out. */

import { describe, expect, test } from 'bun:test'
import { type Key, keysOf } from '../../runtime/keys.ts'
import { textWidth } from '../../runtime/tables/text-width.ts'
import { cut, frameOf, rateText, sparkline } from '../../runtime/top/frame.ts'
import { TopModel, type Wish } from '../../runtime/top/model.ts'
import type { Summary } from '../../runtime/trace/summary.ts'

const row = (calls: number, errors: number, totalNs: number, p99Ns: number) => ({
  ...{ calls, errors, totalNs, avgNs: totalNs / calls, p99Ns },
  ...{ minNs: 1, p50Ns: 1, p95Ns: 1, maxNs: 1, histogram: [] },
})

/** Half a second of calls. */
const sample = (
  syscalls: Readonly<Record<string, ReturnType<typeof row>>>,
  processes: Readonly<Record<string, ReturnType<typeof row>>> = {},
): Summary => {
  const rows = Object.entries(syscalls).map(([name, of]) => ({ name, ...of }))
  const sum = (field: 'calls' | 'errors' | 'totalNs'): number => rows.reduce((all, of) => all + of[field], 0)
  return {
    ...{ durationMs: 500, calls: sum('calls'), errors: sum('errors'), totalNs: sum('totalNs') },
    syscalls: rows,
    processes: Object.entries(processes).map(([name, of], i) => ({ pid: 100 + i, comm: name, ...of })),
    ...{ byError: [], losses: {} },
  }
}

const busy = sample(
  { read: row(50, 0, 5e6, 9e5), openat: row(10, 5, 1e6, 5e5), futex: row(20, 1, 2e9, 9e8) },
  { bash: row(60, 5, 1e9, 9e5), cat: row(20, 1, 1e6, 9e8) },
)

const started = (...samples: readonly Summary[]): TopModel => {
  const model = new TopModel()
  for (const each of samples) model.add(each)
  return model
}

const type = (model: TopModel, input: string): (Wish | undefined)[] =>
  keysOf(input).map(key => model.press(key))

const names = (model: TopModel): string[] => model.rows().map(({ name }) => name)
const screen = (model: TopModel, columns = 80, rows = 24): string[] =>
  frameOf(model, { columns, rows }, (_, text) => text)

describe('keys', () => {
  const named = (name: string): Key => ({ kind: 'named', name }) as Key
  const text = (character: string): Key => ({ kind: 'text', text: character })
  const cases: readonly [input: string, keys: readonly Key[]][] = [
    ['q', [text('q')]],
    ['\x1b[C\x1bOD', [named('right'), named('left')]],
    ['\x1b[5~\x1b[6~', [named('page-up'), named('page-down')]],
    ['\x1b[1;2A', [named('up')]],
    ['\t\r\x7f\x1b', [named('tab'), named('enter'), named('backspace'), named('escape')]],
    ['\x03\x1a\f', [named('interrupt'), named('suspend'), named('redraw')]],
    ['aé进', [text('a'), text('é'), text('进')]],
    ['\x1b[200~\x01x', [named('ctrl-a'), text('x')]],
    [
      '\x1bb\x1b\x7f\x1b[1;5C\x1b[3~',
      [named('alt-b'), named('alt-backspace'), named('word-right'), named('delete')],
    ],
  ]
  for (const [input, keys] of cases)
    test(JSON.stringify(input), () => expect(keysOf(input)).toEqual([...keys]))

  test('that leave or redraw are for the terminal', () => {
    expect(type(new TopModel(), 'q\x03\x1a\fQ')).toEqual(['quit', 'quit', 'suspend', 'redraw', 'quit'])
  })
})

describe('rows', () => {
  test('are rates per second, the most calls first', () => {
    expect(started(busy).rows()).toEqual([
      { name: 'read', calls: 100, errors: 0, timeNs: 1e7, avgNs: 1e5, p99Ns: 9e5, history: [100] },
      { name: 'futex', calls: 40, errors: 2, timeNs: 4e9, avgNs: 1e8, p99Ns: 9e8, history: [40] },
      { name: 'openat', calls: 20, errors: 10, timeNs: 2e6, avgNs: 1e5, p99Ns: 5e5, history: [20] },
    ])
  })

  const orders: readonly [keys: string, names: string[]][] = [
    ['', ['read', 'futex', 'openat']],
    ['e', ['openat', 'futex', 'read']],
    ['a', ['futex', 'openat', 'read']],
    ['9', ['futex', 'read', 'openat']],
    ['t', ['futex', 'read', 'openat']],
    ['n', ['futex', 'openat', 'read']],
    ['nr', ['read', 'openat', 'futex']],
    ['\x1b[C', ['openat', 'futex', 'read']],
    ['\x1b[D', ['futex', 'openat', 'read']],
    ['\x1b[C\x1b[D', ['read', 'futex', 'openat']],
    ['/EA\r', ['read']],
    ['/ea\x7f\x7f\r', ['read', 'futex', 'openat']],
    ['/ea\x1b', ['read', 'futex', 'openat']],
    ['/ea\r\x1b', ['read', 'futex', 'openat']],
    ['/q', []],
    ['\t', ['bash', 'cat']],
    ['\t/101\r', ['cat']],
    ['vv', ['read', 'futex', 'openat']],
  ]
  for (const [keys, wanted] of orders)
    test(`after ${JSON.stringify(keys)}`, () => {
      const model = started(busy)
      type(model, keys)
      expect(names(model)).toEqual(wanted)
    })

  test('stay for a while without calls, with their history', () => {
    const idle = sample({ read: row(1, 0, 1, 1) })
    const model = started(busy, idle)
    expect(model.rows().find(({ name }) => name === 'futex')).toMatchObject({ calls: 0, history: [40, 0] })
    for (let i = 0; i < 20; i++) model.add(idle)
    expect(names(model)).toEqual(['read'])
  })

  test('pause shows what was there, and goes on with all that came', () => {
    const model = started(busy)
    type(model, 'p')
    model.add(sample({ write: row(5, 0, 1, 1) }))
    expect(names(model)).toEqual(['read', 'futex', 'openat'])
    expect(model.totals().calls).toBe(160)
    type(model, ' ')
    expect(names(model)[0]).toBe('write')
    expect(model.totals().calls).toBe(10)
  })

  test('of the latency in the history', () => {
    const model = started(busy)
    type(model, 'l')
    expect(model.rows()[0]!.history).toEqual([1e5])
  })

  test('drops add up', () => {
    const model = started(
      { ...busy, losses: { tableFull: 2, noEntry: 9 } },
      { ...busy, losses: { dropped: 1 } },
    )
    expect(model.totals().drops).toBe(3)
  })
})

describe('the screen', () => {
  test('of syscalls', () => {
    expect(screen(started(busy, busy), 80, 8).map(line => line.trimEnd())).toEqual([
      '160 calls/s  12 errors/s  drops 0  in calls 401%  0:00:01',
      'syscall              calls/s▾  err/s    avg    p99   time  rate',
      'read                      100         100us  900us   1.0%                     ██',
      'futex                      40    2.0  100ms  900ms   400%                     ██',
      'openat                     20     10  100us  500us   0.2%                     ██',
      '',
      '',
      '3 syscalls  ? help  q quit  tab view  ←→ sort  r reverse  / filter  p pause',
    ])
  })

  const sizes: readonly (readonly [columns: number, rows: number])[] = [
    ...([[200, 50], [80, 24], [60, 12], [40, 8], [20, 4], [10, 2], [1, 1]] as const),
  ] // biome-ignore format: one list
  const long = sample(
    Object.fromEntries(
      Array.from({ length: 99 }, (_, i) => [
        `${i}_is_a_rather_long_name_of_a_call`,
        row(1e7, 9e6, 1e12, 9e9),
      ]),
    ),
    { 'wide 进程 \x1b[31m': row(1, 1, 1, 1) },
  )
  for (const [columns, rows] of sizes)
    for (const keys of ['', '\t', '?', '/filter', 'p', '\x1b[6~', '\x1b[F'])
      test(`of ${columns} x ${rows} is filled and not exceeded, after ${JSON.stringify(keys)}`, () => {
        const model = started(long, busy)
        type(model, keys)
        const lines = screen(model, columns, rows)
        expect(lines).toHaveLength(rows)
        for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(columns)
        expect(lines.join('')).not.toContain('\x1b')
      })

  test('scrolls as far as there are rows', () => {
    const model = started(long)
    const first = screen(model)[3]
    type(model, '\x1b[B')
    expect(screen(model)[3]).not.toBe(first!)
    type(model, '\x1b[F')
    expect(screen(model).at(-2)).toContain('_is_a_rather_lo')
    expect(model.scroll).toBe(99 - 20)
    type(model, '\x1b[H')
    expect(screen(model)[3]).toBe(first!)
  })

  test('without a sample', () => {
    expect(screen(new TopModel())[0]).toStartWith('0 calls/s  0 errors/s')
  })
})

describe('pieces', () => {
  const rates: readonly (readonly [rate: number, text: string])[] = [
    ...([[0, '0'], [0.52, '0.5'], [9.94, '9.9'], [9.96, '10'], [99_999, '99999'], [99_999.6, '100k']] as const),
    ...([[999_499, '999k'], [999_500, '1.0M'], [12_340_000, '12.3M'], [123e6, '123M']] as const),
  ] // biome-ignore format: one list
  for (const [rate, text] of rates) test(`a rate of ${rate}`, () => expect(rateText(rate)).toBe(text))

  test('sparklines', () => {
    expect(sparkline([], 3)).toBe('   ')
    expect(sparkline([0, 0], 3)).toBe('   ')
    expect(sparkline([9, 0, 1, 4, 8], 4)).toBe(' ▁▄█')
    expect(sparkline([1e-9, 1], 3)).toBe(' ▁█')
  })

  test('text that is cut', () => {
    expect([cut('name', 4), cut('names', 4), cut('进程', 3), cut('x', 0)]).toEqual([
      'name',
      'nam…',
      '进…',
      '',
    ])
  })
})
