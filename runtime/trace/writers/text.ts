/** What the writers of text share: how the pieces of a line are put into an output. */

import { jsonText } from '../../json-text.ts'
import type { Output } from '../../sinks/output.ts'
import type { FunctionCall } from './writer.ts'

/** What stands between a call and its result in the text of `call`: it can be in no escaped text. */
export const callSeparator = '\x1f'

/** Writes text that is mostly plain. */
export const put = (output: Output, text: string): void => {
  if (!output.writePlain(text)) output.write(text)
}

/** Result and call of the text of `call`. */
export const split = (call: string): number => {
  const at = call.indexOf(callSeparator)
  return at < 0 ? call.length : at
}

export const stackLines = (output: Output, stack: unknown): void => {
  for (const frame of String(stack).split('\n')) if (frame !== '') output.write(` > ${frame}\n`)
}

/** `file=0xffff888101d6f000, count=512` */
export const argumentsText = ({ args }: FunctionCall): string =>
  Object.entries(args)
    .map(([name, value]) => `${name}=${value > 0xffff_ffff ? `0x${value.toString(16)}` : value}`)
    .join(', ')

/** A string in JSON; most are plain. */
export const quotedText = (text: string): string =>
  /^[ !#-[\]-~]*$/.test(text) ? `"${text}"` : jsonText(text)
