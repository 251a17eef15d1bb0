/** Strings that calls are given: whole, cut, absent, unreadable, and of any bytes. */

import { kernelCases } from './cases.ts'

/** As the workload makes them. */
const letters = (n: number): string => 'abcdefghijklmnopqrstuvwxyz'.repeat(Math.ceil(n / 26)).slice(0, n)

/** What is taken of a string, at most. One of exactly this length cannot be told from a longer one. */
const most = 4099

const taken = (n: number): string => (n >= most ? `${letters(most)}…` : letters(n))

const unreadable = (count: number, probe: string) => ({ type: 'lost', cause: 'unreadable', count, probe })

const lengths = [0, 1, 7, 8, 9, 63, 64, 65, 254, 255, 256, 4094, 4095, 4096, 4098, 4099, 4100, 4101, 5000]
const lengthsWorkload = { program: 'strings', args: ['lengths', ...lengths.map(String)] }
/** Of both; the workload's own opens are not of a directory. */
const openDirectory = `e.flags === 0o200000`

kernelCases('strings', [
  {
    name: 'of every length, whole up to PATH_MAX and cut with a mark beyond',
    script: `on('openat', e => ${openDirectory} && print(e.filename))`,
    workload: lengthsWorkload,
    expect: { rows: lengths.map(taken) },
  },
  {
    name: 'of every length at entry',
    script: `on('openat:enter', e => ${openDirectory} && print(e.filename))`,
    workload: lengthsWorkload,
    expect: { rows: lengths.map(taken) },
  },
  {
    name: 'of every length, with the duration of the call',
    script: `on('openat', e => ${openDirectory} && print(e.filename, e.duration > 0))`,
    workload: lengthsWorkload,
    expect: { rows: lengths.map(n => [taken(n), true]) },
  },
  {
    name: 'of every length as keys, beside keys too long for the kernel',
    script: `on('openat', e => { if (${openDirectory}) count(e.filename) })`,
    workload: { program: 'strings', args: ['lengths', ...[...lengths, ...lengths].map(String)] },
    expect: {
      tables: {
        'count(e.filename)': [
          [taken(5000), 8],
          ...lengths.filter(n => n < most).map((n): [string, number] => [taken(n), 2]),
        ],
      },
    },
  },
  {
    name: 'two in one call',
    script: `on('rename', e => print(e.oldname, e.newname))`,
    workload: {
      program: 'strings',
      args: [
        'pairs',
        ...[0, 0, 0, 5, 5, 0, 9, 300, 300, 9, 4095, 4096, 4096, 4095, 5000, 1, 1, 5000, 5000, 5000].map(
          String,
        ),
      ],
    },
    expect: {
      rows: [
        [0, 0], [0, 5], [5, 0], [9, 300], [300, 9], [4095, 4096], [4096, 4095], [5000, 1], [1, 5000], [5000, 5000],
      ].map(([a, b]) => [taken(a!), taken(b!)]),
    }, // biome-ignore format: pairs
  },
  {
    name: 'only the second of two',
    script: `on('rename', e => print(e.newname)); on('rename', e => e.newname.startsWith('abcde') && print('starts'))`,
    workload: { program: 'strings', args: ['pairs', '5000', '5', '0', '4', '7', '0'] },
    expect: { rows: ['abcde', 'starts', 'abcd', ''] },
  },
  {
    name: 'NULL is empty; what is not mapped is empty and counted; a string may end with its page',
    script: `on('openat', e => ${openDirectory} && print(e.filename, e.error))`,
    workload: { program: 'strings', args: ['pointers'] },
    expect: {
      rows: [
        ['', 'EFAULT'],
        ['', 'EFAULT'],
        ['', 'EFAULT'],
        ['', 'EFAULT'],
        ['', 'EFAULT'],
        ['', 'EFAULT'],
        ['xxxxx', 'ENOENT'],
        ['', 'ENOENT'],
      ],
      messages: [unreadable(5, 'openat')],
    },
  },
  {
    name: 'the same at entry',
    script: `on('openat:enter', e => ${openDirectory} && print(e.filename))`,
    workload: { program: 'strings', args: ['pointers'] },
    expect: {
      rows: ['', '', '', '', '', '', 'xxxxx', ''],
      messages: [unreadable(5, 'openat (entry)')],
    },
  },
  {
    name: 'unreadable strings in conditions are empty strings',
    script: `
      on('openat', e => ${openDirectory} && e.filename === '' && print(e.error))
      on('openat', e => ${openDirectory} && !e.filename && print('falsy'))
      on('openat', e => ${openDirectory} && e.filename.length > 0 && print(e.filename))
      on('openat', e => ${openDirectory} && e.filename.endsWith('xx') && print('ends'))`,
    workload: { program: 'strings', args: ['pointers'] },
    expect: {
      rows: [...Array(6).fill(['EFAULT', 'falsy']).flat(), 'xxxxx', 'ends', 'ENOENT', 'falsy'],
      messages: Array.from({ length: 4 }, () => unreadable(5, 'openat')),
    },
  },
  {
    name: 'unreadable strings as keys; each is counted once',
    script: `on('openat', e => { if (${openDirectory} && !e.filename.startsWith('/')) count(e.filename, e.ret) })`,
    workload: { program: 'strings', args: ['pointers'] },
    expect: {
      tables: {
        'count(e.filename, e.ret)': [
          ['', -14, 6],
          ['', -2, 1],
          ['xxxxx', -2, 1],
        ],
      },
      messages: [unreadable(5, 'openat')],
    },
  },
  {
    name: 'over the border of two pages',
    script: `on('openat', e => ${openDirectory} && print(e.filename)); on('openat:enter', e => ${openDirectory} && print(e.filename))`,
    workload: { program: 'strings', args: ['across'] },
    expect: { rows: ['/no/where', '/no/where'] },
  },
  {
    name: 'of bytes that are not UTF-8, of control characters, of other scripts',
    script: `on('openat', e => ${openDirectory} && print(e.filename))`,
    workload: { program: 'strings', args: ['bytes'] },
    expect: {
      rows: [
        'caf\ufffd',
        '\ufffd\ufffd',
        '\ufffd',
        '\ufffd\ufffd',
        '\ufffd\ufffd\ufffdx',
        '😀',
        'a\nb\tc\u001b[31m\u007f',
        '"quoted" \\ \'path\'',
        '日本語/ünïcødé',
        '\ufeffbom',
      ],
    },
  },
  {
    name: 'of bytes that are not UTF-8, as keys and in conditions',
    script: `
      on('openat', e => { if (${openDirectory}) count(e.filename) })
      on('openat', e => ${openDirectory} && e.filename.includes('\\ufffd') && print('replaced'))
      on('openat', e => ${openDirectory} && e.filename === '😀' && print('equal'))
      on('openat', e => ${openDirectory} && e.filename.startsWith('日本') && e.filename.endsWith('cødé') && print('both'))
      on('openat', e => ${openDirectory} && e.filename.length === 2 && print('length', e.filename))`,
    workload: { program: 'strings', args: ['bytes'] },
    expect: {
      rows: [
        'replaced',
        'replaced',
        ['length', '\ufffd\ufffd'],
        'replaced',
        'replaced',
        ['length', '\ufffd\ufffd'],
        'replaced',
        'equal',
        ['length', '😀'],
        'both',
      ],
      tables: {
        'count(e.filename)': [
          ['\ufffd\ufffd', 2],
          ['"quoted" \\ \'path\'', 1],
          ['a\nb\tc\u001b[31m\u007f', 1],
          ['caf\ufffd', 1],
          ['日本語/ünïcødé', 1],
          ['😀', 1],
          ['\ufeffbom', 1],
          ['\ufffd', 1],
          ['\ufffd\ufffd\ufffdx', 1],
        ],
      },
    },
  },
  {
    name: 'in a page that only the call itself faults in: there at exit',
    script: `on('openat', e => ${openDirectory} && print(e.filename))`,
    workload: { program: 'strings', args: ['late'] },
    expect: { rows: ['/late/1', '/late/2', '/late/3'] },
  },
  {
    name: 'in a page that only the call itself faults in: counted as unreadable at entry',
    script: `on('openat:enter', e => ${openDirectory} && print(e.filename))`,
    workload: { program: 'strings', args: ['late'] },
    expect: { rows: ['', '', '/late/3'], messages: [unreadable(2, 'openat (entry)')] },
  },
  {
    name: 'the path that readlinkat overwrites is whole at entry',
    script: `on('readlinkat:enter', e => print(e.pathname))`,
    workload: { program: 'strings', args: ['overwritten'] },
    expect: { rows: ['/proc/self/exe'] },
  },
  {
    name: 'conditions of every kind give what JavaScript gives',
    script: `
      const suffixes = new Set(['/many/3.txt', '/many/4'])
      on('openat', e => { if (e.filename.startsWith('/many/1')) count('starts') })
      on('openat', e => { if (e.filename.endsWith('.txt')) count('ends') })
      on('openat', e => { if (e.filename.includes('ny/2')) count('includes') })
      on('openat', e => { if (suffixes.has(e.filename)) count('has') })
      on('openat', e => { if (/^\\/many\\/[0-9]+\\.txt$/.test(e.filename)) count('matches') })
      on('openat', e => { if (e.filename.startsWith('/many/') && !e.filename.endsWith('.txt')) count('not') })
      on('openat', e => { if (e.filename > '/many/5' && e.filename < '/many/6') count('between') })
      on('openat', e => { if (e.filename === '/many/7' || e.filename === '/many/9.txt') count('either') })`,
    workload: { program: 'strings', args: ['many', '100'] },
    expect: () => {
      const paths = Array.from({ length: 100 }, (_, i) => `/many/${i}${i % 3 === 0 ? '.txt' : ''}`)
      const row = (label: string, test: (path: string) => boolean): [string, [string, number][]] => [
        `count('${label}')`,
        [[label, paths.filter(test).length]],
      ]
      return {
        tables: Object.fromEntries([
          row('starts', path => path.startsWith('/many/1')),
          row('ends', path => path.endsWith('.txt')),
          row('includes', path => path.includes('ny/2')),
          row('has', path => ['/many/3.txt', '/many/4'].includes(path)),
          row('matches', path => /^\/many\/[0-9]+\.txt$/.test(path)),
          row('not', path => !path.endsWith('.txt')),
          row('between', path => path > '/many/5' && path < '/many/6'),
          row('either', path => path === '/many/7' || path === '/many/9.txt'),
        ]),
      }
    },
  },
  {
    name: 'one handler over calls whose path is at another place',
    script: `on(['open', 'openat', 'creat', 'chdir', 'rename'], e => print(e.name, e.filename, e.oldname))`,
    workload: { program: 'strings', args: ['pairs', '3', '4'] },
    expect: { rows: [['rename', null, 'abc']] },
  },
])
