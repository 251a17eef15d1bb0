/** What a recording takes of events: what every event has, and of the rest what the script reads. */

import { readsOf } from './bind.ts'
import type { FieldUses } from './fields.ts'
import { emptyScopes, type Registration } from './resolve.ts'

/** Fields that cost much, or say again what others say: taken where they are read. */
const onlyIfRead = ['call', 'shownCall', 'kstack', 'ustack'] as const

/**
 * All common fields and arguments, the random number that samples are taken by, and what else any of the handlers reads.
 *
 * @param more fields that are taken in any case
 */
export const recordedUses = (registrations: readonly Registration[], more: readonly string[]): FieldUses => {
  const read = registrations.map(
    ({ site }) => readsOf(site?.handler, site?.module.scopes ?? emptyScopes).uses,
  )
  const common = onlyIfRead.filter(name => read.some(uses => uses.common.has(name)))
  return {
    all: true,
    asRegisters: true,
    common: new Set([...common, ...more, 'random']),
    ...{ direct: new Set(), viaArgs: new Set() },
  }
}
