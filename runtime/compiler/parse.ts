/** Source text → syntax tree, or what is wrong with it. */

import type { Diagnostic } from '../diagnostic.ts'
import type { Module, Program } from './ast.ts'

/** A place in a text that was parsed. */
export interface Place {
  readonly start: number
  readonly end: number
}

/** The part of oxc-parser's native interface that is used. The tree comes as JSON text. */
export interface NativeParser {
  parseSync(
    file: string,
    text: string,
    options: { lang: 'ts' | 'js'; sourceType: 'module'; preserveParens: boolean },
  ): {
    readonly program: string
    /** What is there without reading the tree; the places of specifiers are those of their strings. */
    readonly module: {
      readonly staticImports: readonly { readonly moduleRequest: Place }[]
      readonly staticExports: readonly {
        readonly entries: readonly { readonly moduleRequest: Place | null }[]
      }[]
      readonly dynamicImports: readonly { readonly moduleRequest: Place }[]
      readonly importMetas: readonly Place[]
    }
    readonly errors: readonly {
      readonly message: string
      readonly helpMessage: string | null
      readonly labels: readonly Place[]
    }[]
  }
}

// oxc writes bigints and regular expressions, which JSON has not, as nodes with a null value; their text is beside it.
const readProgram = (json: string): Program => (JSON.parse(json) as { node: Program }).node

/** Brackets that may be open at a place. The native parser calls itself for each, and ends the process when its stack is full. */
const mostOpen = 1000

const codesOf = (text: string): ReadonlySet<number> => new Set([...text].map(one => one.charCodeAt(0)))
const opening = codesOf('([{')
const closing = codesOf(')]}')

/** Where more brackets are open than can be parsed. Those in texts count too: so many are in none. */
const tooDeep = (text: string): number | undefined => {
  let open = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (opening.has(code)) {
      if (++open > mostOpen) return i
    } else if (open > 0 && closing.has(code)) open--
  }
  return undefined
}

/**
 * Parses TypeScript.
 *
 * @returns the module, or the syntax errors with their places
 * @example parseModule('-e', "on('openat', e => print(e.comm))", parser)
 */
export const parseModule = (file: string, text: string, parser: NativeParser): Module | Diagnostic[] => {
  const deep = tooDeep(text)
  if (deep !== undefined) {
    const span = { file, start: deep, end: deep + 1 }
    return [
      { severity: 'error', code: 'syntax', message: `More than ${mostOpen} brackets are open here`, span },
    ]
  }
  const result = parser.parseSync(file, text, { lang: 'ts', sourceType: 'module', preserveParens: false })
  // Reading it takes it out of the result: a second look would find none.
  const { errors } = result
  if (errors.length === 0) return { file, text, program: readProgram(result.program) }
  // What is missing at the end is missed behind the last word, not on an empty line.
  const end = text.trimEnd().length
  return errors.map(error => {
    const label = error.labels[0]
    return {
      severity: 'error',
      code: 'syntax',
      message: error.message.replace(/\.$/, ''),
      ...(label && { span: { file, start: Math.min(label.start, end), end: label.end } }),
      ...(error.helpMessage && { hint: error.helpMessage }),
    }
  })
}

/** Where a bundle says what it imports, by the strings of the specifiers, and `import.meta`. */
export interface BundlePlaces {
  readonly specifiers: readonly Place[]
  readonly metas: readonly Place[]
}

/**
 * Looks through a bundle, without making a tree of it.
 *
 * @throws SyntaxError
 */
export const parseBundle = (file: string, code: string, parser: NativeParser): BundlePlaces => {
  const result = parser.parseSync(file, code, { lang: 'js', sourceType: 'module', preserveParens: false })
  const [error] = result.errors
  if (error !== undefined) throw new SyntaxError(error.message)
  const { staticImports, staticExports, dynamicImports, importMetas } = result.module
  const entries = staticExports.flatMap(each => each.entries)
  return {
    specifiers: [...staticImports, ...entries, ...dynamicImports].flatMap(
      ({ moduleRequest }) => moduleRequest ?? [],
    ),
    metas: importMetas,
  }
}
