/** What is typed on a terminal in raw mode → the names of keys. */

/** A key that is no character. */
export type NamedKey =
  | 'up'
  | 'down'
  | 'left'
  | 'right'
  | 'page-up'
  | 'page-down'
  | 'home'
  | 'end'
  | 'tab'
  | 'enter'
  | 'escape'
  | 'backspace'
  | 'interrupt'
  | 'suspend'
  | 'redraw'

export type Key =
  | { readonly kind: 'named'; readonly name: NamedKey }
  | { readonly kind: 'text'; readonly text: string }

const sequences: Readonly<Record<string, NamedKey>> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  H: 'home',
  F: 'end',
  '5~': 'page-up',
  '6~': 'page-down',
  '1~': 'home',
  '4~': 'end',
  Z: 'tab',
}

const controls: Readonly<Record<string, NamedKey>> = {
  '\t': 'tab',
  '\r': 'enter',
  '\n': 'enter',
  '\x7f': 'backspace',
  '\b': 'backspace',
  '\x03': 'interrupt',
  '\x1a': 'suspend',
  '\f': 'redraw',
  '\x1b': 'escape',
}

/** `ESC [ A`, `ESC O A`, `ESC [ 5 ~`, with parameters for Shift and its like. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what terminals send
const sequence = /^\x1b[[O]([0-9;]*)([A-Za-z~])/

/**
 * The keys of one read. Sequences that mean nothing here are left out.
 *
 * @example keysOf('\x1b[Cq') // right, q
 */
export const keysOf = (input: string): Key[] => {
  const keys: Key[] = []
  for (let at = 0; at < input.length; ) {
    const found = sequence.exec(input.slice(at, at + 16))
    if (found) {
      const [whole, parameters = '', last = ''] = found
      const name = sequences[last === '~' ? `${parameters.split(';')[0]}~` : last]
      if (name) keys.push({ kind: 'named', name })
      at += whole.length
      continue
    }
    const character = String.fromCodePoint(input.codePointAt(at)!)
    at += character.length
    const name = controls[character]
    if (name) keys.push({ kind: 'named', name })
    else if (character >= ' ') keys.push({ kind: 'text', text: character })
  }
  return keys
}
