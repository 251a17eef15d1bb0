/** Named address ranges, sorted once and searched by halving. Names are made only for what is found. */

/** A name and the distance of the address from its start. */
export interface Symbolized {
  readonly name: string
  readonly offset: number
}

export interface AddressTable {
  readonly count: number
  /** The range that holds the address. */
  find(address: number): Symbolized | undefined
}

/** Addresses are doubles, exact below this. */
export const addressLimit = 2 ** 53

export interface Ranges {
  /** How many elements of the arrays are in use. */
  readonly count: number
  /** Below `addressLimit`. */
  readonly starts: Float64Array
  /** A size of 0 reaches to the next start, and no further than `limitOf`. */
  readonly sizes: Float64Array
  limitOf?(index: number): number
  nameOf(index: number): string
  /** Of two ranges with one start: should the later one take the name? */
  prefersLater(earlier: number, later: number): boolean
}

/** How far a range without a size reaches if none follows: longer than any function. */
const longestFunction = 2 ** 20

/** Within a function there can be symbols of parts of it: how many of them to step over in search of the whole. */
const deepestNesting = 16

/** Makes a table of ranges that are in any order. */
export const addressTable = ({
  count,
  starts,
  sizes,
  limitOf,
  nameOf,
  prefersLater,
}: Ranges): AddressTable => {
  const order = sortedOrder(starts, count)
  const sorted = new Float64Array(count)
  const ends = new Float64Array(count)
  const indices = new Uint32Array(count)
  let used = 0
  for (const index of order) {
    const start = starts[index]!
    if (used > 0 && sorted[used - 1] === start) {
      if (prefersLater(indices[used - 1]!, index)) indices[used - 1] = index
    } else {
      sorted[used] = start
      indices[used++] = index
    }
  }
  for (let i = 0; i < used; i++) {
    const index = indices[i]!
    const start = sorted[i]!
    const next = i + 1 < used ? sorted[i + 1]! : Number.POSITIVE_INFINITY
    const limit = limitOf?.(index) ?? start + longestFunction
    ends[i] = sizes[index]! > 0 ? start + sizes[index]! : Math.min(next, limit)
  }

  return {
    count: used,
    find: address => {
      let low = 0
      let high = used
      while (low < high) {
        const middle = (low + high) >>> 1
        if (sorted[middle]! <= address) low = middle + 1
        else high = middle
      }
      for (let i = low - 1; i >= 0 && i >= low - deepestNesting; i--) {
        if (address < ends[i]!) return { name: nameOf(indices[i]!), offset: address - sorted[i]! }
      }
      return undefined
    },
  }
}

const isSorted = (values: Float64Array, count: number): boolean => {
  for (let i = 1; i < count; i++) if (values[i]! < values[i - 1]!) return false
  return true
}

const digitBits = 11
const digits = 2 ** digitBits

/**
 * The indices in the order of their values; equal values stay in their order. Digit by digit from the lowest: several
 * times faster than sorting with a comparison.
 */
const sortedOrder = (values: Float64Array, count: number): Uint32Array => {
  let order = new Uint32Array(count)
  for (let i = 0; i < count; i++) order[i] = i
  if (isSorted(values, count)) return order
  let next = new Uint32Array(count)
  for (let scale = 1; scale < addressLimit; scale *= digits) {
    const places = new Uint32Array(digits)
    for (let i = 0; i < count; i++) places[Math.floor(values[i]! / scale) % digits]!++
    if (places.includes(count)) continue
    let place = 0
    for (let digit = 0; digit < digits; digit++) {
      const size = places[digit]!
      places[digit] = place
      place += size
    }
    for (const index of order) next[places[Math.floor(values[index]! / scale) % digits]!++] = index
    ;[order, next] = [next, order]
  }
  return order
}

const longestName = 512

/**
 * A name out of a file that anyone may have written, fit for one line of a terminal.
 *
 * @example printable('a\nb') // 'a?b'
 */
export const printable = (name: string): string => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for
  const clean = name.replace(/[\0-\x1f\x7f-\x9f\u2028\u2029]/g, '?')
  return clean.length <= longestName ? clean : `${clean.slice(0, longestName)}…`
}
