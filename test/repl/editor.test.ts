/** The line editor, as values: keys in, the text and the cursor out. */

import { describe, expect, test } from 'bun:test'
import { keysOf } from '../../runtime/keys.ts'
import { Editor } from '../../runtime/repl/editor.ts'

/** Types keys as a terminal sends them; the cursor is shown as `|`. */
const typed = (input: string, history: readonly string[] = []): string => {
  const editor = new Editor(history)
  for (const key of keysOf(input)) editor.press(key)
  return `${editor.text.slice(0, editor.cursor)}|${editor.text.slice(editor.cursor)}`
}

const up = '\x1b[A'
const down = '\x1b[B'
const left = '\x1b[D'

describe('keys', () => {
  const cases: readonly [what: string, input: string, text: string][] = [
    ['characters go in where the cursor is', `ac${left}b`, 'ab|c'],
    ['of any script, and of several units', `日👩‍👧é${left}${left}`, '日|👩‍👧é'],
    ['backspace takes a whole character', '日👩‍👧\x7f', '日|'],
    ['delete and Ctrl-D take the next one', `abc${left}${left}${left}\x1b[3~\x04`, '|c'],
    ['home, end', `abc\x1b[Hx\x1b[Fy`, 'xabcy|'],
    ['Ctrl-A, Ctrl-E, Ctrl-B, Ctrl-F', 'abc\x01x\x06y\x02\x02z\x05!', 'xz' + 'ayb' + 'c!|'],
    ['words: Alt-B, Alt-F', "on('openat'\x1bb\x1bb\x1bf|", "on||('openat'"],
    ['words: Ctrl and arrows', `one two${'\x1b[1;5D'}x${'\x1b[1;5C'}y`, 'one xtwoy|'],
    ['Ctrl-W takes a word, Ctrl-Y brings it back', 'one two\x17\x19\x19', 'one twotwo|'],
    ['Alt-D takes the next', 'one two\x01\x1bd', '| two'],
    ['Ctrl-U and Ctrl-K take to the ends', `one two${left}${left}${left}\x0b\x01\x19|\x15`, '|one '],
    ['Ctrl-T swaps', 'ab\x14', 'ba|'],
    ['Ctrl-T swaps whole characters, in the middle too', `a日👩‍👧\x14${left}${left}\x14`, '👩‍👧a|日'],
    ['Ctrl-O begins a row; Ctrl-U is of one row', 'one\x0ftwo\x15x', 'one\nx|'],
    ['Ctrl-K at the end of a row joins the next', `one\x0ftwo${up}\x05\x0b`, 'one|two'],
    ['up and down go from row to row', `one\x0fto${up}x${down}y`, 'onxe\ntoy|'],
  ]
  for (const [what, input, text] of cases) test(what, () => expect(typed(input)).toBe(text))
})

describe('history', () => {
  const history = ['first', 'second one', 'third']

  test('up goes back, down forth again, to what was typed', () => {
    expect(typed(`dra${up}${up}`, history)).toBe('second one|')
    expect(typed(`dra${up}${up}${down}${down}`, history)).toBe('dra|')
    expect(typed(`${up}${up}${up}${up}${up}`, history)).toBe('first|')
  })

  test('Ctrl-R searches back, again further; the text can be edited then', () => {
    expect(typed('\x12ir', history)).toBe('third|')
    expect(typed('\x12ir\x12', history)).toBe('first|')
    expect(typed(`\x12ir\x12${left}x`, history)).toBe('firsx|t')
    expect(typed('\x12on\x1b!', history)).toBe('second one!|')
  })

  test('a search that finds nothing keeps what it had, and says so', () => {
    const editor = new Editor(history)
    for (const key of keysOf('\x12thx')) editor.press(key)
    expect(editor.text).toBe('third')
    expect(editor.search).toEqual({ query: 'thx', failed: true })
    for (const key of keysOf('\x7f')) editor.press(key)
    expect(editor.search).toEqual({ query: 'th', failed: false })
  })

  test('Ctrl-G and Ctrl-C give up a search', () => {
    expect(typed('typed\x12fir\x07', history)).toBe('typed|')
    expect(typed('typed\x12fir\x03', history)).toBe('typed|')
  })

  test('what was taken is in it, once', () => {
    const editor = new Editor()
    editor.insert('one')
    expect(editor.take()).toBe('one')
    editor.insert('one')
    editor.take()
    for (const key of keysOf(`${up}${up}`)) editor.press(key)
    expect(editor.text).toBe('one')
  })
})

describe('wishes', () => {
  const wishes: readonly [input: string, kind: string][] = [
    ['\r', 'submit'],
    ['\t', 'complete'],
    ['\x03', 'interrupt'],
    ['\x04', 'end'],
    ['\x13', 'pause'],
    ['\x1a', 'suspend'],
    ['\f', 'redraw'],
  ]
  for (const [input, kind] of wishes)
    test(kind, () => expect(new Editor().press(keysOf(input)[0]!)).toEqual({ kind } as never))
})
