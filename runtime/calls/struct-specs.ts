/**
 * How structs are written, a line each: its name, `=` and the kernel's name where that is another one, then its fields.
 * Fields behind a slash are left out in short. A field may have
 *
 *     :type            what it is, in the notation of spec.ts; else its C type says
 *     label=name       another name
 *     ?field           written only if another field is not 0 (`?~field`: in short only); `?field&mask`: if bits of it are set; `?field&mask=value`,
 *                      `?field&mask!value`: if they are so, or not so (masks and values in hexadecimal)
 *
 * A struct without a line has all its fields.
 */

export const structSpecs = `
timespec tv_sec tv_nsec
timeval tv_sec tv_usec
timezone tz_minuteswest tz_dsttime
utimbuf actime:unixtime modtime:unixtime
rlimit rlim_cur:rlim rlim_max:rlim
rlimit64 rlim_cur:rlim rlim_max:rlim
rusage ru_utime ru_stime / ru_maxrss ru_ixrss ru_idrss ru_isrss ru_minflt ru_majflt ru_nswap ru_inblock ru_oublock ru_msgsnd ru_msgrcv ru_nsignals ru_nvcsw ru_nivcsw
utsname=new_utsname sysname nodename / release version machine domainname
tms tms_utime:ticks tms_stime:ticks tms_cutime:ticks tms_cstime:ticks
stat /st_dev:dev /st_ino st_mode:filemode /st_nlink /st_uid:uid /st_gid:uid /st_blksize /st_blocks st_size?st_mode&b000!2000 st_rdev:dev?st_mode&b000=2000 /st_atime:stattime /st_atime_nsec /st_mtime:stattime /st_mtime_nsec /st_ctime:stattime /st_ctime_nsec
statx stx_mask:statxmask /stx_blksize stx_attributes:|statx_attrs /stx_nlink /stx_uid:uid /stx_gid:uid stx_mode:filemode /stx_ino stx_size / stx_blocks stx_attributes_mask:|statx_attrs stx_atime:statxtime?stx_mask&20 stx_btime:statxtime?stx_mask&800 stx_ctime:statxtime?stx_mask&80 stx_mtime:statxtime?stx_mask&40 stx_rdev_major stx_rdev_minor stx_dev_major stx_dev_minor stx_mnt_id:hexl?stx_mask&1000
statx_timestamp tv_sec tv_nsec
statfs f_type:#fs_magic f_bsize f_blocks f_bfree f_bavail f_files f_ffree f_fsid=f_fsid.val:fsid f_namelen f_frsize f_flags:|statfs_flags
sigaction sa_handler:sighandler sa_mask:sigset sa_flags:|sigact_flags sa_restorer?sa_flags&4000000
stack=sigaltstack ss_sp ss_flags:|sigaltstack_flags ss_size
sigevent sigev_value?sigev_value sigev_signo:sig?sigev_notify&ffff!1 sigev_signo:int?sigev_notify&ffff=1 sigev_notify:#sigev_types sigev_notify_thread_id=_sigev_un._tid?sigev_notify&4
sigval sival_int sival_ptr
pollfd fd:fd events:|poll_events?fd&80000000!80000000
pollresult=pollfd fd:fd revents:|poll_events
epoll_event events:|epoll_events data:epolldata
flock l_type:#lock_types l_whence:#whence l_start l_len
flockget=flock l_type:#lock_types l_whence:#whence l_start l_len l_pid
f_owner_ex type:#owner_types pid
clone_args flags:|clone3_flags pidfd:ptr?flags&1000 child_tid:ptr?flags&1200000 parent_tid:ptr?flags&100000 exit_signal:sig stack:ptr stack_size:hexl tls:ptr?flags&80000 set_tid:ptr?set_tid set_tid_size?set_tid cgroup?cgroup
open_how flags:openflags mode:mode?mode resolve:|resolve_flags
sysinfo uptime loads totalram freeram sharedram bufferram totalswap freeswap procs totalhigh freehigh mem_unit
timex modes:|adjtimex_modes offset freq maxerror esterror status:|adjtimex_status constant precision tolerance time tick ppsfreq jitter shift stabil jitcnt calcnt errcnt stbcnt tai
sched_attr size sched_policy:#sched_policies sched_flags:|sched_attr_flags sched_nice sched_priority sched_runtime sched_deadline sched_period sched_util_min sched_util_max
cap_user_header=__user_cap_header_struct version:#cap_versions pid
ipc64_perm uid:uid gid:uid mode:mode key cuid:uid cgid:uid
shmid_ds=shmid64_ds shm_perm shm_segsz shm_cpid shm_lpid shm_nattch shm_atime shm_dtime shm_ctime
ipc_set=ipc64_perm uid:uid gid:uid mode:mode
shmid_set=shmid64_ds shm_perm:ipc_set
msqid_set=msqid64_ds msg_perm:ipc_set msg_qbytes
semid_set=semid64_ds sem_perm:ipc_set
msqid_ds=msqid64_ds msg_perm msg_stime msg_rtime msg_ctime msg_qnum msg_qbytes msg_lspid msg_lrpid
semid_ds=semid64_ds sem_perm sem_otime sem_ctime sem_nsems
sembuf sem_num sem_op sem_flg:|semop_flags
mq_attr mq_flags:|open_mode_flags mq_maxmsg mq_msgsize mq_curmsgs
io_uring_params flags:|io_uring_setup_flags sq_thread_cpu sq_thread_idle wq_fd:fd?flags&20 sq_entries cq_entries features:|io_uring_features sq_off cq_off
io_sqring_offsets head tail ring_mask ring_entries flags dropped array
io_cqring_offsets head tail ring_mask ring_entries overflow cqes flags
perf_event_attr type:#perf_types size:#perf_attr_sizes:uint config:perfconfig sample_period sample_type:|perf_sample_formats read_format:|perf_read_formats disabled?~disabled inherit?~inherit pinned?~pinned exclusive?~exclusive exclude_user?~exclude_user exclude_kernel?~exclude_kernel exclude_hv?~exclude_hv exclude_idle?~exclude_idle mmap?~mmap comm?~comm freq?~freq inherit_stat?~inherit_stat enable_on_exec?~enable_on_exec task?~task watermark?~watermark precise_ip:perfskid / mmap_data sample_id_all exclude_host exclude_guest exclude_callchain_kernel exclude_callchain_user mmap2 comm_exec use_clockid context_switch write_backward namespaces ksymbol bpf_event aux_output cgroup text_poke build_id inherit_thread remove_on_exec sigtrap wakeup_events config1:hexl config2:hexl sample_regs_user:hexl sample_regs_intr:hexl aux_watermark sample_max_stack aux_sample_size sig_data:hexl
termios c_iflag:|term_iflags c_oflag:outputflags c_cflag:controlflags c_lflag:|term_lflags / c_line:#term_line_disciplines c_cc:terminalcharacters
winsize ws_row ws_col ws_xpixel ws_ypixel
linger l_onoff l_linger
ucred pid uid:uid gid:uid
iovec iov_base iov_len
mount_attr attr_set:|mount_attr_flags attr_clr:|mount_attr_flags propagation:#mount_attr_propagation userns_fd:fd
futex_waitv val:hexl uaddr:ptr flags:#futex2_sizes|futex2_flags
file_handle handle_bytes
sock_fprog len filter
io_event data:hexl obj:hexl res res2
iocb_cancel=iocb aio_data:hexl aio_lio_opcode:#aio_ops aio_fildes:fd
io_uring_given=io_uring_params flags:|io_uring_setup_flags sq_thread_cpu sq_thread_idle wq_fd:fd?flags&20
user_entry=user_desc entry_number:int / base_addr
user_desc entry_number:int base_addr:hex8 limit:hex8 seg_32bit contents read_exec_only limit_in_pages seg_not_present useable lm
iocb aio_data:hexl?aio_data aio_lio_opcode:#aio_ops aio_fildes:fd aio_buf:ptr aio_nbytes aio_offset
sigset_argpack sigmask=p:ptr sigsetsize=size
inotify_event wd mask:|inotify_events cookie len
landlock_ruleset_attr handled_access_fs:|landlock_access_fs handled_access_net:|landlock_access_net scoped:|landlock_scopes
landlock_path_beneath_attr allowed_access:|landlock_access_fs parent_fd:fd
landlock_net_port_attr allowed_access:|landlock_access_net port
if_dqblk dqb_bhardlimit dqb_bsoftlimit dqb_curspace dqb_ihardlimit dqb_isoftlimit dqb_curinodes / dqb_btime dqb_itime dqb_valid:hex
in_addr s_addr:inetaddr
ip_mreq imr_multiaddr imr_interface
ip_mreqn imr_multiaddr imr_address imr_ifindex
timestamping flags
bpf_map_create=bpf_attr map_type:#bpf_map_types key_size value_size max_entries map_flags:|bpf_map_flags inner_map_fd:fd map_name map_ifindex btf_fd:fd btf_key_type_id btf_value_type_id btf_vmlinux_value_type_id map_extra
bpf_map_element=bpf_attr map_fd:fd key:ptr value:ptr flags:#bpf_map_update_flags
bpf_map_key=bpf_attr map_fd:fd key:ptr
bpf_map_next_key=bpf_attr map_fd:fd key:ptr next_key:ptr
bpf_map=bpf_attr map_fd:fd
bpf_prog_load=bpf_attr prog_type:#bpf_prog_types insn_cnt insns:ptr license:ptr log_level log_size log_buf:ptr kern_version:kernelversion prog_flags:|bpf_prog_flags prog_name prog_ifindex expected_attach_type:#bpf_attach_types prog_btf_fd:fd func_info_rec_size func_info:ptr func_info_cnt line_info_rec_size line_info:ptr line_info_cnt attach_btf_id attach_prog_fd:fd
bpf_object=bpf_attr pathname:ptr bpf_fd:fd file_flags:hex
bpf_attach=bpf_attr target_fd:fd attach_bpf_fd:fd attach_type:#bpf_attach_types attach_flags:|bpf_attach_flags
bpf_next_id=bpf_attr start_id next_id open_flags:hex
bpf_prog_by_id=bpf_attr prog_id next_id open_flags:hex
bpf_map_by_id=bpf_attr map_id next_id open_flags:hex
bpf_btf_by_id=bpf_attr btf_id
bpf_link_by_id=bpf_attr link_id
bpf_info=bpf_attr bpf_fd=info.bpf_fd:fd info_len=info.info_len info=info.info:ptr
bpf_raw_tracepoint=bpf_attr name=raw_tracepoint.name:ptr prog_fd=raw_tracepoint.prog_fd:fd
bpf_btf_load=bpf_attr btf:ptr btf_log_buf:ptr btf_size btf_log_size btf_log_level
bpf_link_create=bpf_attr prog_fd=link_create.prog_fd:fd target_fd=link_create.target_fd:fd attach_type=link_create.attach_type:#bpf_attach_types flags=link_create.flags:hex
`
