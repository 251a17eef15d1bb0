import { describe, expect, test } from 'bun:test'
import { CaptureSink } from '../../runtime/sinks/capture.ts'
import { CsvSink } from '../../runtime/sinks/csv.ts'
import { JsonSink } from '../../runtime/sinks/json.ts'
import type { Output } from '../../runtime/sinks/output.ts'
import type { Sink } from '../../runtime/sinks/sink.ts'
import { TextSink } from '../../runtime/sinks/text.ts'
import { SharedMap } from '../../runtime/tables/shared-map.ts'
import { Table } from '../../runtime/tables/table.ts'
import type { TextBytes } from '../../runtime/text-bytes.ts'

class MemoryOutput implements Output {
  text = ''
  isTerminal = false
  log: string[] = []
  write(text: string): void {
    this.text += text
  }
  writePlain(text: string): boolean {
    if (!/^[\x20-\x7e]*$/.test(text)) return false
    this.text += text
    return true
  }
  line(): TextBytes {
    throw new Error('sinks write text')
  }
  flush(): void {
    this.log.push('flush')
  }
  close(): void {
    this.log.push('close')
  }
}

const written = (make: (output: Output) => Sink, use: (sink: Sink) => void, isTerminal = false): string => {
  const output = new MemoryOutput()
  output.isTerminal = isTerminal
  use(make(output))
  return output.text
}
const text = (use: (sink: Sink) => void) => written(output => new TextSink(output), use)
const json = (use: (sink: Sink) => void) =>
  written(output => new JsonSink(output), use)
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as unknown)
const csv = (use: (sink: Sink) => void, isTerminal = false) =>
  written(output => new CsvSink(output), use, isTerminal)

const calls = () => {
  const table = new Table({ kind: 'count', name: 'calls', keyNames: ['comm', 'pid'] })
  table.add('bash', 1)
  table.add('bash', 1)
  table.add('a "b", c', 2)
  return table
}
const latency = () => {
  const table = new Table({ kind: 'hist', name: 'latency', keyNames: ['comm'], unit: 'ns' })
  table.add(-1, 'cat')
  table.add(1, 'cat')
  return table
}
const total = () => {
  const table = new Table({ kind: 'sum', name: 'total' })
  table.add(2n ** 64n)
  table.add(Number.NaN)
  return table
}

describe('text', () => {
  test('prints values with spaces between, hostile bytes escaped', () => {
    expect(
      text(sink => {
        sink.print(['bash', 12, 3n, undefined, null, true])
        sink.print(['évil\x1b[2J', 'a\nb', 'ok'])
        sink.print([])
        sink.print([''])
        sink.print([{ comm: 'bash' }, ['x']])
        sink.printf('%\tas it is')
      }),
    ).toBe('bash 12 3 undefined null true\névil\\x1b[2J a\\nb ok\n\n\n{ comm: "bash" } ["x"]\n%\tas it is')
  })

  test('sets tables off by an empty line', () => {
    expect(
      text(sink => {
        sink.table(total().snapshot())
        sink.table(calls().snapshot())
        sink.table(calls().top(1))
        sink.print(['done'])
      }),
    ).toBe(`total: 18446744073709551616
  ! 1 value was not a number

calls
  comm      pid  count
  bash        1      2
  a "b", c    2      1

calls
  comm  pid  count
  bash    1      2
  … 1 more
done
`)
  })

  test('draws a snapshot that a script prints', () => {
    expect(text(sink => sink.print([calls().top(1)]))).toBe(text(sink => sink.table(calls().top(1))))
  })

  test('leaves messages to stderr', () => {
    expect(text(sink => sink.message({ type: 'lost', count: 3 }))).toBe('')
  })
})

describe('json', () => {
  test('writes a line per print, printf and message', () => {
    expect(
      json(sink => {
        sink.print(['bash', 1, 2n ** 60n])
        sink.print(['one'])
        sink.print([undefined])
        sink.print([{ comm: 'a"\n\x1b', ns: 5n, nan: Number.NaN }])
        sink.print([])
        sink.printf('a\n')
        sink.message({ type: 'lost', count: 3n, probe: 'openat' })
      }),
    ).toEqual([
      { type: 'print', data: ['bash', 1, '1152921504606846976'] },
      { type: 'print', data: 'one' },
      { type: 'print', data: null },
      { type: 'print', data: { comm: 'a"\n\x1b', ns: 5, nan: null } },
      { type: 'print', data: [] },
      { type: 'printf', data: 'a\n' },
      { type: 'lost', count: 3, probe: 'openat' },
    ])
  })

  test('writes tables of every kind', () => {
    const map = new SharedMap<number, unknown>({ name: 'm' })
    map.set(1, { a: [undefined] }).set(2, undefined)
    expect(
      json(sink => {
        sink.table(calls().top(1))
        sink.table(latency().snapshot())
        sink.print([total().snapshot()])
        sink.table(map.snapshot())
      }),
    ).toEqual([
      {
        type: 'table',
        name: 'calls',
        kind: 'count',
        keys: ['comm', 'pid'],
        rows: [{ key: ['bash', 1], value: 2 }],
        more: 1,
      },
      {
        type: 'table',
        name: 'latency',
        kind: 'hist',
        keys: ['comm'],
        rows: [
          {
            key: ['cat'],
            value: [
              { from: null, to: 0, count: 1 },
              { from: 0, to: 1, count: 0 },
              { from: 1, to: 2, count: 1 },
            ],
          },
        ],
        unit: 'ns',
      },
      {
        type: 'table',
        name: 'total',
        kind: 'sum',
        keys: [],
        rows: [{ key: [], value: '18446744073709551616' }],
        invalid: 1,
      },
      {
        type: 'table',
        name: 'm',
        kind: 'map',
        keys: [],
        rows: [
          { key: [1], value: { a: [null] } },
          { key: [2], value: null },
        ],
      },
    ])
  })
})

describe('csv', () => {
  test('quotes what needs it and nothing else', () => {
    expect(
      csv(sink =>
        sink.print(['plain', 'a,b', 'say "hi"', 'two\nlines', 'cr\r', '', ' x', 1n, null, undefined]),
      ),
    ).toBe('plain,"a,b","say ""hi""","two\nlines","cr\r",, x,1,,\n')
  })

  test('writes a header from keys: once, and again when they change', () => {
    expect(
      csv(sink => {
        sink.print([{ comm: 'bash', 'a,b': 1 }])
        sink.print([{ comm: 'cat', 'a,b': { deep: [1n] } }])
        sink.print([{ pid: 1 }])
        sink.print(['row', 'without'])
        sink.print([{ pid: 2 }])
        sink.print([['an', 'array']])
        sink.print([new Date(0)])
      }),
    ).toBe(`comm,"a,b"
bash,1
cat,"{""deep"":[1]}"
pid
1
row,without
pid
2
an,array
1970-01-01T00:00:00.000Z
`)
  })

  test('writes tables with name, key and value columns', () => {
    const stats = new Table({ kind: 'stats', name: 's', keyNames: ['comm'] })
    stats.add(1, 'x')
    stats.add(2, 'x')
    const quantiles = new Table({ kind: 'quantiles', name: 'q' })
    quantiles.add(5)
    expect(
      csv(sink => {
        sink.table(calls().snapshot())
        sink.table(calls().top(1))
        sink.table(latency().snapshot())
        sink.table(stats.snapshot())
        sink.table(quantiles.snapshot())
      }),
    ).toBe(`name,comm,pid,count
calls,bash,1,2
calls,"a ""b"", c",2,1
calls,bash,1,2
name,comm,from,to,count
latency,cat,-Infinity,0,1
latency,cat,0,1,0
latency,cat,1,2,1
name,comm,count,sum,avg,min,max
s,x,2,3,1.5,1,2
name,count,p50,p90,p95,p99,max
q,1,5,5,5,5,5
`)
  })

  test('keeps bytes in a file and escapes them on a terminal', () => {
    expect(csv(sink => sink.print(['\x1b[2J']))).toBe('\x1b[2J\n')
    expect(csv(sink => sink.print(['\x1b[2J', 'a\nb']), true)).toBe('\\x1b[2J,a\\nb\n')
  })
})

describe('every sink', () => {
  const makers: Record<string, (output: Output) => Sink> = {
    text: output => new TextSink(output),
    json: output => new JsonSink(output),
    csv: output => new CsvSink(output),
    capture: () => new CaptureSink(),
  }
  const circular: Record<string, unknown> = {}
  circular.self = circular
  const hostile: unknown[] = [
    circular,
    { toJSON: () => circular },
    {
      get a() {
        throw new Error('a')
      },
    },
    new Proxy(
      {},
      {
        ownKeys() {
          throw new Error('b')
        },
      },
    ),
    Symbol('s'),
    () => 1,
  ]

  for (const [name, make] of Object.entries(makers))
    test(`${name} takes whatever a script may print, and ends`, () => {
      const output = new MemoryOutput()
      const sink = make(output)
      for (const value of hostile) {
        sink.print([value])
        sink.print([value, value])
      }
      for (const kind of ['count', 'hist'] as const) sink.table(new Table({ kind, name: 'empty' }).snapshot())
      sink.flush()
      sink.close()
      if (name !== 'capture') expect(output.log).toEqual(['flush', 'close'])
    })
})

test('the capture sink keeps what it was given', () => {
  const sink = new CaptureSink()
  sink.print(['bash', 1])
  sink.printf('x')
  sink.table(calls().snapshot())
  sink.message({ type: 'lost' })
  sink.close()
  expect(sink.captured.map(item => item.type)).toEqual(['print', 'printf', 'table', 'message'])
  expect(sink.printed).toEqual([['bash', 1]])
  expect(sink.tables.get('calls')?.rows.length).toBe(2)
  expect(sink.closed).toBe(true)
})
