/**
 * Random scripts and calls: moving work into the kernel changes speed, never output. The seed is printed; SYSTRACE_SEED=n
 * begins with the case of that seed, SYSTRACE_FUZZ=1 goes on until it is stopped.
 */

import { expect, test } from 'bun:test'
import { replayed, seeded, shrink } from './choices.ts'
import { type Case, describeCase, randomCase } from './random-case.ts'
import { Refused } from './script.ts'
import { describeOutputs, type Result, runThreeWays } from './three-ways.ts'

const endless = process.env.SYSTRACE_FUZZ === '1'
const seed = Number(process.env.SYSTRACE_SEED ?? Math.floor(Math.random() * 2 ** 31))
const limits = endless ? { cases: Infinity, ms: Infinity } : { cases: 4000, ms: 30_000 }
/** How often a failing case is run to make it smaller. */
const tries = 3000

type Verdict =
  | { readonly kind: 'same'; readonly result: Result }
  | { readonly kind: 'refused' }
  | { readonly kind: 'wrong'; readonly report: string }

const judge = async ({ text, calls, arch }: Case): Promise<Verdict> => {
  try {
    const result = await runThreeWays(text, calls, arch)
    return result.same ? { kind: 'same', result } : { kind: 'wrong', report: describeOutputs(result) }
  } catch (error) {
    if (error instanceof Refused) return { kind: 'refused' }
    return { kind: 'wrong', report: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

/** The case made as small as can be, with its outputs. */
const explain = async (taken: readonly number[], number: number): Promise<string> => {
  const fails = async (list: readonly number[]): Promise<boolean> =>
    (await judge(randomCase(replayed(list)))).kind === 'wrong'
  const small = randomCase(replayed(await shrink(taken, fails, tries)))
  const verdict = await judge(small)
  const report = verdict.kind === 'wrong' ? verdict.report : 'the smaller case does not fail'
  return `SYSTRACE_SEED=${number} fails\n${describeCase(small)}\n${report}`
}

test(
  `random scripts, seed ${seed}`,
  async () => {
    const end = performance.now() + limits.ms
    const tally = { cases: 0, refused: 0, moved: 0, filtered: 0, maps: 0 }
    for (; tally.cases < limits.cases && performance.now() < end; tally.cases++) {
      const number = seed + tally.cases
      const choices = seeded(number)
      const verdict = await judge(randomCase(choices))
      if (verdict.kind === 'wrong') expect.unreachable(await explain(choices.taken, number))
      if (verdict.kind === 'refused') tally.refused++
      if (verdict.kind === 'same') {
        const { handlers, sharedMaps } = verdict.result.plan
        const variants = handlers.flatMap(handler => handler.variants)
        if (variants.some(variant => variant.moved)) tally.moved++
        if (variants.some(variant => !variant.moved && variant.condition.kind !== 'bool')) tally.filtered++
        if (sharedMaps.length > 0) tally.maps++
      }
      if (endless && tally.cases % 1000 === 999) console.log(JSON.stringify(tally))
    }
    console.log(`seed ${seed}: ${JSON.stringify(tally)}`)
    // The cases would say little if most scripts were refused, or nothing of them moved.
    expect(tally.refused).toBeLessThan(tally.cases / 5 + 20)
    expect(tally.moved).toBeGreaterThan(tally.cases / 20 - 20)
    expect(tally.filtered).toBeGreaterThan(tally.cases / 10 - 20)
  },
  endless ? 2 ** 31 - 1 : 240_000,
)
