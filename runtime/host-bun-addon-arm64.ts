/** The parser's addon inside the binary, for arm64. */

// @ts-expect-error: a native addon, embedded as a file
import addonPath from '@oxc-parser/binding-linux-arm64-gnu/parser.linux-arm64-gnu.node' with { type: 'file' }

export const parserPath = addonPath as string
