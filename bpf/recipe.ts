/**
 * What a program reads of the memory that a call's arguments point to, so that the call can be shown as strace shows it:
 * a list of reads for each syscall and side of the call, plain data that the programs follow (so that one piece of kernel
 * code serves all syscalls), and the chunks that they make of it in a record.
 *
 * What was read lies one chunk behind the other in a blob of the record, in the order of the reads; each begins with a
 * word, not aligned: length in bytes | op << 16 | part << 20 | flags. `op` is the read's place among those of the entry, or 8
 * more than its place among those of the exit. A read whose pointer is below 4096 (NULL, a number that is no pointer) makes
 * no chunk; nor does one whose length cannot be known: a negative result, none yet, a length in memory that is not there.
 */

/** How many items there are: `unit` bytes each, where bytes are wanted. */
export type Length =
  /** As many as fit. */
  | { readonly from: 'most' }
  /** Argument `arg`, as an unsigned number of 64 bits. */
  | { readonly from: 'arg'; readonly arg: number }
  /** The call's result; nothing if it is negative or 0. */
  | { readonly from: 'ret' }
  /** The u32 that argument `arg` points to (socklen_t). */
  | { readonly from: 'memory'; readonly arg: number }
  /** The size that an ioctl's command in argument `arg` tells; 64 for commands that tell none. */
  | { readonly from: 'ioctl'; readonly arg: number }

/** Not at the argument's address but `offset` bytes behind it; or where the pointer leads that is there. */
export interface Place {
  readonly offset: number
  readonly isPointer: boolean
}

export type MemoryRead =
  /**
   * The NUL-terminated string at `arg`: its bytes without the NUL, at most maxString. `isMaybe`: it may be none, as with some
   * values of other arguments, and is not missed then.
   */
  | { readonly read: 'string'; readonly arg: number; readonly isMaybe?: boolean }
  /** `length * unit` bytes at `arg`, at most `most`. */
  | {
      readonly read: 'bytes'
      readonly arg: number
      readonly place?: Place
      readonly length: Length
      readonly unit: number
      readonly most: number
    }
  /** The NULL-terminated list of strings at `arg`: at most `most`, each with its NUL and cut (without one) after `each` bytes. */
  | { readonly read: 'strings'; readonly arg: number; readonly most: number; readonly each: number }
  /** How many pointers the NULL-terminated list at `arg` has, counted up to `most`: a u32. */
  | { readonly read: 'pointers'; readonly arg: number; readonly most: number }
  /** How many records of a directory there are in `length` bytes at `arg`; each has its length behind 16 bytes. A u32. */
  | { readonly read: 'records'; readonly arg: number; readonly length: Length }
  /**
   * The `length` struct iovec at `arg`: part 0 is the array, at most `most` of them, and part 1 + i the first `each` bytes of
   * buffer i.
   */
  | {
      readonly read: 'vector'
      readonly arg: number
      readonly length: Length
      readonly most: number
      readonly each: number
    }
  /**
   * The struct user_msghdr at `arg`: part 0 is the header, part 1 the name (at most 128 bytes), part 2 the first `each` bytes
   * of the control data, part 3 the array of at most `most` struct iovec, and part 4 + i the first `each` bytes of buffer i.
   */
  | { readonly read: 'message'; readonly arg: number; readonly most: number; readonly each: number }

/** The reads of a syscall, at most `maxReads` on a side. */
export interface Recipe {
  /** What the call itself overwrites or destroys: a syscall with such reads sends a record at its entry too. */
  readonly enter: readonly MemoryRead[]
  /** Everything else, read when the call is complete (or, for events of entries, at the entry). */
  readonly exit: readonly MemoryRead[]
}

export const maxReads = 8

/** Instead of the number of an argument: the stack pointer. At the entry only. */
export const stackPointer = 7

/** Arguments below are no pointers. */
export const firstAddress = 4096

/** Fields of a chunk's word. */
export const chunkLengthMask = 0xffff
export const chunkOp = (word: number): number => (word >>> 16) & 0xf
export const chunkPart = (word: number): number => (word >>> 20) & 0x3f
export const chunkFlags = {
  /** There was more than is here. */
  cut: 1 << 30,
  /** The memory could not be read, or not all of it. */
  unreadable: 1 << 31,
} as const
