/** The parser's native addon for x64, as a file inside of the binary. Bun with the sources cannot import this. */

// @ts-expect-error: a native addon, embedded as a file
import addonPath from '@oxc-parser/binding-linux-x64-gnu/parser.linux-x64-gnu.node' with { type: 'file' }

export const parserPath = addonPath as string
