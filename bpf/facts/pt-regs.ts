/**
 * Where the kernel's `struct pt_regs` holds a syscall: byte offsets. These are the kernel's structs, not the UAPI's:
 * test/bpf/facts.test.ts holds them to the running kernel's BTF.
 */
import type { Arch } from './syscalls.ts'

export interface RegisterLayout {
  /** The syscall's number: its offset and size in bytes. Signed. */
  readonly nr: { readonly offset: number; readonly size: 4 | 8 }
  /** The six arguments, 8 bytes each, as valid at sys_exit as at sys_enter. */
  readonly args: readonly [number, number, number, number, number, number]
  /** The first six arguments of a function of the kernel, at its call. */
  readonly call: readonly [number, number, number, number, number, number]
  /** The result at sys_exit and at a function's return, 8 bytes. */
  readonly ret: number
  /** The user's instruction and stack pointers. */
  readonly ip: number
  readonly sp: number
}

/** x64: the order of arch/x86/include/asm/ptrace.h. orig_ax; di, si, dx, r10, r8, r9; di, si, dx, cx, r8, r9; ax. */
const x64: RegisterLayout = {
  nr: { offset: 120, size: 8 },
  args: [112, 104, 96, 56, 72, 64],
  call: [112, 104, 96, 88, 72, 64],
  ret: 80,
  ip: 128,
  sp: 152,
}

/**
 * arm64: arch/arm64/include/asm/ptrace.h: regs[31], sp, pc and pstate, then orig_x0 and a 32-bit syscallno. The result
 * takes the place of x0, so the first argument is read from orig_x0.
 */
const arm64: RegisterLayout = {
  nr: { offset: 280, size: 4 },
  args: [272, 8, 16, 24, 32, 40],
  call: [0, 8, 16, 24, 32, 40],
  ret: 0,
  ip: 256,
  sp: 248,
}

/** The layout by architecture. */
export const registerLayouts: Readonly<Record<Arch, RegisterLayout>> = { x64, arm64 }
