/** What the running kernel reads of a call's memory by recipes. The seed of the random scenes is printed. */

import { afterAll, describe, expect } from 'bun:test'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { syscallTable } from '../../bpf/facts/syscalls.ts'
import type { Recipe } from '../../bpf/recipe.ts'
import { countCpus } from '../../ffi/map.ts'
import { bestFeatures, oldestFeatures } from '../../runtime/compiler/target.ts'
import { readKernelFacts } from '../../runtime/machine/kernel-facts.ts'
import { openKernelSource } from '../../runtime/stream/kernel.ts'
import { seeded } from '../diff/choices.ts'
import { kernelTest } from '../support/needs.ts'
import { randomScene, SceneMemory, sceneBase, text, words } from '../support/random-scene.ts'
import { chunksOf, follow, type Scene } from '../support/scene.ts'
import { callsOf, planWith } from '../support/scene-records.ts'
import { type Facts, nextIdentity, type WorkloadSpec, Workloads } from '../support/workload.ts'

const workloads = new Workloads()
afterAll(() => workloads.dispose())

const arch = process.arch === 'arm64' ? 'arm64' : 'x64'

interface Seen {
  readonly name: string
  readonly ret: bigint
  readonly registers: readonly bigint[]
  readonly chunks: readonly string[]
}

interface Run {
  readonly seen: readonly Seen[]
  readonly unreadable: number
  readonly facts: Facts
}

/** Traces a workload's calls of the syscalls that have recipes. */
const traced = async (
  workload: WorkloadSpec,
  recipes: ReadonlyMap<string, Recipe>,
  { suffix = '', condition = 'true', pushdown = true, features = bestFeatures } = {},
): Promise<Run> => {
  const { task, attachIds } = readKernelFacts()
  const probes = JSON.stringify([...recipes.keys()].map(name => name + suffix))
  const more = { arch, task, self: process.pid, cpus: countCpus(), ringSize: 1 << 22 } as const
  const running = workloads.start({ ...workload, waits: true }, nextIdentity())
  try {
    const script = `on(${probes}, { pid: ${running.pid} }, e => { if (${condition}) print(e.call) })`
    const plan = await planWith(script, recipes, { ...more, pushdown, features })
    // What it begins with is under way then: reading the byte that lets it go on.
    await new Promise(resolve => setTimeout(resolve, 50))
    using source = openKernelSource(plan, attachIds)
    running.go()
    const facts = await running.facts()
    source.detach()
    const seen: Seen[] = []
    const onRecord = callsOf(plan, call =>
      seen.push({
        name: call.syscall.name,
        ret: BigInt.asIntN(64, (BigInt(call.retHigh) << 32n) | BigInt(call.retLow)),
        registers: [0, 1, 2, 3, 4, 5].map(i => (BigInt(call.high(i)) << 32n) | BigInt(call.low(i))),
        chunks: chunksOf(call, recipes.get(call.syscall.name)!),
      }),
    )
    while (source.drain(onRecord, 1000).more);
    expect(source.counter(0, 'dropped')).toBe(0)
    return { seen, facts, unreadable: source.counter(0, 'unreadable') }
  } finally {
    running.kill()
  }
}

let scenes = 0

const replayed = (scene: Scene, options?: Parameters<typeof traced>[2]): Promise<Run> => {
  const table = syscallTable(arch)
  const { regions, calls, recipes } = scene
  const parts = [
    words(BigInt(regions.length)),
    ...regions.flatMap(({ address, bytes }) => [words(address, BigInt(bytes.length)), bytes]),
    words(BigInt(calls.length)),
    ...calls.map(({ name, args }) => words(BigInt(table.byName(name)!.nr), ...args)),
  ]
  const path = join(workloads.folder, `scene-${scenes++}`)
  writeFileSync(path, Buffer.concat(parts))
  return traced({ program: 'scene', args: ['replay', path] }, recipes, options)
}

/** The calls of the scene, in front of which a program may have made such calls of its own. */
const ofScene = ({ calls }: Scene, { seen }: Run): readonly Seen[] => seen.slice(seen.length - calls.length)

const check = (scene: Scene, run: Run, entry: boolean, where: string): void => {
  const seen = ofScene(scene, run)
  expect(
    seen.map(({ name }) => name),
    where,
  ).toEqual(scene.calls.map(({ name }) => name))
  let lost = 0
  for (const [i, { name, args }] of scene.calls.entries()) {
    const { registers, ret, chunks } = seen[i]!
    expect(registers, where).toEqual([...args])
    const { enter, exit } = scene.recipes.get(name)!
    const early = follow(scene.regions, 'enter', enter, args, undefined)
    const late = follow(scene.regions, 'exit', exit, args, entry ? undefined : ret)
    expect(chunks, `${where}, call ${i}: ${name} = ${ret}`).toEqual([...early.chunks, ...late.chunks])
    lost += early.lost + late.lost
  }
  // What the program did by itself may have lost some too.
  if (seen.length === run.seen.length) expect(run.unreadable, where).toBe(lost)
}

/** Calls that do no harm, whatever they are given; umask's result is what it was given before. */
const names = ['getpid', 'umask', 'umask', 'chdir', 'setpgid', 'getppid', 'umask', 'umask']
const seed = Number(process.env.SYSTRACE_SEED ?? Math.floor(Math.random() * 2 ** 31))
const random = 12

kernelTest(
  `${random} random scenes, seed ${seed}`,
  async () => {
    for (let i = 0; i < random; i++) {
      const scene = randomScene(seeded(seed + i), names)
      const suffix = i % 3 === 2 ? ':enter' : ''
      const features = i % 4 === 3 ? oldestFeatures : bestFeatures
      const run = await replayed(scene, { suffix, pushdown: i % 2 === 0, features })
      check(scene, run, suffix !== '', `SYSTRACE_SEED=${seed + i}: ${JSON.stringify([...scene.recipes])}`)
    }
  },
  120_000,
)

const memory = new SceneMemory()
const gap = memory.gap
const long = memory.place(text(5000))
const short = memory.place(text(3))
const vectorOf = (n: number): bigint =>
  memory.place(words(...Array.from({ length: n }, (_, i) => [short, BigInt(i)]).flat()))
const [none, one, twenty] = [vectorOf(0), vectorOf(1), vectorOf(20)]
const message = memory.place(words(short, 2n, one, 1n, short, 3n, 0n))
const argv = (n: number): bigint => memory.place(words(...Array.from({ length: n }, () => short), 0n))
const [argv0, argv1, argv100] = [argv(0), argv(1), argv(100)]
const length = memory.place(words(3n))
const directory = memory.place(words(...Array.from({ length: 100 }, () => [0n, 0n, 24n]).flat(), 0n, 0n, 0n))
const pointers = memory.place(words(0n, short))
const two = { read: 'bytes', arg: 0, length: { from: 'most' }, unit: 1, most: 2 } as const
const end = memory.atGap(text(10, ''), 10)

/** One call of getpid with a recipe, and its chunks. */
const byHand: readonly [string, Recipe['exit'], readonly bigint[], readonly string[]][] = [
  ['a string', [{ read: 'string', arg: 0 }], [short], ['exit 0.0 616263']],
  ['NULL and numbers make no chunk', [{ read: 'string', arg: 0 }, { read: 'string', arg: 1 }], [0n, 4095n], []],
  ['a string that runs out of memory', [{ read: 'string', arg: 0 }], [end], ['exit 0.0 unreadable ']],
  ['a pointer into the kernel', [{ read: 'string', arg: 0 }], [0xffff_ffff_8100_0000n], ['exit 0.0 unreadable ']],
  ['a string that is too long', [{ read: 'string', arg: 0 }], [long], [`exit 0.0 cut ${text(4099, '').toHex()}`]],
  ['bytes up to the gap', [{ read: 'bytes', arg: 0, length: { from: 'most' }, unit: 1, most: 20 }], [end], ['exit 0.0 unreadable 6162636465666768696a']],
  ['no byte of the gap', [{ read: 'bytes', arg: 0, length: { from: 'most' }, unit: 1, most: 20 }], [gap], ['exit 0.0 unreadable ']],
  ['a length of 64 bits', [{ read: 'bytes', arg: 0, length: { from: 'arg', arg: 1 }, unit: 8, most: 4 }], [short, (1n << 64n) - 1n], ['exit 0.0 cut 61626300']],
  ['no bytes', [{ read: 'bytes', arg: 0, length: { from: 'arg', arg: 1 }, unit: 1, most: 4 }], [short, 0n], ['exit 0.0 ']],
  ['a length in memory', [{ read: 'bytes', arg: 0, length: { from: 'memory', arg: 1 }, unit: 1, most: 40 }], [short, length], ['exit 0.0 616263']],
  ['a length nowhere', [{ read: 'bytes', arg: 0, length: { from: 'memory', arg: 1 }, unit: 1, most: 40 }], [short, gap], []],
  ['the size in an ioctl', [{ read: 'bytes', arg: 0, length: { from: 'ioctl', arg: 1 }, unit: 1, most: 40 }], [short, 0x8002_5401n], ['exit 0.0 6162']],
  ['no iovec', [{ read: 'vector', arg: 0, length: { from: 'arg', arg: 1 }, most: 8, each: 2 }], [none, 0n], ['exit 0.0 ']],
  ['a bad iovec', [{ read: 'vector', arg: 0, length: { from: 'arg', arg: 1 }, most: 8, each: 2 }], [gap, 2n], ['exit 0.0 unreadable ']],
  ['argv of none', [{ read: 'strings', arg: 0, most: 9, each: 9 }], [argv0], ['exit 0.0 ']],
  ['argv of one', [{ read: 'strings', arg: 0, most: 9, each: 9 }], [argv1], ['exit 0.0 61626300']],
  ['argv of 100', [{ read: 'strings', arg: 0, most: 3, each: 2 }], [argv100], ['exit 0.0 cut 616261626162']],
  ['100 pointers', [{ read: 'pointers', arg: 0, most: 200 }], [argv100], ['exit 0.0 64000000']],
  ['more pointers than are counted', [{ read: 'pointers', arg: 0, most: 99 }], [argv100], ['exit 0.0 cut 63000000']],
  ['records of a directory', [{ read: 'records', arg: 0, length: { from: 'arg', arg: 1 } }], [directory, 48n], ['exit 0.0 02000000']],
  ['records of many turns', [{ read: 'records', arg: 0, length: { from: 'arg', arg: 1 } }], [directory, 2400n], ['exit 0.0 64000000']],
  ['a record of no length', [{ read: 'records', arg: 0, length: { from: 'arg', arg: 1 } }], [directory, 2424n], ['exit 0.0 64000000']],
  ['no records', [{ read: 'records', arg: 0, length: { from: 'arg', arg: 1 } }], [directory, 0n], ['exit 0.0 00000000']],
  ['bytes behind an address', [{ ...two, place: { offset: 1, isPointer: false } }], [short], ['exit 0.0 6263']],
  ['bytes where a pointer behind an address leads', [{ ...two, place: { offset: 8, isPointer: true } }, { ...two, arg: 1 }], [pointers, short], ['exit 0.0 6162', 'exit 1.0 6162']],
  ['bytes where a pointer leads that is NULL, or nowhere', [{ ...two, place: { offset: 0, isPointer: true } }, { ...two, arg: 1, place: { offset: 0, isPointer: true } }], [pointers, gap], []],
  ['a string that may be none', [{ read: 'string', arg: 0, isMaybe: true }], [end], ['exit 0.0 unreadable ']],
  ['a message', [{ read: 'message', arg: 0, most: 8, each: 8 }], [message], [
    `exit 0.0 ${words(short, 2n, one, 1n, short, 3n, 0n).toHex()}`, 'exit 0.1 6162', 'exit 0.2 616263',
    `exit 0.3 ${words(short, 0n).toHex()}`, 'exit 0.4 ',
  ]],
] // biome-ignore format: a case a line

describe('by hand', () => {
  for (const [name, exit, pointers, chunks] of byHand)
    kernelTest(name, async () => {
      const args = [...pointers, ...new Array<bigint>(6 - pointers.length).fill(0n)]
      const scene = {
        regions: memory.regions,
        recipes: new Map([['getpid', { enter: [], exit }]]),
        calls: [{ name: 'getpid', args }],
      }
      const run = await replayed(scene)
      expect(ofScene(scene, run)[0]).toMatchObject({ registers: args, chunks: [...chunks] })
    })

  for (const [features, most] of [
    [bestFeatures, 100],
    [oldestFeatures, 63],
  ] as const)
    kernelTest(`100 strings, of which ${most} are read`, async () => {
      const exit = [{ read: 'strings', arg: 0, most: 200, each: 9 } as const]
      const scene = {
        regions: memory.regions,
        recipes: new Map([['getpid', { enter: [], exit }]]),
        calls: [{ name: 'getpid', args: [argv100, 0n, 0n, 0n, 0n, 0n] }],
      }
      const run = await replayed(scene, { features })
      const text = `exit 0.0 ${most < 100 ? 'cut ' : ''}${'61626300'.repeat(most)}`
      expect(ofScene(scene, run)[0]!.chunks).toEqual([text])
    })

  kernelTest('20 iovecs', async () => {
    const read = { read: 'vector', arg: 0, length: { from: 'arg', arg: 1 }, most: 16, each: 2 } as const
    const args = [twenty, 20n, 0n, 0n, 0n, 0n]
    const scene = {
      regions: memory.regions,
      recipes: new Map([['getpid', { enter: [], exit: [read] }]]),
      calls: [{ name: 'getpid', args }],
    }
    const [seen] = ofScene(scene, await replayed(scene))
    expect(seen!.chunks).toHaveLength(17)
    expect(seen!.chunks[0]).toStartWith('exit 0.0 cut ')
    expect(seen!.chunks.slice(1, 5)).toEqual([
      'exit 0.1 ',
      'exit 0.2 61',
      'exit 0.3 6162',
      'exit 0.4 cut 6162',
    ])
  })

  kernelTest('sixteen reads of all that fits, of which the last has no room', async () => {
    const read = { read: 'bytes', arg: 0, length: { from: 'most' }, unit: 1, most: 4100 } as const
    const reads = new Array(8).fill(read)
    const args = [sceneBase, 0n, 0n, 0n, 0n, 0n]
    const scene = {
      regions: memory.regions,
      recipes: new Map([['getpid', { enter: reads, exit: reads }]]),
      calls: [{ name: 'getpid', args }],
    }
    const [seen] = ofScene(scene, await replayed(scene, { suffix: ':enter' }))
    expect(seen!.chunks).toHaveLength(15)
  })
})

describe('what a call overwrites', () => {
  const recipes = new Map<string, Recipe>([
    [
      'getsockname',
      {
        enter: [{ read: 'bytes', arg: 2, length: { from: 'most' }, unit: 1, most: 4 }],
        exit: [{ read: 'bytes', arg: 1, length: { from: 'memory', arg: 2 }, unit: 1, most: 128 }],
      },
    ],
  ])
  const overwrites = { program: 'scene', args: ['overwrites'] } as const

  kernelTest('is read at entry', async () => {
    const { seen, facts } = await traced(overwrites, recipes)
    const port = (facts.port as number).toString(16).padStart(4, '0')
    const address = `exit 0.0 0200${port}7f000001${'00'.repeat(8)}`
    expect(seen.map(({ ret, chunks }) => ({ ret, chunks }))).toEqual([
      { ret: 0n, chunks: ['enter 0.0 80000000', address] },
      { ret: -9n, chunks: ['enter 0.0 10000000', address] },
    ])
  })

  kernelTest('a call whose exit is left out leaves its entry to no other', async () => {
    for (const pushdown of [true, false]) {
      const { seen } = await traced(overwrites, recipes, { condition: 'e.ret < 0', pushdown })
      const failed = seen.filter(({ ret }) => ret < 0n)
      expect(failed.map(({ chunks }) => chunks[0])).toEqual(['enter 0.0 10000000'])
    }
  })

  kernelTest('of a call that began before tracing there is only the exit', async () => {
    const read: Recipe = {
      enter: [{ read: 'bytes', arg: 1, length: { from: 'most' }, unit: 1, most: 1 }],
      exit: [{ read: 'bytes', arg: 1, length: { from: 'ret' }, unit: 1, most: 8 }],
    }
    const { seen } = await traced({ program: 'scene', args: ['nothing'] }, new Map([['read', read]]))
    expect(seen.map(({ ret, chunks }) => ({ ret, chunks }))).toEqual([{ ret: 1n, chunks: ['exit 0.0 21'] }])
  })
})

describe('exec', () => {
  const enter: Recipe['enter'] = [
    { read: 'string', arg: 0 },
    { read: 'strings', arg: 1, most: 4, each: 8 },
    { read: 'pointers', arg: 2, most: 64 },
  ]
  const recipes = new Map<string, Recipe>([['execve', { enter, exit: [] }]])
  const hex = (value: string): string => new TextEncoder().encode(value).toHex()

  kernelTest('is shown with the memory that it had, and the registers', async () => {
    const { seen } = await traced({ program: 'scene', args: ['execs'] }, recipes)
    const missing = `enter 0.0 ${hex('/no/such/program')}`
    const arg = hex('arg\0')
    const both = 'enter 2.0 02000000'
    expect(seen.map(({ chunks }) => chunks)).toEqual([
      [missing, 'enter 1.0 ', both],
      [missing, `enter 1.0 ${arg}`, both],
      [missing, `enter 1.0 cut ${arg}${hex('nothing\0')}${arg}${arg}`, both],
      [missing],
      [`enter 0.0 ${hex('/proc/self/exe')}`, `enter 1.0 ${arg}${hex('nothing\0')}${arg}`, both],
    ])
    // Of a bad list some kernels say so before they look for the program.
    expect(seen.map(({ ret }, i) => (i === 3 ? ret < 0n : ret))).toEqual([-2n, -2n, -2n, true, 0n])
    expect(seen.every(({ registers }) => registers[0]! > 4096n)).toBe(true)
    expect(seen.at(-1)!.registers[1]).toBeGreaterThan(4096n)
  })
})
