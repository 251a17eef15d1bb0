/** The real parser, by itself: what tests of the compiler need of the host. */

import { createRequire } from 'node:module'
import type { NativeParser } from '../../runtime/compiler/parse.ts'

const { arch } = process
let parser: NativeParser | undefined

export const loadParser = (): NativeParser => {
  parser ??= createRequire(import.meta.url)(
    `@oxc-parser/binding-linux-${arch}-gnu/parser.linux-${arch}-gnu.node`,
  ) as NativeParser
  return parser
}
