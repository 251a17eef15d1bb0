/** Carries out the changes of filters that a script asks for: checks them, and hands them to the source once there is one. */

import { syscallTable } from '../bpf/facts/syscalls.ts'
import { filterConfig, syscallsOf } from './compiler/filter-config.ts'
import type { FilterValues } from './compiler/options.ts'
import type { Plan } from './compiler/plan.ts'
import { hostArch } from './machine/kernel-facts.ts'
import type { HandlerRegistration, Registry } from './script/registry.ts'
import type { EventSource } from './stream/source.ts'

/** The filters of a registry's handlers that can change. */
export class LiveFilters {
  readonly #registry: Registry
  #attached: { readonly plan: Plan; readonly source: EventSource } | undefined

  constructor(registry: Registry) {
    this.#registry = registry
    registry.changeFilters = (handler, filters) => this.#change(handler, filters)
  }

  /** From now on changes go to the kernel. */
  attach(plan: Plan, source: EventSource): void {
    this.#attached = { plan, source }
  }

  /** The source is no more, and no event comes that a filter could let through. */
  detach(): void {
    this.#attached = undefined
  }

  #change(handler: HandlerRegistration, filters: FilterValues): void {
    if (!this.#attached) {
      // Compiling takes it over; that it means something is said where it is called.
      const table = syscallTable(hostArch())
      if (filters.syscalls ?? filters.comm) filterConfig(filters, syscallsOf(handler.probes, table), table)
      return
    }
    const { plan, source } = this.#attached
    const registration = this.#registry.handlers.indexOf(handler)
    const live = plan.live.find(one => one.registration === registration)
    if (!live) throw new Error(`Cannot filter ${handler.probes.join(', ')}: its filters are fixed`)
    source.filter(live.index, filterConfig(filters, live.syscalls, plan.target.syscalls))
  }
}
