/**
 * One row per foreign symbol: signature, and the library version that had it first (from libbpf's export map). The floor
 * is libbpf 1.1 (Debian 12's); only its thin wrappers of bpf(2) are used, which from 1.0 on return -errno themselves.
 */

import { host } from './current-host.ts'
import type { Library, SymbolTable } from './host.ts'

export const libbpfTable = {
  libbpf_major_version: { args: [], result: 'u32', since: '0.6' },
  libbpf_minor_version: { args: [], result: 'u32', since: '0.6' },
  libbpf_version_string: { args: [], result: 'cstring', since: '0.6' },
  libbpf_set_print: { args: ['pointer'], result: 'pointer', since: '0.0.1' },
  libbpf_num_possible_cpus: { args: [], result: 'i32', since: '0.0.4' },
  bpf_map_create: { args: ['u32', 'cstring', 'u32', 'u32', 'u32', 'buffer'], result: 'i32', since: '0.6' },
  bpf_map_lookup_elem: { args: ['i32', 'buffer', 'buffer'], result: 'i32', since: '0.0.1' },
  bpf_map_update_elem: { args: ['i32', 'buffer', 'buffer', 'u64'], result: 'i32', since: '0.0.1' },
  bpf_map_delete_elem: { args: ['i32', 'buffer'], result: 'i32', since: '0.0.1' },
  bpf_map_get_next_key: { args: ['i32', 'buffer', 'buffer'], result: 'i32', since: '0.0.1' },
  bpf_map_lookup_batch: {
    args: ['i32', 'buffer', 'buffer', 'buffer', 'buffer', 'buffer', 'buffer'],
    result: 'i32',
    since: '0.0.7',
  },
  bpf_map_lookup_and_delete_batch: {
    args: ['i32', 'buffer', 'buffer', 'buffer', 'buffer', 'buffer', 'buffer'],
    result: 'i32',
    since: '0.0.7',
  },
  bpf_map_delete_batch: { args: ['i32', 'buffer', 'buffer', 'buffer'], result: 'i32', since: '0.0.7' },
  bpf_btf_load: { args: ['buffer', 'u64', 'buffer'], result: 'i32', since: '0.7' },
  bpf_prog_load: {
    args: ['u32', 'cstring', 'cstring', 'buffer', 'u64', 'buffer'],
    result: 'i32',
    since: '0.6',
  },
  bpf_prog_test_run_opts: { args: ['i32', 'buffer'], result: 'i32', since: '0.2' },
  bpf_raw_tracepoint_open: { args: ['pointer', 'i32'], result: 'i32', since: '0.0.1' },
  bpf_link_create: { args: ['i32', 'i32', 'u32', 'buffer'], result: 'i32', since: '0.0.8' },
  bpf_obj_get_info_by_fd: { args: ['i32', 'buffer', 'buffer'], result: 'i32', since: '0.0.1' },
} as const satisfies SymbolTable

export const libcTable = {
  mmap: { args: ['pointer', 'u64', 'i32', 'i32', 'i32', 'i64'], result: 'i64', since: '2.2' },
  munmap: { args: ['pointer', 'u64'], result: 'i32', since: '2.2' },
  open: { args: ['cstring', 'i32'], result: 'i32', since: '2.2' },
  close: { args: ['i32'], result: 'i32', since: '2.2' },
  write: { args: ['i32', 'buffer', 'u64'], result: 'i64', since: '2.2' },
  getpagesize: { args: [], result: 'i32', since: '2.2' },
  clock_gettime: { args: ['i32', 'buffer'], result: 'i32', since: '2.17' },
  poll: { args: ['buffer', 'u64', 'i32'], result: 'i32', since: '2.2' },
  syscall: { args: ['i64', 'u64', 'u64', 'u64', 'u64', 'u64'], result: 'i64', since: '2.2' },
  ioctl: { args: ['i32', 'u64', 'i64'], result: 'i32', since: '2.2' },
  prctl: { args: ['i32', 'u64', 'u64', 'u64', 'u64'], result: 'i32', since: '2.2' },
  capset: { args: ['buffer', 'buffer'], result: 'i32', since: '2.2' },
  setrlimit: { args: ['i32', 'buffer'], result: 'i32', since: '2.2' },
  getpwuid_r: { args: ['u32', 'buffer', 'buffer', 'u64', 'buffer'], result: 'i32', since: '2.2' },
  initgroups: { args: ['cstring', 'u32'], result: 'i32', since: '2.2' },
  setresgid: { args: ['u32', 'u32', 'u32'], result: 'i32', since: '2.2' },
  execv: { args: ['cstring', 'buffer'], result: 'i32', since: '2.2' },
  setresuid: { args: ['u32', 'u32', 'u32'], result: 'i32', since: '2.2' },
} as const satisfies SymbolTable

let openedLibbpf: Library<typeof libbpfTable> | undefined
let openedLibc: Library<typeof libcTable> | undefined

let bringLibbpf = (): void => {}

/** Has `bring` called before libbpf is opened: who carries libbpf along loads it then. */
export const beforeLibbpf = (bring: () => void): void => {
  bringLibbpf = bring
}

/**
 * libbpf, opened when first asked for (0.3 ms) and kept.
 *
 * @throws LibraryMissing; LibraryTooOld when the symbol that is asked for is not there. What came before 1.0 has another
 * file name (libbpf.so.0), so it counts as missing.
 */
export const libbpf = (): Library<typeof libbpfTable> => {
  if (openedLibbpf) return openedLibbpf
  bringLibbpf()
  const library = host().open({ files: ['libbpf.so.1'], package: 'libbpf1' }, libbpfTable)
  // NULL: libbpf would print to stderr, which is ours to write to.
  library.libbpf_set_print(0)
  openedLibbpf = library
  return library
}

/** The C library, opened when first asked for and kept. */
export const libc = (): Library<typeof libcTable> => {
  openedLibc ??= host().open({ files: ['libc.so.6', 'libc.so'], package: 'libc6' }, libcTable)
  return openedLibc
}
