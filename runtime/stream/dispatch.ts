/** Records → events → handlers, and what it means when a handler throws. */

import { entryHalf, tagHandler, tagNumber } from '../../bpf/layout.ts'
import type { Plan } from '../compiler/plan.ts'
import type { Handler } from '../script/registry.ts'
import { type DecodeContext, type Decoder, makeDecoder } from './decode.ts'
import { Halves } from './halves.ts'
import type { OnRecord } from './source.ts'

/** Something that a handler threw. */
export type OnHandlerError = (handler: number, error: unknown) => void
/** A handler returned a promise. */
export type OnHandlerPromise = (handler: number, promise: Promise<unknown>) => void

interface Slot {
  readonly run: Handler
  /** Records of entries that wait for their exit, where the handler's events come in halves. */
  readonly halves: Halves | undefined
  /** By syscall number, made when its first record comes. */
  readonly decoders: (Decoder | undefined)[]
}

/**
 * Makes the function that takes records.
 *
 * @param handlers the script's handlers by registration
 */
export const dispatcher = (
  plan: Plan,
  handlers: readonly Handler[],
  context: DecodeContext,
  onError: OnHandlerError,
  onPromise: OnHandlerPromise = (handler, promise) => promise.catch(error => onError(handler, error)),
): OnRecord => {
  const slots = plan.handlers.map((handler): Slot => {
    const halves = handler.variants.filter(variant => variant.halves)
    return {
      run: handlers[handler.registration]!,
      halves: halves.length > 0 ? new Halves(halves) : undefined,
      decoders: [],
    }
  })

  const decoderOf = (index: number, nr: number): Decoder => {
    const handler = plan.handlers[index]!
    const variant = handler.variants.find(v => v.syscalls.some(s => s.nr === nr))
    const syscall = variant?.syscalls.find(s => s.nr === nr)
    if (!variant || !syscall) throw new Error(`Cannot decode: handler ${index} has no syscall ${nr}`)
    return makeDecoder(handler, variant, syscall, context)
  }

  return (words, bytes, at) => {
    const tag = words[at >>> 2]!
    const index = tagHandler(tag)
    const nr = tagNumber(tag)
    const slot = slots[index]!
    if ((tag & entryHalf) !== 0) {
      slot.halves?.keep(words, bytes, at, nr)
      return
    }
    const joined = slot.halves?.join(words, bytes, at, nr)
    if (slot.halves && !joined && slot.halves.isDecidedAtEntry(nr)) return
    const called = joined ? joined.nr : nr
    let decode = slot.decoders[called]
    if (decode === undefined) {
      decode = decoderOf(index, called)
      slot.decoders[called] = decode
    }
    const event = joined ? decode(joined.words, joined.bytes, 0) : decode(words, bytes, at)
    try {
      const result = slot.run(event)
      if (result instanceof Promise) onPromise(index, result)
    } catch (error) {
      onError(index, error)
    }
  }
}
