// Written by bpf/gen/facts.ts, never by hand. From Debian's linux-libc-dev 7.3.4-1~bpo13+1: all headers; bpf/gen/structs.ts says which.

/**
 * A line per struct: its name, its size, and its fields with what they are and where: u4 and s4 are unsigned and signed integers of
 * 4 bytes, c is a char, p a pointer, {stat} a struct; [8] is an array, .3.1 a bit field of 1 bit from bit 3.
 */
export const structs = `
__kernel_sockaddr_storage 128 ss_family:u2@0 __data:c[126]@2 __align:p@0
__kernel_timex_timeval 16 tv_sec:s8@0 tv_usec:s8@8
__sifields 32 _kill._pid:s4@0 _kill._uid:u4@4 _timer._tid:s4@0 _timer._overrun:s4@4 _timer._sigval:{sigval}@8 _timer._sys_private:s4@16 _rt._pid:s4@0 _rt._uid:u4@4 _rt._sigval:{sigval}@8 _sigchld._pid:s4@0 _sigchld._uid:u4@4 _sigchld._status:s4@8 _sigchld._utime:s8@16 _sigchld._stime:s8@24 _sigfault._addr:p@0 _sigfault._trapno:s4@8 _sigfault._addr_lsb:s2@8 _sigfault._addr_bnd._dummy_bnd:c[8]@8 _sigfault._addr_bnd._lower:p@16 _sigfault._addr_bnd._upper:p@24 _sigfault._addr_pkey._dummy_pkey:c[8]@8 _sigfault._addr_pkey._pkey:u4@16 _sigfault._perf._data:u8@8 _sigfault._perf._type:u4@16 _sigfault._perf._flags:u4@20 _sigpoll._band:s8@0 _sigpoll._fd:s4@8 _sigsys._call_addr:p@0 _sigsys._syscall:s4@8 _sigsys._arch:u4@12
__user_cap_data_struct 12 effective:u4@0 permitted:u4@4 inheritable:u4@8
__user_cap_header_struct 8 version:u4@0 pid:s4@4
arpreq 68 arp_pa:{sockaddr}@0 arp_ha:{sockaddr}@16 arp_flags:s4@32 arp_netmask:{sockaddr}@36 arp_dev:c[16]@52
bpf_attr 168 map_type:u4@0 key_size:u4@4 value_size:u4@8 max_entries:u4@12 map_flags:u4@16 inner_map_fd:u4@20 numa_node:u4@24 map_name:c[16]@28 map_ifindex:u4@44 btf_fd:u4@48 btf_key_type_id:u4@52 btf_value_type_id:u4@56 btf_vmlinux_value_type_id:u4@60 map_extra:u8@64 value_type_btf_obj_fd:s4@72 map_token_fd:s4@76 excl_prog_hash:u8@80 excl_prog_hash_size:u4@88 map_fd:u4@0 key:u8@8 value:u8@16 next_key:u8@16 flags:u8@24 batch.in_batch:u8@0 batch.out_batch:u8@8 batch.keys:u8@16 batch.values:u8@24 batch.count:u4@32 batch.map_fd:u4@36 batch.elem_flags:u8@40 batch.flags:u8@48 prog_type:u4@0 insn_cnt:u4@4 insns:u8@8 license:u8@16 log_level:u4@24 log_size:u4@28 log_buf:u8@32 kern_version:u4@40 prog_flags:u4@44 prog_name:c[16]@48 prog_ifindex:u4@64 expected_attach_type:u4@68 prog_btf_fd:u4@72 func_info_rec_size:u4@76 func_info:u8@80 func_info_cnt:u4@88 line_info_rec_size:u4@92 line_info:u8@96 line_info_cnt:u4@104 attach_btf_id:u4@108 attach_prog_fd:u4@112 attach_btf_obj_fd:u4@112 core_relo_cnt:u4@116 fd_array:u8@120 core_relos:u8@128 core_relo_rec_size:u4@136 log_true_size:u4@140 prog_token_fd:s4@144 fd_array_cnt:u4@148 signature:u8@152 signature_size:u4@160 keyring_id:s4@164 pathname:u8@0 bpf_fd:u4@8 file_flags:u4@12 path_fd:s4@16 target_fd:u4@0 target_ifindex:u4@0 attach_bpf_fd:u4@4 attach_type:u4@8 attach_flags:u4@12 replace_bpf_fd:u4@16 relative_fd:u4@20 relative_id:u4@20 expected_revision:u8@24 test.prog_fd:u4@0 test.retval:u4@4 test.data_size_in:u4@8 test.data_size_out:u4@12 test.data_in:u8@16 test.data_out:u8@24 test.repeat:u4@32 test.duration:u4@36 test.ctx_size_in:u4@40 test.ctx_size_out:u4@44 test.ctx_in:u8@48 test.ctx_out:u8@56 test.flags:u4@64 test.cpu:u4@68 test.batch_size:u4@72 start_id:u4@0 prog_id:u4@0 map_id:u4@0 btf_id:u4@0 link_id:u4@0 next_id:u4@4 open_flags:u4@8 fd_by_id_token_fd:s4@12 info.bpf_fd:u4@0 info.info_len:u4@4 info.info:u8@8 query.target_fd:u4@0 query.target_ifindex:u4@0 query.attach_type:u4@4 query.query_flags:u4@8 query.attach_flags:u4@12 query.prog_ids:u8@16 query.prog_cnt:u4@24 query.count:u4@24 query.prog_attach_flags:u8@32 query.link_ids:u8@40 query.link_attach_flags:u8@48 query.revision:u8@56 raw_tracepoint.name:u8@0 raw_tracepoint.prog_fd:u4@8 raw_tracepoint.cookie:u8@16 btf:u8@0 btf_log_buf:u8@8 btf_size:u4@16 btf_log_size:u4@20 btf_log_level:u4@24 btf_log_true_size:u4@28 btf_flags:u4@32 btf_token_fd:s4@36 task_fd_query.pid:u4@0 task_fd_query.fd:u4@4 task_fd_query.flags:u4@8 task_fd_query.buf_len:u4@12 task_fd_query.buf:u8@16 task_fd_query.prog_id:u4@24 task_fd_query.fd_type:u4@28 task_fd_query.probe_offset:u8@32 task_fd_query.probe_addr:u8@40 link_create.prog_fd:u4@0 link_create.map_fd:u4@0 link_create.target_fd:u4@4 link_create.target_ifindex:u4@4 link_create.attach_type:u4@8 link_create.flags:u4@12 link_create.target_btf_id:u4@16 link_create.iter_info:u8@16 link_create.iter_info_len:u4@24 link_create.perf_event.bpf_cookie:u8@16 link_create.kprobe_multi.flags:u4@16 link_create.kprobe_multi.cnt:u4@20 link_create.kprobe_multi.syms:u8@24 link_create.kprobe_multi.addrs:u8@32 link_create.kprobe_multi.cookies:u8@40 link_create.tracing.target_btf_id:u4@16 link_create.tracing.cookie:u8@24 link_create.netfilter.pf:u4@16 link_create.netfilter.hooknum:u4@20 link_create.netfilter.priority:s4@24 link_create.netfilter.flags:u4@28 link_create.tcx.relative_fd:u4@16 link_create.tcx.relative_id:u4@16 link_create.tcx.expected_revision:u8@24 link_create.uprobe_multi.path:u8@16 link_create.uprobe_multi.offsets:u8@24 link_create.uprobe_multi.ref_ctr_offsets:u8@32 link_create.uprobe_multi.cookies:u8@40 link_create.uprobe_multi.cnt:u4@48 link_create.uprobe_multi.flags:u4@52 link_create.uprobe_multi.pid:u4@56 link_create.uprobe_multi.path_fd:u4@60 link_create.netkit.relative_fd:u4@16 link_create.netkit.relative_id:u4@16 link_create.netkit.expected_revision:u8@24 link_create.cgroup.relative_fd:u4@16 link_create.cgroup.relative_id:u4@16 link_create.cgroup.expected_revision:u8@24 link_create.tracing_multi.ids:u8@16 link_create.tracing_multi.cookies:u8@24 link_create.tracing_multi.cnt:u4@32 link_update.link_fd:u4@0 link_update.new_prog_fd:u4@4 link_update.new_map_fd:u4@4 link_update.flags:u4@8 link_update.old_prog_fd:u4@12 link_update.old_map_fd:u4@12 link_detach.link_fd:u4@0 enable_stats.type:u4@0 iter_create.link_fd:u4@0 iter_create.flags:u4@4 prog_bind_map.prog_fd:u4@0 prog_bind_map.map_fd:u4@4 prog_bind_map.flags:u4@8 token_create.flags:u4@0 token_create.bpffs_fd:u4@4 prog_stream_read.stream_buf:u8@0 prog_stream_read.stream_buf_len:u4@8 prog_stream_read.stream_id:u4@12 prog_stream_read.prog_fd:u4@16 prog_assoc_struct_ops.map_fd:u4@0 prog_assoc_struct_ops.prog_fd:u4@4 prog_assoc_struct_ops.flags:u4@8
bpf_insn 8 code:u1@0 dst_reg:u1.0.4@1 src_reg:u1.4.4@1 off:s2@2 imm:s4@4
bpf_map_info 104 type:u4@0 id:u4@4 key_size:u4@8 value_size:u4@12 max_entries:u4@16 map_flags:u4@20 name:c[16]@24 ifindex:u4@40 btf_vmlinux_value_type_id:u4@44 netns_dev:u8@48 netns_ino:u8@56 btf_id:u4@64 btf_key_type_id:u4@68 btf_value_type_id:u4@72 btf_vmlinux_id:u4@76 map_extra:u8@80 hash:u8@88 hash_size:u4@96
bpf_prog_info 232 type:u4@0 id:u4@4 tag:u1[8]@8 jited_prog_len:u4@16 xlated_prog_len:u4@20 jited_prog_insns:u8@24 xlated_prog_insns:u8@32 load_time:u8@40 created_by_uid:u4@48 nr_map_ids:u4@52 map_ids:u8@56 name:c[16]@64 ifindex:u4@80 gpl_compatible:u4.0.1@84 netns_dev:u8@88 netns_ino:u8@96 nr_jited_ksyms:u4@104 nr_jited_func_lens:u4@108 jited_ksyms:u8@112 jited_func_lens:u8@120 btf_id:u4@128 func_info_rec_size:u4@132 func_info:u8@136 nr_func_info:u4@144 nr_line_info:u4@148 line_info:u8@152 jited_line_info:u8@160 nr_jited_line_info:u4@168 line_info_rec_size:u4@172 jited_line_info_rec_size:u4@176 nr_prog_tags:u4@180 prog_tags:u8@184 run_time_ns:u8@192 run_cnt:u8@200 recursion_misses:u8@208 verified_insns:u4@216 attach_btf_obj_id:u4@220 attach_btf_id:u4@224
cachestat 40 nr_cache:u8@0 nr_dirty:u8@8 nr_writeback:u8@16 nr_evicted:u8@24 nr_recently_evicted:u8@32
cachestat_range 16 off:u8@0 len:u8@8
clone_args 88 flags:u8@0 pidfd:u8@8 child_tid:u8@16 parent_tid:u8@24 exit_signal:u8@32 stack:u8@40 stack_size:u8@48 tls:u8@56 set_tid:u8@64 set_tid_size:u8@72 cgroup:u8@80
cmsghdr 16 cmsg_len:u8@0 cmsg_level:s4@8 cmsg_type:s4@12
epoll_event 12 events:u4@0 data:u8@4
epoll_params 8 busy_poll_usecs:u4@0 busy_poll_budget:u2@4 prefer_busy_poll:u1@6 __pad:u1@7
f_owner_ex 8 type:s4@0 pid:s4@4
fanotify_event_metadata 24 event_len:u4@0 vers:u1@4 reserved:u1@5 metadata_len:u2@6 mask:u8@8 fd:s4@16 pid:s4@20
fanotify_response 8 fd:s4@0 response:u4@4
fib_rule_hdr 12 family:u1@0 dst_len:u1@1 src_len:u1@2 tos:u1@3 table:u1@4 res1:u1@5 res2:u1@6 action:u1@7 flags:u4@8
fiemap 32 fm_start:u8@0 fm_length:u8@8 fm_flags:u4@16 fm_mapped_extents:u4@20 fm_extent_count:u4@24 fm_reserved:u4@28 fm_extents:{fiemap_extent}[0]@32
fiemap_extent 56 fe_logical:u8@0 fe_physical:u8@8 fe_length:u8@16 fe_reserved64:u8[2]@24 fe_flags:u4@40 fe_reserved:u4[3]@44
file_attr 24 fa_xflags:u8@0 fa_extsize:u4@8 fa_nextents:u4@12 fa_projid:u4@16 fa_cowextsize:u4@20
file_clone_range 32 src_fd:s8@0 src_offset:u8@8 src_length:u8@16 dest_offset:u8@24
file_dedupe_range 24 src_offset:u8@0 src_length:u8@8 dest_count:u2@16 reserved1:u2@18 reserved2:u4@20 info:{file_dedupe_range_info}[0]@24
file_dedupe_range_info 32 dest_fd:s8@0 dest_offset:u8@8 bytes_deduped:u8@16 status:s4@24 reserved:u4@28
file_handle 8 handle_bytes:u4@0 handle_type:s4@4 f_handle:u1[0]@8
flock 32 l_type:s2@0 l_whence:s2@2 l_start:s8@8 l_len:s8@16 l_pid:s4@24
fs_disk_quota 112 d_version:s1@0 d_flags:s1@1 d_fieldmask:u2@2 d_id:u4@4 d_blk_hardlimit:u8@8 d_blk_softlimit:u8@16 d_ino_hardlimit:u8@24 d_ino_softlimit:u8@32 d_bcount:u8@40 d_icount:u8@48 d_itimer:s4@56 d_btimer:s4@60 d_iwarns:u2@64 d_bwarns:u2@66 d_itimer_hi:s1@68 d_btimer_hi:s1@69 d_rtbtimer_hi:s1@70 d_padding2:s1@71 d_rtb_hardlimit:u8@72 d_rtb_softlimit:u8@80 d_rtbcount:u8@88 d_rtbtimer:s4@96 d_rtbwarns:u2@100 d_padding3:s2@102 d_padding4:c[8]@104
fscrypt_policy_v1 12 version:u1@0 contents_encryption_mode:u1@1 filenames_encryption_mode:u1@2 flags:u1@3 master_key_descriptor:u1[8]@4
fstrim_range 24 start:u8@0 len:u8@8 minlen:u8@16
fsxattr 28 fsx_xflags:u4@0 fsx_extsize:u4@4 fsx_nextents:u4@8 fsx_projid:u4@12 fsx_cowextsize:u4@16 fsx_pad:u1[8]@20
futex_waitv 24 val:u8@0 uaddr:u8@8 flags:u4@16 __reserved:u4@20
genlmsghdr 4 cmd:u1@0 version:u1@1 reserved:u2@2
group_req 136 gr_interface:u4@0 gr_group:{__kernel_sockaddr_storage}@8
group_source_req 264 gsr_interface:u4@0 gsr_group:{__kernel_sockaddr_storage}@8 gsr_source:{__kernel_sockaddr_storage}@136
hd_geometry 16 heads:u1@0 sectors:u1@1 cylinders:u2@2 start:u8@8
if_dqblk 72 dqb_bhardlimit:u8@0 dqb_bsoftlimit:u8@8 dqb_curspace:u8@16 dqb_ihardlimit:u8@24 dqb_isoftlimit:u8@32 dqb_curinodes:u8@40 dqb_btime:u8@48 dqb_itime:u8@56 dqb_valid:u4@64
if_dqinfo 24 dqi_bgrace:u8@0 dqi_igrace:u8@8 dqi_flags:u4@16 dqi_valid:u4@20
if_nextdqblk 72 dqb_bhardlimit:u8@0 dqb_bsoftlimit:u8@8 dqb_curspace:u8@16 dqb_ihardlimit:u8@24 dqb_isoftlimit:u8@32 dqb_curinodes:u8@40 dqb_btime:u8@48 dqb_itime:u8@56 dqb_valid:u4@64 dqb_id:u4@68
if_settings 16 type:u4@0 size:u4@4 ifs_ifsu.raw_hdlc:p@8 ifs_ifsu.cisco:p@8 ifs_ifsu.fr:p@8 ifs_ifsu.fr_pvc:p@8 ifs_ifsu.fr_pvc_info:p@8 ifs_ifsu.x25:p@8 ifs_ifsu.sync:p@8 ifs_ifsu.te1:p@8
ifaddrmsg 8 ifa_family:u1@0 ifa_prefixlen:u1@1 ifa_flags:u1@2 ifa_scope:u1@3 ifa_index:u4@4
ifconf 16 ifc_len:s4@0 ifc_ifcu.ifcu_buf:p@8 ifc_ifcu.ifcu_req:p@8
ifinfomsg 16 ifi_family:u1@0 __ifi_pad:u1@1 ifi_type:u2@2 ifi_index:s4@4 ifi_flags:u4@8 ifi_change:u4@12
ifmap 24 mem_start:u8@0 mem_end:u8@8 base_addr:u2@16 irq:u1@18 dma:u1@19 port:u1@20
ifreq 40 ifr_ifrn.ifrn_name:c[16]@0 ifr_ifru.ifru_addr:{sockaddr}@16 ifr_ifru.ifru_dstaddr:{sockaddr}@16 ifr_ifru.ifru_broadaddr:{sockaddr}@16 ifr_ifru.ifru_netmask:{sockaddr}@16 ifr_ifru.ifru_hwaddr:{sockaddr}@16 ifr_ifru.ifru_flags:s2@16 ifr_ifru.ifru_ivalue:s4@16 ifr_ifru.ifru_mtu:s4@16 ifr_ifru.ifru_map:{ifmap}@16 ifr_ifru.ifru_slave:c[16]@16 ifr_ifru.ifru_newname:c[16]@16 ifr_ifru.ifru_data:p@16 ifr_ifru.ifru_settings:{if_settings}@16
in6_addr 16 in6_u.u6_addr8:u1[16]@0 in6_u.u6_addr16:u2[8]@0 in6_u.u6_addr32:u4[4]@0
in6_pktinfo 20 ipi6_addr:{in6_addr}@0 ipi6_ifindex:s4@16
in_addr 4 s_addr:u4@0
in_pktinfo 12 ipi_ifindex:s4@0 ipi_spec_dst:{in_addr}@4 ipi_addr:{in_addr}@8
inotify_event 16 wd:s4@0 mask:u4@4 cookie:u4@8 len:u4@12 name:c[0]@16
io_cqring_offsets 40 head:u4@0 tail:u4@4 ring_mask:u4@8 ring_entries:u4@12 overflow:u4@16 cqes:u4@20 flags:u4@24 resv1:u4@28 user_addr:u8@32
io_event 32 data:u8@0 obj:u8@8 res:s8@16 res2:s8@24
io_sqring_offsets 40 head:u4@0 tail:u4@4 ring_mask:u4@8 ring_entries:u4@12 flags:u4@16 dropped:u4@20 array:u4@24 resv1:u4@28 user_addr:u8@32
io_uring_cqe 16 user_data:u8@0 res:s4@8 flags:u4@12 big_cqe:u8[0]@16
io_uring_files_update 16 offset:u4@0 resv:u4@4 fds:u8@8
io_uring_getevents_arg 24 sigmask:u8@0 sigmask_sz:u4@8 min_wait_usec:u4@12 ts:u8@16
io_uring_params 120 sq_entries:u4@0 cq_entries:u4@4 flags:u4@8 sq_thread_cpu:u4@12 sq_thread_idle:u4@16 features:u4@20 wq_fd:u4@24 resv:u4[3]@28 sq_off:{io_sqring_offsets}@40 cq_off:{io_cqring_offsets}@80
io_uring_probe 16 last_op:u1@0 ops_len:u1@1 resv:u2@2 resv2:u4[3]@4 ops:{io_uring_probe_op}[0]@16
io_uring_probe_op 8 op:u1@0 resv:u1@1 flags:u2@2 resv2:u4@4
io_uring_rsrc_register 32 nr:u4@0 flags:u4@4 resv2:u8@8 data:u8@16 tags:u8@24
io_uring_sqe 64 opcode:u1@0 flags:u1@1 ioprio:u2@2 fd:s4@4 off:u8@8 addr2:u8@8 cmd_op:u4@8 __pad1:u4@12 addr:u8@16 splice_off_in:u8@16 level:u4@16 optname:u4@20 len:u4@24 rw_flags:u4@28 fsync_flags:u4@28 poll_events:u2@28 poll32_events:u4@28 sync_range_flags:u4@28 msg_flags:u4@28 timeout_flags:u4@28 accept_flags:u4@28 cancel_flags:u4@28 open_flags:u4@28 statx_flags:u4@28 fadvise_advice:u4@28 splice_flags:u4@28 rename_flags:u4@28 unlink_flags:u4@28 hardlink_flags:u4@28 xattr_flags:u4@28 msg_ring_flags:u4@28 uring_cmd_flags:u4@28 waitid_flags:u4@28 futex_flags:u4@28 install_fd_flags:u4@28 nop_flags:u4@28 pipe_flags:u4@28 user_data:u8@32 buf_index:u2@40 buf_group:u2@40 personality:u2@42 splice_fd_in:s4@44 file_index:u4@44 zcrx_ifq_idx:u4@44 optlen:u4@44 addr_len:u2@44 __pad3:u2[1]@46 write_stream:u1@44 __pad4:u1[3]@45 addr3:u8@48 __pad2:u8[1]@56 attr_ptr:u8@48 attr_type_mask:u8@56 optval:u8@48 cmd:u1[0]@48
iocb 64 aio_data:u8@0 aio_key:u4@8 aio_rw_flags:s4@12 aio_lio_opcode:u2@16 aio_reqprio:s2@18 aio_fildes:u4@20 aio_buf:u8@24 aio_nbytes:u8@32 aio_offset:s8@40 aio_reserved2:u8@48 aio_flags:u4@56 aio_resfd:u4@60
iovec 16 iov_base:p@0 iov_len:u8@8
ip_mreq 8 imr_multiaddr:{in_addr}@0 imr_interface:{in_addr}@4
ip_mreq_source 12 imr_multiaddr:u4@0 imr_interface:u4@4 imr_sourceaddr:u4@8
ip_mreqn 12 imr_multiaddr:{in_addr}@0 imr_address:{in_addr}@4 imr_ifindex:s4@8
ipc64_perm 48 key:s4@0 uid:u4@4 gid:u4@8 cuid:u4@12 cgid:u4@16 mode:u4@20 __pad1:u1[0]@24 seq:u2@24 __pad2:u2@26 __unused1:u8@32 __unused2:u8@40
ipv6_mreq 20 ipv6mr_multiaddr:{in6_addr}@0 ipv6mr_ifindex:s4@16
itimerspec 32 it_interval:{timespec}@0 it_value:{timespec}@16
itimerval 32 it_interval:{timeval}@0 it_value:{timeval}@16
kcmp_epoll_slot 12 efd:u4@0 tfd:u4@4 toff:u4@8
kexec_segment 32 buf:p@0 bufsz:u8@8 mem:p@16 memsz:u8@24
keyctl_dh_params 12 private:s4@0 priv:s4@0 prime:s4@4 base:s4@8
keyctl_pkey_params 40 key_id:s4@0 in_len:u4@4 out_len:u4@8 in2_len:u4@8 __spare:u4[7]@12
keyctl_pkey_query 56 supported_ops:u4@0 key_size:u4@4 max_data_size:u2@8 max_sig_size:u2@10 max_enc_size:u2@12 max_dec_size:u2@14 __spare:u4[10]@16
landlock_net_port_attr 16 allowed_access:u8@0 port:u8@8
landlock_path_beneath_attr 12 allowed_access:u8@0 parent_fd:s4@8
landlock_ruleset_attr 48 handled_access_fs:u8@0 handled_access_net:u8@8 scoped:u8@16 quiet_access_fs:u8@24 quiet_access_net:u8@32 quiet_scoped:u8@40
linger 8 l_onoff:s4@0 l_linger:s4@4
linux_dirent 24 d_ino:u8@0 d_off:u8@8 d_reclen:u2@16 d_name:c[0]@18
linux_dirent64 24 d_ino:u8@0 d_off:s8@8 d_reclen:u2@16 d_type:u1@18 d_name:c[0]@19
loop_info64 232 lo_device:u8@0 lo_inode:u8@8 lo_rdevice:u8@16 lo_offset:u8@24 lo_sizelimit:u8@32 lo_number:u4@40 lo_encrypt_type:u4@44 lo_encrypt_key_size:u4@48 lo_flags:u4@52 lo_file_name:u1[64]@56 lo_crypt_name:u1[64]@120 lo_encrypt_key:u1[32]@184 lo_init:u8[2]@216
lsm_ctx 32 id:u8@0 flags:u8@8 len:u8@16 ctx_len:u8@24 ctx:u1[0]@32
mmsghdr 64 msg_hdr:{user_msghdr}@0 msg_len:u4@56
mnt_id_req 32 size:u4@0 mnt_ns_fd:u4@4 mnt_fd:u4@4 mnt_id:u8@8 param:u8@16 mnt_ns_id:u8@24
mount_attr 32 attr_set:u8@0 attr_clr:u8@8 propagation:u8@16 userns_fd:u8@24
mq_attr 64 mq_flags:s8@0 mq_maxmsg:s8@8 mq_msgsize:s8@16 mq_curmsgs:s8@24 __reserved:s8[4]@32
msgbuf 16 mtype:s8@0 mtext:c[1]@8
msginfo 32 msgpool:s4@0 msgmap:s4@4 msgmax:s4@8 msgmnb:s4@12 msgmni:s4@16 msgssz:s4@20 msgtql:s4@24 msgseg:u2@28
msqid64_ds 120 msg_perm:{ipc64_perm}@0 msg_stime:s8@48 msg_rtime:s8@56 msg_ctime:s8@64 msg_cbytes:u8@72 msg_qnum:u8@80 msg_qbytes:u8@88 msg_lspid:s4@96 msg_lrpid:s4@100 __unused4:u8@104 __unused5:u8@112
ndmsg 12 ndm_family:u1@0 ndm_pad1:u1@1 ndm_pad2:u2@2 ndm_ifindex:s4@4 ndm_state:u2@8 ndm_flags:u1@10 ndm_type:u1@11
new_utsname 390 sysname:c[65]@0 nodename:c[65]@65 release:c[65]@130 version:c[65]@195 machine:c[65]@260 domainname:c[65]@325
nfgenmsg 4 nfgen_family:u1@0 version:u1@1 res_id:u2@2
nlattr 4 nla_len:u2@0 nla_type:u2@2
nlmsgerr 20 error:s4@0 msg:{nlmsghdr}@4
nlmsghdr 16 nlmsg_len:u4@0 nlmsg_type:u2@4 nlmsg_flags:u2@6 nlmsg_seq:u4@8 nlmsg_pid:u4@12
ns_id_req 32 size:u4@0 spare:u4@4 ns_id:u8@8 ns_type:u4@16 spare2:u4@20 user_ns_id:u8@24
old_timespec 16 tv_sec:s8@0 tv_nsec:s8@8
open_how 24 flags:u8@0 mode:u8@8 resolve:u8@16
packet_mreq 16 mr_ifindex:s4@0 mr_type:u2@4 mr_alen:u2@6 mr_address:u1[8]@8
perf_event_attr 144 type:u4@0 size:u4@4 config:u8@8 sample_period:u8@16 sample_freq:u8@16 sample_type:u8@24 read_format:u8@32 disabled:u8.0.1@40 inherit:u8.1.1@40 pinned:u8.2.1@40 exclusive:u8.3.1@40 exclude_user:u8.4.1@40 exclude_kernel:u8.5.1@40 exclude_hv:u8.6.1@40 exclude_idle:u8.7.1@40 mmap:u8.8.1@40 comm:u8.9.1@40 freq:u8.10.1@40 inherit_stat:u8.11.1@40 enable_on_exec:u8.12.1@40 task:u8.13.1@40 watermark:u8.14.1@40 precise_ip:u8.15.2@40 mmap_data:u8.17.1@40 sample_id_all:u8.18.1@40 exclude_host:u8.19.1@40 exclude_guest:u8.20.1@40 exclude_callchain_kernel:u8.21.1@40 exclude_callchain_user:u8.22.1@40 mmap2:u8.23.1@40 comm_exec:u8.24.1@40 use_clockid:u8.25.1@40 context_switch:u8.26.1@40 write_backward:u8.27.1@40 namespaces:u8.28.1@40 ksymbol:u8.29.1@40 bpf_event:u8.30.1@40 aux_output:u8.31.1@40 cgroup:u8.32.1@40 text_poke:u8.33.1@40 build_id:u8.34.1@40 inherit_thread:u8.35.1@40 remove_on_exec:u8.36.1@40 sigtrap:u8.37.1@40 defer_callchain:u8.38.1@40 defer_output:u8.39.1@40 __reserved_1:u8.40.24@40 wakeup_events:u4@48 wakeup_watermark:u4@48 bp_type:u4@52 bp_addr:u8@56 kprobe_func:u8@56 uprobe_path:u8@56 config1:u8@56 bp_len:u8@64 kprobe_addr:u8@64 probe_offset:u8@64 config2:u8@64 branch_sample_type:u8@72 sample_regs_user:u8@80 sample_stack_user:u4@88 clockid:s4@92 sample_regs_intr:u8@96 aux_watermark:u4@104 sample_max_stack:u2@108 __reserved_2:u2@110 aux_sample_size:u4@112 aux_action:u4@116 aux_start_paused:u4.0.1@116 aux_pause:u4.1.1@116 aux_resume:u4.2.1@116 __reserved_3:u4.3.29@116 sig_data:u8@120 config3:u8@128 config4:u8@136
pidfd_info 88 mask:u8@0 cgroupid:u8@8 pid:u4@16 tgid:u4@20 ppid:u4@24 ruid:u4@28 rgid:u4@32 euid:u4@36 egid:u4@40 suid:u4@44 sgid:u4@48 fsuid:u4@52 fsgid:u4@56 exit_code:s4@60 coredump_mask:u4@64 coredump_signal:u4@68 coredump_code:u4@72 coredump_pad:u4@76 supported_mask:u8@80
pollfd 8 fd:s4@0 events:s2@4 revents:s2@6
prctl_mm_map 104 start_code:u8@0 end_code:u8@8 start_data:u8@16 end_data:u8@24 start_brk:u8@32 brk:u8@40 start_stack:u8@48 arg_start:u8@56 arg_end:u8@64 env_start:u8@72 env_end:u8@80 auxv:p@88 auxv_size:u4@96 exe_fd:u4@100
pt_regs 168 r15:u8@0 r14:u8@8 r13:u8@16 r12:u8@24 rbp:u8@32 rbx:u8@40 r11:u8@48 r10:u8@56 r9:u8@64 r8:u8@72 rax:u8@80 rcx:u8@88 rdx:u8@96 rsi:u8@104 rdi:u8@112 orig_rax:u8@120 rip:u8@128 cs:u8@136 eflags:u8@144 rsp:u8@152 ss:u8@160
ptrace_peeksiginfo_args 16 off:u8@0 flags:u4@8 nr:s4@12
ptrace_rseq_configuration 24 rseq_abi_pointer:u8@0 rseq_abi_size:u4@8 signature:u4@12 flags:u4@16 pad:u4@20
ptrace_sud_config 32 mode:u8@0 selector:u8@8 offset:u8@16 len:u8@24
ptrace_syscall_info 88 op:u1@0 reserved:u1@1 flags:u2@2 arch:u4@4 instruction_pointer:u8@8 stack_pointer:u8@16 entry.nr:u8@24 entry.args:u8[6]@32 exit.rval:s8@24 exit.is_error:u1@32 seccomp.nr:u8@24 seccomp.args:u8[6]@32 seccomp.ret_data:u4@80 seccomp.reserved2:u4@84
rlimit 16 rlim_cur:u8@0 rlim_max:u8@8
rlimit64 16 rlim_cur:u8@0 rlim_max:u8@8
robust_list 8 next:p@0
robust_list_head 24 list:{robust_list}@0 futex_offset:s8@8 list_op_pending:p@16
rseq 64 cpu_id_start:u4@0 cpu_id:u4@4 rseq_cs:u8@8 flags:u4@16 node_id:u4@20 mm_cid:u4@24 slice_ctrl:{rseq_slice_ctrl}@28 __reserved:u1@32 end:c[0]@33
rseq_cs 32 version:u4@0 flags:u4@4 start_ip:u8@8 post_commit_offset:u8@16 abort_ip:u8@24
rseq_slice_ctrl 4 all:u4@0 request:u1@0 granted:u1@1 __reserved:u2@2
rtattr 4 rta_len:u2@0 rta_type:u2@2
rtentry 120 rt_pad1:u8@0 rt_dst:{sockaddr}@8 rt_gateway:{sockaddr}@24 rt_genmask:{sockaddr}@40 rt_flags:u2@56 rt_pad2:s2@58 rt_pad3:u8@64 rt_pad4:p@72 rt_metric:s2@80 rt_dev:p@88 rt_mtu:u8@96 rt_window:u8@104 rt_irtt:u2@112
rtgenmsg 1 rtgen_family:u1@0
rtmsg 12 rtm_family:u1@0 rtm_dst_len:u1@1 rtm_src_len:u1@2 rtm_tos:u1@3 rtm_table:u1@4 rtm_protocol:u1@5 rtm_scope:u1@6 rtm_type:u1@7 rtm_flags:u4@8
rusage 144 ru_utime:{timeval}@0 ru_stime:{timeval}@16 ru_maxrss:s8@32 ru_ixrss:s8@40 ru_idrss:s8@48 ru_isrss:s8@56 ru_minflt:s8@64 ru_majflt:s8@72 ru_nswap:s8@80 ru_inblock:s8@88 ru_oublock:s8@96 ru_msgsnd:s8@104 ru_msgrcv:s8@112 ru_nsignals:s8@120 ru_nvcsw:s8@128 ru_nivcsw:s8@136
sched_attr 56 size:u4@0 sched_policy:u4@4 sched_flags:u8@8 sched_nice:s4@16 sched_priority:u4@20 sched_runtime:u8@24 sched_deadline:u8@32 sched_period:u8@40 sched_util_min:u4@48 sched_util_max:u4@52
sched_param 4 sched_priority:s4@0
seccomp_data 64 nr:s4@0 arch:u4@4 instruction_pointer:u8@8 args:u8[6]@16
seccomp_metadata 16 filter_off:u8@0 flags:u8@8
seccomp_notif 80 id:u8@0 pid:u4@8 flags:u4@12 data:{seccomp_data}@16
seccomp_notif_resp 24 id:u8@0 val:s8@8 error:s4@16 flags:u4@20
seccomp_notif_sizes 6 seccomp_notif:u2@0 seccomp_notif_resp:u2@2 seccomp_data:u2@4
sembuf 6 sem_num:u2@0 sem_op:s2@2 sem_flg:s2@4
semid64_ds 104 sem_perm:{ipc64_perm}@0 sem_otime:s8@48 __unused1:u8@56 sem_ctime:s8@64 __unused2:u8@72 sem_nsems:u8@80 __unused3:u8@88 __unused4:u8@96
seminfo 40 semmap:s4@0 semmni:s4@4 semmns:s4@8 semmnu:s4@12 semmsl:s4@16 semopm:s4@20 semume:s4@24 semusz:s4@28 semvmx:s4@32 semaem:s4@36
serial_struct 72 type:s4@0 line:s4@4 port:u4@8 irq:s4@12 flags:s4@16 xmit_fifo_size:s4@20 custom_divisor:s4@24 baud_base:s4@28 close_delay:u2@32 io_type:c@34 reserved_char:c[1]@35 hub6:s4@36 closing_wait:u2@40 closing_wait2:u2@42 iomem_base:p@48 iomem_reg_shift:u2@56 port_high:u4@60 iomap_base:u8@64
shm_info 48 used_ids:s4@0 shm_tot:u8@8 shm_rss:u8@16 shm_swp:u8@24 swap_attempts:u8@32 swap_successes:u8@40
shmid64_ds 112 shm_perm:{ipc64_perm}@0 shm_segsz:u8@48 shm_atime:s8@56 shm_dtime:s8@64 shm_ctime:s8@72 shm_cpid:s4@80 shm_lpid:s4@84 shm_nattch:u8@88 __unused4:u8@96 __unused5:u8@104
shminfo64 72 shmmax:u8@0 shmmin:u8@8 shmmni:u8@16 shmseg:u8@24 shmall:u8@32 __unused1:u8@40 __unused2:u8@48 __unused3:u8@56 __unused4:u8@64
sigaction 32 sa_handler:p@0 sa_flags:u8@8 sa_restorer:p@16 sa_mask:u8@24
sigaltstack 24 ss_sp:p@0 ss_flags:s4@8 ss_size:u8@16
sigevent 64 sigev_value:{sigval}@0 sigev_signo:s4@8 sigev_notify:s4@12 _sigev_un._pad:s4[12]@16 _sigev_un._tid:s4@16 _sigev_un._sigev_thread._function:p@16 _sigev_un._sigev_thread._attribute:p@24
siginfo 128 si_signo:s4@0 si_errno:s4@4 si_code:s4@8 _sifields:{__sifields}@16 _si_pad:s4[32]@0
signalfd_siginfo 128 ssi_signo:u4@0 ssi_errno:s4@4 ssi_code:s4@8 ssi_pid:u4@12 ssi_uid:u4@16 ssi_fd:s4@20 ssi_tid:u4@24 ssi_band:u4@28 ssi_overrun:u4@32 ssi_trapno:u4@36 ssi_status:s4@40 ssi_int:s4@44 ssi_ptr:u8@48 ssi_utime:u8@56 ssi_stime:u8@64 ssi_addr:u8@72 ssi_addr_lsb:u2@80 __pad2:u2@82 ssi_syscall:s4@84 ssi_call_addr:u8@88 ssi_arch:u4@96 __pad:u1[28]@100
sigset_argpack 16 p:p@0 size:u8@8
sigval 8 sival_int:s4@0 sival_ptr:p@0
so_timestamping 8 flags:s4@0 bind_phc:s4@4
sock_ee_data_rfc4884 4 len:u2@0 flags:u1@2 reserved:u1@3
sock_extended_err 16 ee_errno:u4@0 ee_origin:u1@4 ee_type:u1@5 ee_code:u1@6 ee_pad:u1@7 ee_info:u4@8 ee_data:u4@12 ee_rfc4884:{sock_ee_data_rfc4884}@12
sock_filter 8 code:u2@0 jt:u1@2 jf:u1@3 k:u4@4
sock_fprog 16 len:u2@0 filter:p@8
sock_txtime 8 clockid:s4@0 flags:u4@4
sockaddr 16 sa_family:u2@0 sa_data:c[14]@2
sockaddr_alg 88 salg_family:u2@0 salg_type:u1[14]@2 salg_feat:u4@16 salg_mask:u4@20 salg_name:u1[64]@24
sockaddr_ax25 16 sax25_family:u2@0 sax25_call.ax25_call:c[7]@2 sax25_ndigis:s4@12
sockaddr_can 24 can_family:u2@0 can_ifindex:s4@4 can_addr.tp.rx_id:u4@8 can_addr.tp.tx_id:u4@12 can_addr.j1939.name:u8@8 can_addr.j1939.pgn:u4@16 can_addr.j1939.addr:u1@20
sockaddr_hci 6 hci_family:u2@0 hci_dev:u2@2 hci_channel:u2@4
sockaddr_in 16 sin_family:u2@0 sin_port:u2@2 sin_addr:{in_addr}@4 __pad:u1[8]@8
sockaddr_in6 28 sin6_family:u2@0 sin6_port:u2@2 sin6_flowinfo:u4@4 sin6_addr:{in6_addr}@8 sin6_scope_id:u4@24
sockaddr_l2 14 l2_family:u2@0 l2_psm:u2@2 l2_bdaddr:u1[6]@4 l2_cid:u2@10 l2_bdaddr_type:u1@12
sockaddr_ll 20 sll_family:u2@0 sll_protocol:u2@2 sll_ifindex:s4@4 sll_hatype:u2@8 sll_pkttype:u1@10 sll_halen:u1@11 sll_addr:u1[8]@12
sockaddr_nl 12 nl_family:u2@0 nl_pad:u2@2 nl_pid:u4@4 nl_groups:u4@8
sockaddr_pn 16 spn_family:u2@0 spn_obj:u1@2 spn_dev:u1@3 spn_resource:u1@4 spn_zero:u1[11]@5
sockaddr_qrtr 12 sq_family:u2@0 sq_node:u4@4 sq_port:u4@8
sockaddr_rc 10 rc_family:u2@0 rc_bdaddr:u1[6]@2 rc_channel:u1@8
sockaddr_sco 8 sco_family:u2@0 sco_bdaddr:u1[6]@2
sockaddr_tipc 16 family:u2@0 addrtype:u1@2 scope:s1@3 addr.id:{tipc_socket_addr}@4 addr.nameseq:{tipc_service_range}@4 addr.name.name:{tipc_service_addr}@4 addr.name.domain:u4@12
sockaddr_un 110 sun_family:u2@0 sun_path:c[108]@2
sockaddr_vm 16 svm_family:u2@0 svm_reserved1:u2@2 svm_port:u4@4 svm_cid:u4@8 svm_flags:u1@12 svm_zero:u1[3]@13
sockaddr_x25 18 sx25_family:u2@0 sx25_addr:{x25_address}@2
sockaddr_xdp 16 sxdp_family:u2@0 sxdp_flags:u2@2 sxdp_ifindex:u4@4 sxdp_queue_id:u4@8 sxdp_shared_umem_fd:u4@12
stat 144 st_dev:u8@0 st_ino:u8@8 st_nlink:u8@16 st_mode:u4@24 st_uid:u4@28 st_gid:u4@32 __pad0:u4@36 st_rdev:u8@40 st_size:s8@48 st_blksize:s8@56 st_blocks:s8@64 st_atime:u8@72 st_atime_nsec:u8@80 st_mtime:u8@88 st_mtime_nsec:u8@96 st_ctime:u8@104 st_ctime_nsec:u8@112 __unused:s8[3]@120
statfs 120 f_type:s8@0 f_bsize:s8@8 f_blocks:s8@16 f_bfree:s8@24 f_bavail:s8@32 f_files:s8@40 f_ffree:s8@48 f_fsid.val:s4[2]@56 f_namelen:s8@64 f_frsize:s8@72 f_flags:s8@80 f_spare:s8[4]@88
statfs64 120 f_type:s8@0 f_bsize:s8@8 f_blocks:u8@16 f_bfree:u8@24 f_bavail:u8@32 f_files:u8@40 f_ffree:u8@48 f_fsid.val:s4[2]@56 f_namelen:s8@64 f_frsize:s8@72 f_flags:s8@80 f_spare:s8[4]@88
statmount 512 size:u4@0 mnt_opts:u4@4 mask:u8@8 sb_dev_major:u4@16 sb_dev_minor:u4@20 sb_magic:u8@24 sb_flags:u4@32 fs_type:u4@36 mnt_id:u8@40 mnt_parent_id:u8@48 mnt_id_old:u4@56 mnt_parent_id_old:u4@60 mnt_attr:u8@64 mnt_propagation:u8@72 mnt_peer_group:u8@80 mnt_master:u8@88 propagate_from:u8@96 mnt_root:u4@104 mnt_point:u4@108 mnt_ns_id:u8@112 fs_subtype:u4@120 sb_source:u4@124 opt_num:u4@128 opt_array:u4@132 opt_sec_num:u4@136 opt_sec_array:u4@140 supported_mask:u8@144 mnt_uidmap_num:u4@152 mnt_uidmap:u4@156 mnt_gidmap_num:u4@160 mnt_gidmap:u4@164 __spare2:u8[43]@168 str:c[0]@512
statx 256 stx_mask:u4@0 stx_blksize:u4@4 stx_attributes:u8@8 stx_nlink:u4@16 stx_uid:u4@20 stx_gid:u4@24 stx_mode:u2@28 __spare0:u2[1]@30 stx_ino:u8@32 stx_size:u8@40 stx_blocks:u8@48 stx_attributes_mask:u8@56 stx_atime:{statx_timestamp}@64 stx_btime:{statx_timestamp}@80 stx_ctime:{statx_timestamp}@96 stx_mtime:{statx_timestamp}@112 stx_rdev_major:u4@128 stx_rdev_minor:u4@132 stx_dev_major:u4@136 stx_dev_minor:u4@140 stx_mnt_id:u8@144 stx_dio_mem_align:u4@152 stx_dio_offset_align:u4@156 stx_subvol:u8@160 stx_atomic_write_unit_min:u4@168 stx_atomic_write_unit_max:u4@172 stx_atomic_write_segments_max:u4@176 stx_dio_read_offset_align:u4@180 stx_atomic_write_unit_max_opt:u4@184 __spare2:u4[1]@188 __spare3:u8[8]@192
statx_timestamp 16 tv_sec:s8@0 tv_nsec:u4@8 __reserved:s4@12
sysinfo 112 uptime:s8@0 loads:u8[3]@8 totalram:u8@32 freeram:u8@40 sharedram:u8@48 bufferram:u8@56 totalswap:u8@64 freeswap:u8@72 procs:u2@80 pad:u2@82 totalhigh:u8@88 freehigh:u8@96 mem_unit:u4@104 _f:c[0]@108
tcmsg 20 tcm_family:u1@0 tcm__pad1:u1@1 tcm__pad2:u2@2 tcm_ifindex:s4@4 tcm_handle:u4@8 tcm_parent:u4@12 tcm_info:u4@16
tcp_info 280 tcpi_state:u1@0 tcpi_ca_state:u1@1 tcpi_retransmits:u1@2 tcpi_probes:u1@3 tcpi_backoff:u1@4 tcpi_options:u1@5 tcpi_snd_wscale:u1.0.4@6 tcpi_rcv_wscale:u1.4.4@6 tcpi_delivery_rate_app_limited:u1.0.1@7 tcpi_fastopen_client_fail:u1.1.2@7 tcpi_rto:u4@8 tcpi_ato:u4@12 tcpi_snd_mss:u4@16 tcpi_rcv_mss:u4@20 tcpi_unacked:u4@24 tcpi_sacked:u4@28 tcpi_lost:u4@32 tcpi_retrans:u4@36 tcpi_fackets:u4@40 tcpi_last_data_sent:u4@44 tcpi_last_ack_sent:u4@48 tcpi_last_data_recv:u4@52 tcpi_last_ack_recv:u4@56 tcpi_pmtu:u4@60 tcpi_rcv_ssthresh:u4@64 tcpi_rtt:u4@68 tcpi_rttvar:u4@72 tcpi_snd_ssthresh:u4@76 tcpi_snd_cwnd:u4@80 tcpi_advmss:u4@84 tcpi_reordering:u4@88 tcpi_rcv_rtt:u4@92 tcpi_rcv_space:u4@96 tcpi_total_retrans:u4@100 tcpi_pacing_rate:u8@104 tcpi_max_pacing_rate:u8@112 tcpi_bytes_acked:u8@120 tcpi_bytes_received:u8@128 tcpi_segs_out:u4@136 tcpi_segs_in:u4@140 tcpi_notsent_bytes:u4@144 tcpi_min_rtt:u4@148 tcpi_data_segs_in:u4@152 tcpi_data_segs_out:u4@156 tcpi_delivery_rate:u8@160 tcpi_busy_time:u8@168 tcpi_rwnd_limited:u8@176 tcpi_sndbuf_limited:u8@184 tcpi_delivered:u4@192 tcpi_delivered_ce:u4@196 tcpi_bytes_sent:u8@200 tcpi_bytes_retrans:u8@208 tcpi_dsack_dups:u4@216 tcpi_reord_seen:u4@220 tcpi_rcv_ooopack:u4@224 tcpi_snd_wnd:u4@228 tcpi_rcv_wnd:u4@232 tcpi_rehash:u4@236 tcpi_total_rto:u2@240 tcpi_total_rto_recoveries:u2@242 tcpi_total_rto_time:u4@244 tcpi_received_ce:u4@248 tcpi_delivered_e1_bytes:u4@252 tcpi_delivered_e0_bytes:u4@256 tcpi_delivered_ce_bytes:u4@260 tcpi_received_e1_bytes:u4@264 tcpi_received_e0_bytes:u4@268 tcpi_received_ce_bytes:u4@272 tcpi_ecn_mode:u4.0.2@276 tcpi_accecn_opt_seen:u4.2.2@276 tcpi_accecn_fail_mode:u4.4.4@276 tcpi_options2:u4.8.24@276
tcp_md5sig 216 tcpm_addr:{__kernel_sockaddr_storage}@0 tcpm_flags:u1@128 tcpm_prefixlen:u1@129 tcpm_keylen:u2@130 tcpm_ifindex:s4@132 tcpm_key:u1[80]@136
tcp_zerocopy_receive 64 address:u8@0 length:u4@8 recv_skip_hint:u4@12 inq:u4@16 err:s4@20 copybuf_address:u8@24 copybuf_len:s4@32 flags:u4@36 msg_control:u8@40 msg_controllen:u8@48 msg_flags:u4@56 reserved:u4@60
termio 18 c_iflag:u2@0 c_oflag:u2@2 c_cflag:u2@4 c_lflag:u2@6 c_line:u1@8 c_cc:u1[8]@9
termios 36 c_iflag:u4@0 c_oflag:u4@4 c_cflag:u4@8 c_lflag:u4@12 c_line:u1@16 c_cc:u1[19]@17
termios2 44 c_iflag:u4@0 c_oflag:u4@4 c_cflag:u4@8 c_lflag:u4@12 c_line:u1@16 c_cc:u1[19]@17 c_ispeed:u4@36 c_ospeed:u4@40
timespec 16 tv_sec:s8@0 tv_nsec:s8@8
timestamping 48 ts:{timespec}[3]@0
timeval 16 tv_sec:s8@0 tv_usec:s8@8
timex 208 modes:u4@0 offset:s8@8 freq:s8@16 maxerror:s8@24 esterror:s8@32 status:s4@40 constant:s8@48 precision:s8@56 tolerance:s8@64 time:{__kernel_timex_timeval}@72 tick:s8@88 ppsfreq:s8@96 jitter:s8@104 shift:s4@112 stabil:s8@120 jitcnt:s8@128 calcnt:s8@136 errcnt:s8@144 stbcnt:s8@152 tai:s4@160
timezone 8 tz_minuteswest:s4@0 tz_dsttime:s4@4
tipc_service_addr 8 type:u4@0 instance:u4@4
tipc_service_range 12 type:u4@0 lower:u4@4 upper:u4@8
tipc_socket_addr 8 ref:u4@0 node:u4@4
tms 32 tms_utime:s8@0 tms_stime:s8@8 tms_cutime:s8@16 tms_cstime:s8@24
tpacket_auxdata 20 tp_status:u4@0 tp_len:u4@4 tp_snaplen:u4@8 tp_mac:u2@12 tp_net:u2@14 tp_vlan_tci:u2@16 tp_vlan_tpid:u2@18
tpacket_req 16 tp_block_size:u4@0 tp_block_nr:u4@4 tp_frame_size:u4@8 tp_frame_nr:u4@12
tpacket_stats 8 tp_packets:u4@0 tp_drops:u4@4
ucred 12 pid:u4@0 uid:u4@4 gid:u4@8
uffd_msg 32 event:u1@0 reserved1:u1@1 reserved2:u2@2 reserved3:u4@4 arg.pagefault.flags:u8@8 arg.pagefault.address:u8@16 arg.pagefault.feat.ptid:u4@24 arg.fork.ufd:u4@8 arg.remap.from:u8@8 arg.remap.to:u8@16 arg.remap.len:u8@24 arg.remove.start:u8@8 arg.remove.end:u8@16 arg.reserved.reserved1:u8@8 arg.reserved.reserved2:u8@16 arg.reserved.reserved3:u8@24
uffdio_api 24 api:u8@0 features:u8@8 ioctls:u8@16
uffdio_copy 40 dst:u8@0 src:u8@8 len:u8@16 mode:u8@24 copy:s8@32
uffdio_range 16 start:u8@0 len:u8@8
uffdio_register 32 range:{uffdio_range}@0 mode:u8@16 ioctls:u8@24
uffdio_zeropage 32 range:{uffdio_range}@0 mode:u8@16 zeropage:s8@24
user_desc 16 entry_number:u4@0 base_addr:u4@4 limit:u4@8 seg_32bit:u4.0.1@12 contents:u4.1.2@12 read_exec_only:u4.3.1@12 limit_in_pages:u4.4.1@12 seg_not_present:u4.5.1@12 useable:u4.6.1@12 lm:u4.7.1@12
user_msghdr 56 msg_name:p@0 msg_namelen:s4@8 msg_iov:p@16 msg_iovlen:u8@24 msg_control:p@32 msg_controllen:u8@40 msg_flags:u4@48
ustat 32 f_tfree:s4@0 f_tinode:u8@8 f_fname:c[6]@16 f_fpack:c[6]@22
utimbuf 16 actime:s8@0 modtime:s8@8
vt_stat 6 v_active:u2@0 v_signal:u2@2 v_state:u2@4
winsize 8 ws_row:u2@0 ws_col:u2@2 ws_xpixel:u2@4 ws_ypixel:u2@6
x25_address 16 x25_addr:c[16]@0
xattr_args 16 value:u8@0 size:u4@8 flags:u4@12
`

/** Where arm64 differs; - where it has no such struct. */
export const structsArm64 = `
epoll_event 16 events:u4@0 data:u8@8
pt_regs -
semid64_ds 88 sem_perm:{ipc64_perm}@0 sem_otime:s8@48 sem_ctime:s8@56 sem_nsems:u8@64 __unused3:u8@72 __unused4:u8@80
stat 128 st_dev:u8@0 st_ino:u8@8 st_mode:u4@16 st_nlink:u4@20 st_uid:u4@24 st_gid:u4@28 st_rdev:u8@32 __pad1:u8@40 st_size:s8@48 st_blksize:s4@56 __pad2:s4@60 st_blocks:s8@64 st_atime:s8@72 st_atime_nsec:u8@80 st_mtime:s8@88 st_mtime_nsec:u8@96 st_ctime:s8@104 st_ctime_nsec:u8@112 __unused4:u4@120 __unused5:u4@124
user_desc -
user_pt_regs 272 regs:u8[31]@0 sp:u8@248 pc:u8@256 pstate:u8@264
`
