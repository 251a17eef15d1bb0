/** What may stand where the cursor is: by the option tables and the commands, whatever they are. */

import { describe, expect, test } from 'bun:test'
import { complete } from '../../runtime/command-line/completion.ts'
import { manualPages } from '../../runtime/command-line/help.ts'
import { spellings } from '../../runtime/command-line/option-row.ts'
import { options } from '../../runtime/command-line/option-table.ts'
import { outputKinds, sortColumns, styles } from '../../runtime/trace/option-table.ts'

const { pages } = await manualPages()
const at = (...words: string[]) => complete(words, pages)
const words = (...line: string[]): string[] => at(...line).candidates.map(({ word }) => word)

const isSnippet = (word: string): boolean => word.startsWith('@')

describe('complete', () => {
  test('commands, each with what it is for', () => {
    const names = pages.map(({ name }) => name)
    expect(names).toContain('doctor')
    const [snippets, commands] = [words('').filter(isSnippet), words('').filter(word => !isSnippet(word))]
    expect(commands).toEqual(names)
    expect(snippets).toContain('@opensnoop')
    expect(at('tra').candidates).toEqual([
      { word: 'trace', about: 'show system calls as strace does, of the whole system or of one program' },
    ])
    expect(at('').more).toBe('files')
    expect(words('-d', '5', 'ex')).toEqual(['explain'])
    expect(words('-d', '5', 'tr')).toEqual([])
  })

  test('all options of a command, and only those', () => {
    for (const { name, options } of pages)
      expect(words(name, '-')).toEqual([
        ...Object.values(options).flatMap(spellings),
        ...['-h', '--help', '-V', '--version'],
      ])
    expect(words('--out')).toEqual(['--output'])
    expect(words('run', '--as')).toEqual(['--as-root'])
    expect(words('explain', '--out')).toEqual([])
    expect(words('trace', '-p', '1', '--min')).toEqual(['--min-duration'])
  })

  test('an option tells what it is for', () => {
    expect(at('--as').candidates).toEqual([{ word: '--as-root', about: options.asRoot.help }])
  })

  const values: readonly (readonly [line: readonly string[], words: readonly string[]])[] = [
    [
      ['-f', ''],
      ['text', 'json', 'csv'],
    ],
    [['-f', 'j'], ['json']],
    [['--format=j'], ['--format=json']],
    [['trace', '--style', ''], styles],
    [['trace', '-qt', 'un'], ['unix']],
    [['trace', '--sort='], sortColumns.map(column => `--sort=${column}`)],
    [['trace', '-u', 'nobo'], ['nobody']],
    [['-u', 'root,nobo'], ['root,nobody']],
    [['trace', '-s', 'openat2,!%netw'], ['openat2,!%network']],
    [['trace', '-s', 'process_madv'], ['process_madvise']],
    [['trace', '--errno', 'ENOENT,EACC'], ['ENOENT,EACCES']],
    [['trace', '-o', ''], outputKinds.map(kind => `${kind}:`)],
    [
      ['completions', ''],
      ['bash', 'zsh', 'fish'],
    ],
    [['completions', 'bash', ''], []],
    [
      ['types', 'open', 'process:ex'],
      ['process:exec', 'process:exit'],
    ],
    [['types', '%netw'], ['%network']],
    [['types', 'kret'], ['kretprobe:']],
    [['compile', '@opens'], ['@opensnoop']],
    [['share', '@opens'], ['@opensnoop']],
    [['record', '-o', 'x.strc', '@opens'], ['@opensnoop']],
    [['compile', '@opensnoop', '@'], []],
    [['trace', '-d', ''], []],
    [['trace', ''], ['--']],
  ]
  for (const [line, expected] of values)
    test(JSON.stringify(line), () => expect(words(...line)).toEqual([...expected]))

  test('processes by name and by id', () => {
    expect(at('-p', `${process.ppid}`).candidates[0]!.word).toBe(`${process.ppid}`)
    expect(words('trace', '-p', '1,').some(word => /^1,\D/.test(word))).toBe(true)
  })

  test('where files, folders and programs may come', () => {
    expect(at('-o', 'x')).toEqual({ candidates: [], more: 'files', before: '' })
    expect(at('--output=x')).toEqual({ candidates: [], more: 'files', before: '--output=' })
    expect(at('trace', '-o', 'json:x')).toEqual({ candidates: [], more: 'files', before: 'json:' })
    expect(at('trace', '--output=json:x').before).toBe('--output=json:')
    expect(at('trace', '--', '').more).toBe('programs')
    expect(at('trace', '--', 'ls', '').more).toBe('files')
    expect(at('x.ts', '').more).toBe('files')
    expect(at('compile', '').more).toBe('files')
  })

  test('what options take is completed, but for numbers, times and what the machine may have none of', () => {
    const silent = ['trace', 'run'].flatMap(name =>
      Object.values(pages.find(page => page.name === name)!.options)
        .filter(({ flags }) => flags.includes('<'))
        .map(row => spellings(row).at(-1)!)
        .filter(long => {
          const { candidates, more } = at(name, long, '')
          return candidates.length === 0 && more === undefined
        }),
    )
    const free = ['--eval', '--duration', '--ring-size', '--table-rows', '--fd', '--min-duration', '--sample']
    free.push('--max-events', '--string-size', '--interval', '--metrics', '--top')
    free.push('--cgroup', '--container', '--kprobe', '--integrity')
    expect(silent.filter(long => !free.includes(long))).toEqual([])
  })
})
