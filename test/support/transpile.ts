/** TypeScript without its types, by the runtime that the tests are in. */

import * as nodeModule from 'node:module'

// With enums written out, which the types of node:module do not know of.
const written = { mode: 'transform' } as object

/** @example transpile('const x: number = 1') // 'const x = 1;\n' */
export const transpile = (text: string): string =>
  'Bun' in globalThis
    ? new Bun.Transpiler({ loader: 'ts', deadCodeElimination: false }).transformSync(text)
    : nodeModule.stripTypeScriptTypes(text, written)
