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
  | 'delete'
  | 'word-left'
  | 'word-right'
  | `ctrl-${string}`
  | `alt-${string}`

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
  '3~': 'delete',
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

/** Alt is sent as an escape before the key. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what terminals send
const alt = /^\x1b([a-z\x7f])/

/** `ESC [ 1 ; 5 C`: Ctrl (5) or Alt (3) and an arrow. */
const withModifier = (parameters: string, last: string): NamedKey | undefined => {
  if (!/;[35]$/.test(parameters)) return undefined
  return last === 'C' ? 'word-right' : last === 'D' ? 'word-left' : undefined
}

const controlName = (character: string): NamedKey | undefined =>
  character < '\x1b' ? `ctrl-${String.fromCharCode(character.charCodeAt(0) + 0x60)}` : undefined

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
      const name =
        withModifier(parameters, last) ?? sequences[last === '~' ? `${parameters.split(';')[0]}~` : last]
      if (name) keys.push({ kind: 'named', name })
      at += whole.length
      continue
    }
    const meta = alt.exec(input.slice(at, at + 2))
    if (meta) {
      keys.push({ kind: 'named', name: meta[1] === '\x7f' ? 'alt-backspace' : `alt-${meta[1]}` })
      at += 2
      continue
    }
    const character = String.fromCodePoint(input.codePointAt(at)!)
    at += character.length
    const name = controls[character] ?? controlName(character)
    if (name) keys.push({ kind: 'named', name })
    else if (character >= ' ') keys.push({ kind: 'text', text: character })
  }
  return keys
}
