/** What scripts say of themselves, and how sizes and durations are read and written. */

import { describe, expect, test } from 'bun:test'
import { durationText, parseDuration } from '../../runtime/duration.ts'
import { readAbout } from '../../runtime/script/about.ts'
import { parseSize, sizeText } from '../../runtime/size.ts'

describe('the comment at the head', () => {
  const cases: readonly [name: string, text: string, title: string | undefined, rest: string][] = [
    ['of lines', '// Slow reads,\n// by whom.\n//\n// Needs\n//   time.\n\nimport x', 'Slow reads, by whom.', 'Needs\n  time.'],
    ['a block', '#!/usr/bin/env systrace\n/**\n * One.\n *\n *     a b\n */\nx', 'One.', 'a b'],
    ['a block of one line', '/* One. */ x', 'One.', ''],
    ['behind a byte order mark, with carriage returns', '\ufeff// One.\r\n//\r\n// Two.\r\n', 'One.', 'Two.'],
    ['behind comments for tools', '// @ts-check\n/// <reference x>\n\n/** One. */', 'One.', ''],
    ['among comments for tools', '// biome-ignore all: x\n// One.\n', 'One.', ''],
    ['that is none', 'import x // One.', undefined, ''],
    ['that comes later', 'import x\n// One.', undefined, ''],
    ['that is empty', '/** */\n// One.', 'One.', ''],
    ['that does not end', '/* One.', undefined, ''],
    ['of nothing', '', undefined, ''],
  ] // biome-ignore format: one case a line
  for (const [name, text, title, rest] of cases)
    test(name, () => {
      const about = readAbout(text)
      expect([about.title, about.text]).toEqual([title, rest])
    })

  test('has tags for programs', () => {
    const { title, text, tags } = readAbout(
      '/**\n * One.\n *\n * @name slow-reads\n * @tags a, b\n * @quiet\n */',
    )
    expect([title, text]).toEqual(['One.', ''])
    expect([...tags]).toEqual([
      ['name', 'slow-reads'],
      ['tags', 'a, b'],
      ['quiet', ''],
    ])
  })

  test('is read in a moment, however it is made', () => {
    // What takes the square of its length would take minutes.
    for (const gap of ['\n', ' ', '\t\n', '*', '@a ']) {
      const long = gap.repeat(500_000)
      expect(readAbout(`/* a${long}x */`).tags.size).toBe(0)
      expect(typeof readAbout(`// a${long.replaceAll('\n', ' ')}x`).title).toBe('string')
    }
  })

  test('may have a description apart', () => {
    const { title, text } = readAbout('// @description Slow reads.\n// More of it.')
    expect([title, text]).toEqual(['Slow reads.', 'More of it.'])
  })
})

describe('sizes', () => {
  const cases: readonly [text: string, bytes: number | undefined][] = [
    ['0', 0],
    ['4096', 4096],
    ['4096B', 4096],
    ['64k', 65_536],
    ['1.5M', 1_572_864],
    [' 2 GiB ', 2 ** 31],
    ['2GB', 2e9],
    ['1T', 2 ** 40],
    ['0.3K', undefined],
    ['1P', undefined],
    ['-1K', undefined],
    ['K', undefined],
    ['', undefined],
    ['99999999T', undefined],
  ]
  for (const [text, bytes] of cases)
    test(JSON.stringify(text), () => {
      expect(parseSize(text)).toBe(bytes)
    })

  test('are written in the greatest unit', () => {
    expect([0, 1, 1000, 1024, 1536, 16 << 20, 2 ** 40].map(sizeText)).toEqual(
      ['0', '1', '1000', '1K', '1536', '16M', '1T'],
    ) // biome-ignore format: one list
  })
})

test('durations are written in the greatest unit, and read back', () => {
  const texts = ['0ns', '1500ns', '10us', '10ms', '1500ms', '2s', '3m', '4h']
  expect(texts.map(text => durationText(parseDuration(text)!))).toEqual(texts)
})
