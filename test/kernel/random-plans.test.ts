/**
 * Random scripts → the running kernel: the verifier takes every plan. Loaded, never attached. The seed is printed;
 * SYSTRACE_SEED=n begins with the plan of that seed.
 */

import { expect } from 'bun:test'
import { countCpus } from '../../ffi/map.ts'
import { ProgramRejected } from '../../ffi/program.ts'
import { compile } from '../../runtime/compiler/compile.ts'
import type { Plan } from '../../runtime/compiler/plan.ts'
import { type Features, oldestFeatures, sampleTarget } from '../../runtime/compiler/target.ts'
import { foundFeatures } from '../../runtime/machine/features.ts'
import { readKernelFacts } from '../../runtime/machine/kernel-facts.ts'
import { replayed, seeded, shrink } from '../diff/choices.ts'
import { randomCase } from '../diff/random-case.ts'
import { loadScript, Refused, startScript } from '../diff/script.ts'
import { loadPlan } from '../support/load-plan.ts'
import { kernelTest } from '../support/needs.ts'

const seed = Number(process.env.SYSTRACE_SEED ?? Math.floor(Math.random() * 2 ** 31))
const plans = 300
const budgetMs = 60_000

const planOf = async (text: string, target: Parameters<typeof compile>[2]): Promise<Plan | undefined> => {
  try {
    const script = loadScript(text)
    const { registrations } = await startScript(script)
    return compile(registrations, script.module.sites, target).plan
  } catch (error) {
    if (error instanceof Refused) return undefined
    throw error
  }
}

const targetHere = (features: Features) => {
  const { task, attachIds } = readKernelFacts()
  const sizes = { ringSize: 1 << 16, tableRows: 64, cpus: countCpus() }
  const arch = process.arch as 'x64'
  return { attachIds, target: sampleTarget({ arch, task, self: process.pid, features, ...sizes }) }
}

/** What the verifier says against a script; undefined if nothing. */
const refusal = async (
  text: string,
  { target, attachIds }: ReturnType<typeof targetHere>,
): Promise<string | undefined> => {
  const plan = await planOf(text, target)
  try {
    if (plan) loadPlan(plan, attachIds)
    return undefined
  } catch (error) {
    if (!(error instanceof ProgramRejected)) throw error
    return `${error.summary}\n${error.log.split('\n').slice(-20).join('\n')}`
  }
}

kernelTest(
  `the verifier takes ${plans} random plans, seed ${seed}`,
  async () => {
    const heres = [targetHere(foundFeatures()), targetHere(oldestFeatures)] as const
    const end = performance.now() + budgetMs
    let loaded = 0
    for (; loaded < plans && performance.now() < end; loaded++) {
      const number = seed + loaded
      const choices = seeded(number)
      const here = heres[number & 1]!
      const refused = await refusal(randomCase(choices).text, here)
      if (refused === undefined) continue
      const fails = async (list: readonly number[]): Promise<boolean> =>
        (await refusal(randomCase(replayed(list)).text, here)) !== undefined
      const { text } = randomCase(replayed(await shrink(choices.taken, fails, 300)))
      expect.unreachable(`SYSTRACE_SEED=${number} is refused\n${text}\n${await refusal(text, here)}`)
    }
    console.log(`seed ${seed}: ${loaded} plans loaded`)
    expect(loaded).toBeGreaterThan(plans / 3)
  },
  budgetMs * 3,
)

/** Scripts that ask for more than others do. */
const worst: Readonly<Record<string, string>> = {
  'every field of every call': `on('*', e => print(e, e.kstack, e.ustack))`,
  'every call as text': `on('*', e => print(e.call, e.regs, e.kstack, e.ustack)); on('*:enter', e => print(e.call))`,
  ...Object.fromEntries(
    [24, 26, 28].map(n => {
      const gets = Array.from({ length: n }, (_, i) => `const t${i} = m.get(e.tid)`).join('; ')
      const handler = `on('openat', e => { ${gets}; if (t0 !== undefined) hist(e.ns - t0) })`
      const set = `const m = map(); on('openat:enter', e => m.set(e.tid, e.ns))`
      return [
        `calls as text beside a stack of ${n} values`,
        `${set}; ${handler}; on('openat', e => print(e.call))`,
      ]
    }),
  ),
  'every call as text, with names and arguments': `on('%file', e => print(e, e.call))`,
  'every field of files, twice': `on('%file', e => print(e)); on('%file', e => e.ret < 0 && print(e))`,
  'argument lists and environments': `on(['execve', 'execveat'], e => print(e))`,
  'long strings in keys': `on('rename', e => { count(e.oldname); count(e.newname, e.comm); sum(e.duration, e.oldname) })`,
  'fifty handlers of the same call': Array.from(
    { length: 50 },
    (_, i) => `on('openat', e => { if (e.filename.startsWith('/x${i}')) print(e) })`,
  ).join('\n'),
  'fifty handlers of all calls': Array.from(
    { length: 50 },
    (_, i) => `on('*', e => { if (e.pid === ${i}) print(e.comm, e.ret) })`,
  ).join('\n'),
  'searches in names': `on('*', e => { if (e.comm.includes('abcdefg') || e.comm.endsWith('xyz') || e.comm.includes('b')) count(e.comm) })`,
  'every kind of table': `on('read', e => { count(e.comm); sum(e.ret); avg(e.ret, e.fd); min(e.ret); max(e.ret); stats(e.ret, e.comm); hist(e.duration, e.comm); lhist(e.ret, { min: -9, max: 9, step: 3 }); quantiles(e.ret); quantiles(e.duration, e.comm) })`,
  'filters that change': `const h = on('*', { pid: [1, 2], comm: ['a', 'b'], uid: [1, 2], minDuration: 5, sample: 1 / 3 }, e => print(e)); h.filter({ pid: [3] })`,
  'a time of entry that is taken along and not looked at': `on('read', e => { if (e.uid < 2 ** 40) return; print(e) }); on('openat', ({ duration, name }) => { if (!name.includes('ope')) return; count() })`,
  'deep conditions': `on('read', e => { ${Array.from({ length: 60 }, (_, i) => `if (e.fd === ${i} && (e.ret > ${i} || e.comm === 'c${i}')) print(${i})`).join('; ')} })`,
  'maps of entry and exit': `const m = map(); on('read:enter', e => m.set([e.pid, e.tid, e.comm], e.ns)); on('read', e => { const t = m.get([e.pid, e.tid, e.comm]); if (t !== undefined) { m.delete([e.pid, e.tid, e.comm]); hist(e.ns - t, e.comm) } })`,
}

for (const [name, text] of Object.entries(worst)) {
  kernelTest(`the verifier takes ${name}`, () => takes(text, foundFeatures()))
  kernelTest(`the verifier takes ${name}, as on an old kernel`, () => takes(text, oldestFeatures))
}

const takes = async (text: string, features: Features): Promise<void> => {
  const here = targetHere(features)
  const plan = await planOf(text, here.target)
  expect(plan).toBeDefined()
  const verified = loadPlan(plan!, here.attachIds)
  // The limit is a million; a plan that comes near it would be too slow to load as well.
  for (const walked of Object.values(verified)) expect(walked).toBeLessThan(200_000)
}
