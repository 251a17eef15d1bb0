/** Sizes as people write them. */

const letters = ['', 'K', 'M', 'G', 'T'] as const

/**
 * Bytes of a size such as `4096`, `64K`, `1.5M`, `2GiB` (powers of 1024) or `16MB` (powers of 1000, as GNU's tools take
 * it); undefined if it is none, or no whole number of bytes.
 *
 * @example parseSize('16M') // 16_777_216
 */
export const parseSize = (text: string): number | undefined => {
  const match = /^(\d+(?:\.\d+)?|\.\d+)\s*(?:([kmgt])(i?b)?|b)?$/i.exec(text.trim())
  if (!match) return undefined
  const [, count, letter = '', bytes = ''] = match
  const power = letters.indexOf(letter.toUpperCase() as (typeof letters)[number])
  const size = Number(count) * (bytes.toLowerCase() === 'b' ? 1000 : 1024) ** power
  return Number.isSafeInteger(size) ? size : undefined
}

/** A size in its greatest unit that leaves no fraction. @example sizeText(16_777_216) // '16M' */
export const sizeText = (bytes: number): string => {
  const power = letters.findLastIndex((_, at) => bytes !== 0 && bytes % 1024 ** at === 0)
  return power > 0 ? `${bytes / 1024 ** power}${letters[power]}` : String(bytes)
}
