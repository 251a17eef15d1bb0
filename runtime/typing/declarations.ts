/** The declarations of 'systrace' as one text: what scripts call, and behind it the part that a kernel decides on. */

/** Stands between the two parts. */
const seam = '\n// --- What follows is the part that a kernel decides on.\n\n'

/** One text of both parts. */
export const joinDeclarations = (api: string, kernel: string): string => `${api.trimEnd()}\n${seam}${kernel}`

/**
 * The first part of the declarations.
 *
 * @throws Error when the text is not what `joinDeclarations` made
 */
export const apiPart = (declarations: string): string => {
  const at = declarations.indexOf(seam)
  if (at === -1) throw new Error('Cannot find the parts of the declarations of systrace')
  return declarations.slice(0, at)
}

/** The declarations of `process:` events, by probe: parts of the text that they are declared in. */
export const processMembers = (api: string): ReadonlyMap<string, string> => {
  const body = /^export interface ProcessArgs \{\n([\s\S]*?)^\}$/m.exec(api)?.[1]
  if (body === undefined) throw new Error('Cannot find ProcessArgs in the declarations of systrace')
  return new Map(
    [...body.matchAll(/^ {2}'([\w:]+)': \{\n[\s\S]*?^ {2}\};?\n/gm)].map(([text, name]) => [name!, text]),
  )
}

/**
 * The declarations of a module as what a project takes in with its own files. No `paths` in a tsconfig.json are needed for
 * it: Bun follows those when it runs, to a file in which nothing is.
 *
 * @example ambient('systrace', 'export declare const on: On') // "declare module 'systrace' {\n  export const on: On\n}\n"
 */
export const ambient = (module: string, declarations: string): string => {
  const text = declarations.trim().replaceAll(/^(export )?declare /gm, '$1')
  return `declare module '${module}' {\n${text.replaceAll(/^(?=.)/gm, '  ')}\n}\n`
}
