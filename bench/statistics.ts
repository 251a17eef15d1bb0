/** Small sums over repeated measurements. */

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** The median of each metric over several runs of the same. */
export const medians = (runs: readonly Readonly<Record<string, number>>[]): Record<string, number> =>
  Object.fromEntries(
    Object.keys(runs[0] ?? {}).map(metric => [metric, median(runs.map(run => run[metric]!))]),
  )
