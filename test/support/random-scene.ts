/** Random memory with lists, vectors and messages in it, recipes that read it, and calls that point to it. */

import type { Length, MemoryRead, Recipe } from '../../bpf/recipe.ts'
import type { Choices } from '../diff/choices.ts'
import { pageSize, type Region, type Scene, type SceneCall } from './scene.ts'

/** Where scenes are: a place that no process has by itself. */
export const sceneBase = 0x10_0000_0000n

/** Pages that are there, and between them pages that are not. */
const layout = [
  { page: 0, pages: 3 },
  { page: 4, pages: 2 },
]

/** Memory that is put together piece by piece. */
export class SceneMemory {
  readonly regions: readonly Region[] = layout.map(({ page, pages }) => ({
    address: sceneBase + BigInt(page * pageSize),
    bytes: new Uint8Array(pages * pageSize),
  }))
  #used = 0

  /** Where the first gap begins. */
  get gap(): bigint {
    const [first] = this.regions as [Region]
    return first.address + BigInt(first.bytes.length)
  }

  /** Puts bytes at an address; what reaches into a gap is left out. */
  write(address: bigint, bytes: Uint8Array): bigint {
    bytes.forEach((byte, i) => {
      const at = address + BigInt(i)
      const region = this.regions.find(r => at >= r.address && at < r.address + BigInt(r.bytes.length))
      if (region) region.bytes[Number(at - region.address)] = byte
    })
    return address
  }

  /** Puts bytes where there is room. */
  place(bytes: Uint8Array): bigint {
    const [first] = this.regions as [Region]
    if (this.#used + bytes.length > first.bytes.length) this.#used = 0
    const address = first.address + BigInt(this.#used)
    this.#used += (bytes.length + 7) & ~7
    return this.write(address, bytes)
  }

  /** Puts bytes so that so many of them are in front of the gap. */
  atGap(bytes: Uint8Array, before: number): bigint {
    return this.write(this.gap - BigInt(before), bytes)
  }
}

export const words = (...values: readonly bigint[]): Uint8Array =>
  new Uint8Array(BigUint64Array.from(values, value => BigInt.asUintN(64, value)).buffer)

export const text = (length: number, end = '\0'): Uint8Array =>
  new TextEncoder().encode(
    Array.from({ length }, (_, i) => String.fromCharCode(97 + (i % 26))).join('') + end,
  )

const lengths = [0, 1, 7, 8, 9, 31, 32, 33, 100, 4090, 4096, 4098, 4099, 4100, 4200] as const
const badPointers = [
  0n,
  8n,
  4095n,
  4096n,
  0xffff_ffff_8100_0000n,
  0x8000_0000_0000_0000n,
  (1n << 64n) - 1n,
] as const
const hugeCounts = [
  0xffffn,
  0x10000n,
  1n << 31n,
  1n << 32n,
  (1n << 63n) - 1n,
  1n << 63n,
  (1n << 64n) - 1n,
] as const

const put = (c: Choices, memory: SceneMemory, bytes: Uint8Array): bigint =>
  c.chance(25) ? memory.atGap(bytes, c.below(bytes.length + 1)) : memory.place(bytes)

const pointer = (c: Choices, memory: SceneMemory, make: () => Uint8Array): bigint => {
  if (c.chance(10)) return c.pick(badPointers)
  return c.chance(8) ? memory.gap - BigInt(c.below(64)) : put(c, memory, make())
}

const count = (c: Choices): bigint =>
  c.chance(15) ? c.pick(hugeCounts) : BigInt(c.pick([0, 1, 2, 3, 5, 20, 40]))
const someText = (c: Choices) => (): Uint8Array => text(c.pick(lengths), c.chance(80) ? '\0' : '')

const vectorOf = (c: Choices, memory: SceneMemory) => (): Uint8Array =>
  words(...c.many(0, 7, () => [pointer(c, memory, someText(c)), count(c)]).flat())

const messageOf = (c: Choices, memory: SceneMemory) => (): Uint8Array =>
  words(
    ...[pointer(c, memory, someText(c)), count(c)],
    ...[pointer(c, memory, vectorOf(c, memory)), count(c)],
    ...[pointer(c, memory, someText(c)), count(c), 0n],
  )

const listOf = (c: Choices, memory: SceneMemory) => (): Uint8Array =>
  words(...c.many(0, 20, () => pointer(c, memory, someText(c)) || 1n), ...(c.chance(90) ? [0n] : []))

const lengthOf = (c: Choices, arg: number): Length =>
  c.pick([
    { from: 'arg', arg },
    { from: 'most' },
    { from: 'ret' },
    { from: 'memory', arg },
    { from: 'ioctl', arg },
  ] as const)

/** A read of argument `arg`, its length in the argument behind, and what these are. */
const readOf = (
  c: Choices,
  memory: SceneMemory,
  arg: number,
): { read: MemoryRead; args: [bigint, bigint] } => {
  const at = (make: () => Uint8Array): bigint => pointer(c, memory, make)
  const length = lengthOf(c, arg + 1)
  const counted =
    length.from === 'memory'
      ? at(() => words(count(c)))
      : length.from === 'ioctl'
        ? BigInt(c.below(200) << 16)
        : count(c)
  const most = c.pick([0, 1, 2, 5])
  const each = c.pick([0, 1, 8, 33, 200])
  switch (c.below(6)) {
    case 0:
      return { read: { read: 'string', arg }, args: [at(someText(c)), counted] }
    case 1: {
      const sizes = { unit: c.pick([1, 4, 16]), most: c.pick([0, 1, 33, 128, 4096, 4100, 5000, 65535]) }
      return { read: { read: 'bytes', arg, length, ...sizes }, args: [at(someText(c)), counted] }
    }
    case 2:
      return { read: { read: 'strings', arg, most, each }, args: [at(listOf(c, memory)), counted] }
    case 3:
      return {
        read: { read: 'pointers', arg, most: c.pick([0, 1, 7, 8, 9, 64]) },
        args: [at(listOf(c, memory)), counted],
      }
    case 4:
      return { read: { read: 'vector', arg, length, most, each }, args: [at(vectorOf(c, memory)), counted] }
    default:
      return { read: { read: 'message', arg, most, each }, args: [at(messageOf(c, memory)), counted] }
  }
}

/** A scene of calls of these syscalls. */
export const randomScene = (c: Choices, names: readonly string[]): Scene => {
  const memory = new SceneMemory()
  for (const { bytes } of memory.regions)
    bytes.forEach((_, i) => {
      bytes[i] = i % 7 === 0 ? 0 : 65 + (i % 26)
    })
  const recipes = new Map<string, Recipe>()
  const calls = names.map((name): SceneCall => {
    const pairs = [0, 2, 4].map(arg => readOf(c, memory, arg))
    const reads = pairs.map(({ read }) => read)
    const enter = c.below(3)
    recipes.set(name, { enter: reads.slice(0, enter), exit: reads.slice(enter, enter + c.below(4)) })
    return { name, args: pairs.flatMap(({ args }) => args) }
  })
  return { regions: memory.regions, recipes, calls }
}
