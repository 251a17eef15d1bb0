/** Structs and numbers of bpf(2) and libbpf, by their C names. test/ffi/abi.test.ts compares them with the headers. */

import { struct } from './struct.ts'

/** Flags of map creation (`MapSpec.flags`). */
export const BPF_F_NO_PREALLOC = 1
export const BPF_F_MMAPABLE = 1024

/** Flags of `update`. */
export const BPF_ANY = 0
export const BPF_NOEXIST = 1
export const BPF_EXIST = 2

/** A link at the returns of functions. */
export const BPF_F_KPROBE_MULTI_RETURN = 1

/** Bits of a ring record's length word. */
export const BPF_RINGBUF_BUSY_BIT = 0x8000_0000
export const BPF_RINGBUF_DISCARD_BIT = 0x4000_0000
export const BPF_RINGBUF_HDR_SZ = 8

export const mapCreateOpts = struct('bpf_map_create_opts', [
  ['sz', 'size_t'],
  ['btf_fd', 'u32'],
  ['btf_key_type_id', 'u32'],
  ['btf_value_type_id', 'u32'],
  ['btf_vmlinux_value_type_id', 'u32'],
  ['inner_map_fd', 'u32'],
  ['map_flags', 'u32'],
  ['map_extra', 'u64'],
  ['numa_node', 'u32'],
  ['map_ifindex', 'u32'],
])

export const progLoadOpts = struct('bpf_prog_load_opts', [
  ['sz', 'size_t'],
  ['attempts', 'i32'],
  ['expected_attach_type', 'u32'],
  ['prog_btf_fd', 'u32'],
  ['prog_flags', 'u32'],
  ['prog_ifindex', 'u32'],
  ['kern_version', 'u32'],
  ['attach_btf_id', 'u32'],
  ['attach_prog_fd', 'u32'],
  ['attach_btf_obj_fd', 'u32'],
  ['fd_array', 'pointer'],
  ['func_info', 'pointer'],
  ['func_info_cnt', 'u32'],
  ['func_info_rec_size', 'u32'],
  ['line_info', 'pointer'],
  ['line_info_cnt', 'u32'],
  ['line_info_rec_size', 'u32'],
  ['log_level', 'u32'],
  ['log_size', 'u32'],
  ['log_buf', 'pointer'],
])

export const btfLoadOpts = struct('bpf_btf_load_opts', [
  ['sz', 'size_t'],
  ['log_buf', 'pointer'],
  ['log_level', 'u32'],
  ['log_size', 'u32'],
])

export const linkCreateOpts = struct('bpf_link_create_opts', [
  ['sz', 'size_t'],
  ['flags', 'u32'],
  ['iter_info', 'pointer'],
  ['iter_info_len', 'u32'],
  ['target_btf_id', 'u32'],
  ['kprobe_multi.flags', 'u32'],
  ['kprobe_multi.cnt', 'u32'],
  ['kprobe_multi.syms', 'pointer'],
  ['kprobe_multi.addrs', 'pointer'],
  ['kprobe_multi.cookies', 'pointer'],
])

export const funcInfo = struct('bpf_func_info', [
  ['insn_off', 'u32'],
  ['type_id', 'u32'],
])

export const pollfd = struct('pollfd', [
  ['fd', 'i32'],
  ['events', 'u16'],
  ['revents', 'u16'],
])

export const POLLERR = 8

/** As far as all kernels that have the clock know it. */
export const perfEventAttr = struct('perf_event_attr', [
  ['type', 'u32'],
  ['size', 'u32'],
  ['config', 'u64'],
  ['sample_period', 'u64'],
  ['sample_type', 'u64'],
  ['read_format', 'u64'],
  // The bits, one after the other.
  ['flags', 'u64'],
  ['wakeup_watermark', 'u32'],
  ['bp_type', 'u32'],
  ['config1', 'pointer'],
  ['config2', 'u64'],
  ['branch_sample_type', 'u64'],
  ['sample_regs_user', 'u64'],
  ['sample_stack_user', 'u32'],
  ['clockid', 'i32'],
])

export const perfMmapPage = struct('perf_event_mmap_page', [
  ['version', 'u32'],
  ['compat_version', 'u32'],
  ['', 'u8', 1016],
  ['data_head', 'u64'],
  ['data_tail', 'u64'],
  ['data_offset', 'u64'],
  ['data_size', 'u64'],
])

export const perfEventHeader = struct('perf_event_header', [
  ['type', 'u32'],
  ['misc', 'u16'],
  ['size', 'u16'],
])

export const PERF_FLAG_FD_CLOEXEC = 8
export const PERF_EVENT_IOC_ENABLE = 0x2400
export const PERF_EVENT_IOC_SET_BPF = 0x4004_2408

export const _LINUX_CAPABILITY_VERSION_3 = 0x2008_0522
export const PR_SET_KEEPCAPS = 8
export const PR_CAPBSET_DROP = 24
export const PR_SET_NO_NEW_PRIVS = 38
export const PR_CAP_AMBIENT = 47
export const PR_CAP_AMBIENT_RAISE = 2
export const PR_CAP_AMBIENT_CLEAR_ALL = 4
export const SECCOMP_SET_MODE_FILTER = 1
export const SECCOMP_FILTER_FLAG_TSYNC = 1
export const SECCOMP_FILTER_FLAG_SPEC_ALLOW = 4
export const SECCOMP_RET_ALLOW = 0x7fff_0000
export const RLIMIT_MEMLOCK = 8

/** An account, of getpwuid_r. */
export const passwd = struct('passwd', [
  ['pw_name', 'pointer'],
  ['pw_passwd', 'pointer'],
  ['pw_uid', 'u32'],
  ['pw_gid', 'u32'],
  ['pw_gecos', 'pointer'],
  ['pw_dir', 'pointer'],
  ['pw_shell', 'pointer'],
])

export const rlimit = struct('rlimit', [
  ['rlim_cur', 'u64'],
  ['rlim_max', 'u64'],
])

export const capHeader = struct('__user_cap_header_struct', [
  ['version', 'u32'],
  ['pid', 'i32'],
])

/** 32 capabilities; capset takes two of these. */
export const capData = struct('__user_cap_data_struct', [
  ['effective', 'u32'],
  ['permitted', 'u32'],
  ['inheritable', 'u32'],
])

export const sockFprog = struct('sock_fprog', [
  ['len', 'u16'],
  ['filter', 'pointer'],
])

/** Size of `struct bpf_line_info`. */
export const lineInfoSize = 16

export const progInfo = struct('bpf_prog_info', [
  ['type', 'u32'],
  ['id', 'u32'],
  ['tag', 'u8', 8],
  ['jited_prog_len', 'u32'],
  ['xlated_prog_len', 'u32'],
  ['jited_prog_insns', 'u64'],
  ['xlated_prog_insns', 'u64'],
  ['load_time', 'u64'],
  ['created_by_uid', 'u32'],
  ['nr_map_ids', 'u32'],
  ['map_ids', 'u64'],
  ['name', 'u8', 16],
  ['ifindex', 'u32'],
  ['', 'u32'],
  ['netns_dev', 'u64'],
  ['netns_ino', 'u64'],
  ['nr_jited_ksyms', 'u32'],
  ['nr_jited_func_lens', 'u32'],
  ['jited_ksyms', 'u64'],
  ['jited_func_lens', 'u64'],
  ['btf_id', 'u32'],
  ['func_info_rec_size', 'u32'],
  ['func_info', 'u64'],
  ['nr_func_info', 'u32'],
  ['nr_line_info', 'u32'],
  ['line_info', 'u64'],
  ['jited_line_info', 'u64'],
  ['nr_jited_line_info', 'u32'],
  ['line_info_rec_size', 'u32'],
  ['jited_line_info_rec_size', 'u32'],
  ['nr_prog_tags', 'u32'],
  ['prog_tags', 'u64'],
  ['run_time_ns', 'u64'],
  ['run_cnt', 'u64'],
  ['recursion_misses', 'u64'],
  ['verified_insns', 'u32'],
  ['attach_btf_obj_id', 'u32'],
  ['attach_btf_id', 'u32'],
])
