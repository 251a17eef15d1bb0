/** Arithmetic that keeps integers exact beyond 2^53: a bigint where a number would round, a number where it is safe. */

/** The same value as a number if that is exact, as a bigint otherwise. */
export const narrow = (value: number | bigint): number | bigint =>
  typeof value === 'bigint' && value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER
    ? Number(value)
    : value

const integral = (value: number | bigint): boolean => typeof value === 'bigint' || Number.isInteger(value)

/**
 * The sum: exact for integers of any size, in doubles as soon as a fraction takes part.
 *
 * @example addExact(Number.MAX_SAFE_INTEGER, 2) // 9007199254740993n
 */
export const addExact = (a: number | bigint, b: number | bigint): number | bigint => {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b
    if (sum <= Number.MAX_SAFE_INTEGER && sum >= Number.MIN_SAFE_INTEGER) return sum
  }
  return integral(a) && integral(b) ? narrow(BigInt(a) + BigInt(b)) : Number(a) + Number(b)
}

/** The order of two numbers of either type: negative, 0 or positive. */
export const compareNumbers = (a: number | bigint, b: number | bigint): number => (a < b ? -1 : a > b ? 1 : 0)
