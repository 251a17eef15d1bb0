/** Scripts in one line: what comes back, and that no damaged line is ever another script. */

import { describe, expect, test } from 'bun:test'
import { createHash } from 'node:crypto'
import { brotliCompressSync } from 'node:zlib'
import { UsageError } from '../../runtime/errors.ts'
import { type Bundle, bundleJson, integrityOf, mostBytes, readBundle } from '../../runtime/sources/bundle.ts'
import { bundleOfLine, lineOf } from '../../runtime/sources/line.ts'

const bundle: Bundle = {
  files: [
    { path: 'src/slow.ts', text: "import { on } from 'systrace'\non('read', e => e.duration)\n" },
    { path: 'lib/ü 进.ts', text: '\ufeff// \u{1f600}\r\nexport const x = "\\u0000"\n' },
  ],
}
const line = lineOf(bundle)

/** A line as another program may write it: what is in it is its own. */
const madeOf = (body: Uint8Array): string => {
  const sum = createHash('sha256').update(body).digest().subarray(0, 16)
  return `st1:${Buffer.concat([sum, body]).toString('base64url')}`
}
const madeOfJson = (json: string): string => madeOf(brotliCompressSync(json))

const refusal = (text: string): string => {
  try {
    bundleOfLine(text)
  } catch (error) {
    if (error instanceof UsageError) return error.message
    throw error
  }
  return 'read'
}

describe('a line', () => {
  test('is the script again', () => {
    expect(bundleOfLine(line)).toEqual(bundle)
    expect(bundleOfLine(`${line}\n`)).toEqual(bundle)
  })

  test('has letters that need no quotes, and is the same each time', () => {
    expect(line).toMatch(/^st1:[\w-]+$/)
    expect(lineOf(bundle)).toBe(line)
  })

  test('is refused with any character changed, left out or doubled', () => {
    const letters = 'ABCxyz019-_'
    for (let at = 4; at < line.length; at++) {
      const before = line.slice(0, at)
      const after = line.slice(at + 1)
      const letter = letters[at % letters.length]!
      const changed = before + (letter === line[at] ? 'Q' : letter) + after
      for (const text of [changed, before + after, before + line[at] + line[at] + after])
        if (text !== line) expect(refusal(text)).toStartWith('The st1 line is damaged: ')
    }
  })

  test('is refused with any bit flipped', () => {
    const bytes = Buffer.from(line.slice(4), 'base64url')
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const flipped = Buffer.from(bytes)
      flipped[bit >> 3]! ^= 1 << (bit & 7)
      expect(refusal(`st1:${flipped.toString('base64url')}`)).toBe(
        'The st1 line is damaged: its checksum does not fit',
      )
    }
  })

  test('is refused cut anywhere, and grown', () => {
    for (let length = 4; length < line.length; length++)
      expect(refusal(line.slice(0, length))).toStartWith('The st1 line is damaged: ')
    for (const more of ['A', 'AAAA', '=', '==', line, line.slice(4), ' x', '\nst1:'])
      expect(refusal(line + more)).toStartWith('The st1 line is damaged: ')
  })

  test('of a later format is known as such', () => {
    expect(refusal('st2:AAAA')).toBe('This systrace does not know lines that begin with "st2:"')
  })

  test('that would be longer than an argument is not made', () => {
    const text = Array.from({ length: 20_000 }, (_, i) =>
      createHash('sha256').update(`${i}`).digest('hex'),
    ).join('\n')
    expect(() => lineOf({ files: [{ path: 'x.ts', text }] })).toThrow(
      /^The script is too large for one line: \d+ characters, and an argument has at most 131071$/,
    )
  })
})

describe('a line with a right checksum is refused', () => {
  const huge = 'x'.repeat(64 << 20)
  const cases: readonly (readonly [name: string, line: string, message: string])[] = [
    ['nothing in it', madeOf(new Uint8Array()), 'The st1 line is damaged: its checksum does not fit'],
    ['no compressed data', madeOf(Buffer.from('hello')), 'The st1 line holds no script: what is in it is not compressed as it should be'],
    ['no JSON', madeOfJson('hello'), 'The st1 line holds no script'],
    ['other JSON', madeOfJson('[]'), 'The st1 line holds no script'],
    ['no files', madeOfJson('{"files":[]}'), 'The st1 line holds no script'],
    ['more than files', madeOfJson('{"files":[["a.ts",""]],"run":"rm"}'), 'The st1 line holds no script'],
    ['a huge content', madeOfJson(huge), 'The st1 line holds no script: it has more than 2 MB'],
    ['a huge script', madeOfJson(bundleJson({ files: [{ path: 'a.ts', text: huge.slice(0, mostBytes + 1) }] })), 'The st1 line holds no script: it has more than 2 MB'],
    ['half of a character', madeOfJson('{"files":[["a.ts","\\ud800"]]}'), 'The st1 line holds no script: it has a file that is no text'],
    ['a file twice', madeOfJson('{"files":[["a.ts",""],["a.ts",""]]}'), 'The st1 line holds no script: it has two files of one path'],
    ['a file as a folder', madeOfJson('{"files":[["a.ts",""],["a.ts/b.ts",""]]}'), 'The st1 line holds no script: it has two files of one path'],
    ...['../a.ts', '/etc/a.ts', 'a/../../b.ts', './a.ts', 'a//b.ts', '', 'a\\b.ts', 'a\nb.ts', 'a\u202eb.ts', 'node_modules/a/b.ts', 'x'.repeat(201)].map(
      path =>
        [
          `the path ${JSON.stringify(path.slice(0, 20))}`,
          madeOfJson(JSON.stringify({ files: [[path, '']] })),
          'The st1 line holds no script: it has a file with a bad path',
        ] as const,
    ),
  ] // biome-ignore format: a table
  for (const [name, text, message] of cases)
    test(`for ${name}`, () => {
      expect(refusal(text)).toBe(message)
    })
})

describe('a hash', () => {
  const sha = (text: string) => createHash('sha256').update(text)

  test('of one file is that of its bytes', () => {
    const { text } = bundle.files[1]!
    expect(integrityOf({ files: [{ path: 'x.ts', text }] })).toBe(`sha256-${sha(text).digest('base64')}`)
  })

  test('of several is that of what sha256sum prints', () => {
    const list = bundle.files.map(({ path, text }) => `${sha(text).digest('hex')}  ${path}\n`).join('')
    expect(integrityOf(bundle)).toBe(`sha256-${sha(list).digest('base64')}`)
    // A script that is this list has the same hash, and would be confirmed in their place.
    const alone = { files: [{ path: 'x.ts', text: list }] } as const
    expect(integrityOf(alone)).toBe(integrityOf(bundle))
    expect(() => readBundle(bundleJson(alone), 'It')).toThrow(
      'It holds no script: it has a list of hashes in place of a script',
    )
  })
})
