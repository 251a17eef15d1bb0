/** Durations as people write them. */

const units: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  min: 60e9,
  h: 3600e9,
}

/**
 * Nanoseconds of a duration such as `10ms`, `1.5s`, `200us`; undefined if it is none.
 *
 * @example parseDuration('10ms') // 10_000_000
 */
export const parseDuration = (text: string): number | undefined => {
  const match = /^(\d+(?:\.\d+)?|\.\d+)\s*([a-zµ]+)$/.exec(text.trim())
  const unit = match && units[match[2]!]
  return unit ? Number(match[1]) * unit : undefined
}

const shown = ['h', 'm', 's', 'ms', 'us'] as const

/** Nanoseconds in the greatest unit that leaves no fraction. @example durationText(10_000_000) // '10ms' */
export const durationText = (ns: number): string => {
  const unit = shown.find(name => ns !== 0 && ns % units[name]! === 0)
  return unit ? `${ns / units[unit]!}${unit}` : `${ns}ns`
}
