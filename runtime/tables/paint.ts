/** Colour, in one place: renderers say what a piece of text is, not how it looks. */

export type Role = 'name' | 'title' | 'number' | 'bar' | 'note'
export type Paint = (role: Role, text: string) => string

const styles = { name: 'bold', title: 'dim', number: 'none', bar: 'cyan', note: 'yellow' } as const

/** Leaves every text as it is. */
export const plain: Paint = (_role, text) => text

/** Wraps text in the terminal's colour codes; whether the output is a terminal was decided by the caller. */
export const coloured: Paint = (role, text) => {
  const style = styles[role]
  if (style === 'none' || text === '') return text
  // Not an import: node:util takes a millisecond of the start, and most outputs have no colour.
  return process.getBuiltinModule('node:util').styleText(style, text, { validateStream: false })
}
