/** The parser's addon inside the binary, for x64. */

// @ts-expect-error: a native addon, embedded as a file
import addonPath from '@oxc-parser/binding-linux-x64-gnu/parser.linux-x64-gnu.node' with { type: 'file' }

export const parserPath = addonPath as string
