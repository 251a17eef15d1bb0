/**
 * A script in one line: `st1:` and, in base64url, the first 16 bytes of the SHA-256 of what follows, and that: the bundle's
 * JSON, compressed with Brotli. docs/reference/sharing.md has the format.
 */

import { createHash } from 'node:crypto'
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib'
import { UsageError } from '../errors.ts'
import { type Bundle, bundleJson, mostBytes, readBundle } from './bundle.ts'

const start = 'st1:'
const sumBytes = 16
/** One argument of a command can have 128 KB, with a zero byte at its end (MAX_ARG_STRLEN). */
const longestLine = 128 * 1024 - 1
/** JSON may write a byte with six characters. */
const mostJson = 6 * mostBytes

const checksum = (body: Uint8Array): Buffer =>
  createHash('sha256').update(body).digest().subarray(0, sumBytes)

/**
 * Writes a script as one line.
 *
 * @throws UsageError when the line would be longer than an argument can be
 * @example lineOf(bundle) // 'st1:6T0p…'
 */
export const lineOf = (bundle: Bundle): string => {
  const json = Buffer.from(bundleJson(bundle))
  const body = brotliCompressSync(json, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_SIZE_HINT]: json.length,
    },
  })
  const line = start + Buffer.concat([checksum(body), body]).toString('base64url')
  if (line.length > longestLine)
    throw new UsageError(
      `The script is too large for one line: ${line.length} characters, and an argument has at most ${longestLine}`,
      'share it as a file: by https, on GitHub, or as an npm package',
    )
  return line
}

const damaged = (how: string): UsageError =>
  new UsageError(`The st1 line is damaged: ${how}`, 'copy it again, from its st1: to its very end')

/**
 * Reads a line that `lineOf` wrote.
 *
 * @throws UsageError for any other
 */
export const bundleOfLine = (line: string): Bundle => {
  if (!line.startsWith(start))
    throw new UsageError(
      `This systrace does not know lines that begin with "${line.slice(0, line.indexOf(':') + 1)}"`,
      `it knows ${start}; a newer systrace may know the other`,
    )
  const text = line.slice(start.length).trimEnd()
  const odd = /[^\w-]/.exec(text)
  if (odd)
    throw damaged(
      `${JSON.stringify(odd[0])} at its character ${start.length + odd.index + 1} is none of such a line`,
    )
  const bytes = Buffer.from(text, 'base64url')
  const body = bytes.subarray(sumBytes)
  // The last character may have bits that mean nothing: a line is written in one way only.
  if (
    bytes.toString('base64url') !== text ||
    body.length === 0 ||
    !bytes.subarray(0, sumBytes).equals(checksum(body))
  )
    throw damaged('its checksum does not fit')
  return readBundle(unpacked(body), 'The st1 line')
}

const unpacked = (body: Uint8Array): string => {
  try {
    return brotliDecompressSync(body, { maxOutputLength: mostJson }).toString('utf8')
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE')
      throw new UsageError(`The st1 line holds no script: it has more than ${mostBytes >> 20} MB`)
    throw new UsageError('The st1 line holds no script: what is in it is not compressed as it should be')
  }
}
