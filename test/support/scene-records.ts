/** A plan that shows calls, and its records → the calls that they hold. */

import type { Arch } from '../../bpf/facts/syscalls.ts'
import { entryHalf, tagHandler, tagNumber } from '../../bpf/layout.ts'
import type { Recipe } from '../../bpf/recipe.ts'
import type { RawCall } from '../../runtime/calls/call.ts'
import { compile } from '../../runtime/compiler/compile.ts'
import type { Plan } from '../../runtime/compiler/plan.ts'
import { sampleTarget, type Target } from '../../runtime/compiler/target.ts'
import { CallView } from '../../runtime/stream/call-view.ts'
import { Halves } from '../../runtime/stream/halves.ts'
import type { OnRecord } from '../../runtime/stream/source.ts'
import { loadScript, startScript } from '../diff/script.ts'

const nothing: Recipe = { enter: [], exit: [] }

/** A plan for a script with these recipes. */
export const planWith = async (
  script: string,
  recipes: ReadonlyMap<string, Recipe>,
  more: Partial<Target> & { readonly arch?: Arch },
): Promise<Plan> => {
  const loaded = loadScript(script)
  const { registrations } = await startScript(loaded)
  const target = sampleTarget({ ...more, recipeOf: ({ name }) => recipes.get(name) ?? nothing })
  const { plan, diagnostics } = compile(registrations, loaded.module.sites, target)
  if (!plan) throw new Error(diagnostics.map(d => d.message).join('\n'))
  return plan
}

/** Takes records and hands over each call, halves put together; the call is valid until that returns. */
export const callsOf = (plan: Plan, onCall: (call: RawCall, handler: number) => void): OnRecord => {
  const handlers = plan.handlers.map(({ variants, phase }) => ({
    halves: new Halves(variants.filter(variant => variant.halves)),
    views: new Map(
      variants.flatMap(({ syscalls, layout }) =>
        syscalls.map(
          syscall => [syscall.nr, new CallView(syscall, layout, phase === 'complete', 0)] as const,
        ),
      ),
    ),
  }))
  return (words, bytes, at) => {
    const tag = words[at >>> 2]!
    const nr = tagNumber(tag)
    const { halves, views } = handlers[tagHandler(tag)]!
    if ((tag & entryHalf) !== 0) return halves.keep(words, bytes, at, nr)
    const joined = halves.join(words, bytes, at, nr)
    const call = joined
      ? views.get(joined.nr)!.to(joined.words, joined.bytes, 0)
      : views.get(nr)!.to(words, bytes, at)
    onCall(call, tagHandler(tag))
  }
}
