/** Blueprints of kernel objects: plain data, the same on every machine, until `ffi/` makes objects of them. */

import type { Insn } from './insn.ts'

/** Map types by their kernel names (`BPF_MAP_TYPE_*`, lower case). */
export type MapType =
  | 'array'
  | 'percpu_array'
  | 'hash'
  | 'percpu_hash'
  | 'lru_hash'
  | 'ringbuf'
  | 'perf_event_array'
  | 'task_storage'
  | 'stack_trace'

/** A map to create. Sizes in bytes; `maxEntries` of a ring buffer is its size in bytes. */
export interface MapSpec {
  readonly name: string
  readonly type: MapType
  readonly keySize: number
  readonly valueSize: number
  readonly maxEntries: number
  /** `BPF_F_*` bits of the map's creation. */
  readonly flags: number
}

/**
 * Where a program attaches. `tp_btf` names a raw tracepoint with BTF types, such as `sys_enter`; `kprobe` and `kretprobe` a
 * function of the kernel, at its call and at its return.
 */
export type Attach =
  | { readonly kind: 'tp_btf'; readonly tracepoint: string }
  | { readonly kind: 'kprobe' | 'kretprobe'; readonly function: string }

/** The place in a script that an instruction came from. Lines and columns count from 1. */
export interface SourceLine {
  readonly file: string
  readonly line: number
  readonly column: number
  /** The text of that line. */
  readonly text: string
}

/** A program to load. Map references stay symbolic (`Insn.map`) until load. */
export interface ProgramSpec {
  readonly name: string
  readonly attach: Attach
  readonly insns: readonly Insn[]
  /** Functions behind the program's own code, by the slot that they begin at. */
  readonly functions?: readonly {
    readonly name: string
    readonly slot: number
    readonly linkage?: 'global'
  }[]
  /** From which instruction slot on (two-slot loads count twice) which source line applies, in ascending order. */
  readonly lines: readonly { readonly slot: number; readonly source: SourceLine }[]
}
