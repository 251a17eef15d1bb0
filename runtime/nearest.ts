/** The nearest right name to a wrong one. */

/** Edits from one word to the other: a letter too many, too few, wrong, or two letters swapped. */
const distance = (a: string, b: string): number => {
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const wrong = a[i - 1] === b[j - 1] ? 0 : 1
      let least = Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + wrong)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, before[j - 2]! + 1)
      next.push(least)
    }
    before = row
    row = next
  }
  return row[b.length]!
}

/**
 * The candidate with the fewest edits, if that is few enough to be what was meant.
 *
 * @example nearest('opennat', ['open', 'openat']) // 'openat'
 */
export const nearest = (word: string, candidates: Iterable<string>): string | undefined => {
  let best: string | undefined
  let least = Math.max(1, Math.floor(word.length / 3)) + 1
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= least) continue
    const edits = distance(word.toLowerCase(), candidate.toLowerCase())
    // With another letter in each place, a short word is another word.
    if (edits < least && edits < Math.max(word.length, candidate.length)) {
      best = candidate
      least = edits
    }
  }
  return best
}

/** `did you mean "openat"?`, or nothing when no candidate is near. */
export const didYouMean = (word: string, candidates: Iterable<string>): string | undefined => {
  const found = nearest(word, candidates)
  return found === undefined ? undefined : `did you mean "${found}"?`
}
