/** Colours of lines. */

interface Paint {
  readonly dim: readonly [string, string]
  readonly name: readonly [string, string]
  readonly bad: readonly [string, string]
  readonly who: readonly [string, string]
}

const plain = ['', ''] as const
const noPaint: Paint = { dim: plain, name: plain, bad: plain, who: plain }

/** The codes around a text in a style. */
const codes = (style: 'dim' | 'bold' | 'red' | 'cyan'): readonly [string, string] => {
  const { styleText } = process.getBuiltinModule('node:util')
  const [before = '', after = ''] = styleText(style, '|', { validateStream: false }).split('|')
  return [before, after]
}

export const paintOf = (color: boolean): Paint =>
  color ? { dim: codes('dim'), name: codes('bold'), bad: codes('red'), who: codes('cyan') } : noPaint
