/** Syscalls of sockets, waiting, IPC and the system: how they are written. The notation is that of spec.ts. */

export const kernelSpecs = `
accept(fd, sockname, -) = fd
accept4(fd, sockname, -, |sock_type_flags) = fd
bind(fd, &sockaddr[$2], int)
connect(fd, &sockaddr[$2], int)
getpeername(fd, sockname, -)
getsockname(fd, sockname, -)
getsockopt(fd, #socketlayers, sockopt, >optval[*4], optlen)
listen(fd, int)
recvfrom(fd, >buf[ret], ulong, |msg_flags, sockname, -)
recvmmsg(fd, >mmsg[ret], uint, |msg_flags, &timespec)
recvmsg(fd, >msg, |msg_flags)
sendmmsg(fd, &mmsg[$2], uint, |msg_flags)
sendmsg(fd, &msg, |msg_flags)
sendto(fd, &buf[$2], ulong, |msg_flags, &sockaddr[$5], uint)
setsockopt(fd, #socketlayers, sockopt, &optval[$4], int)
shutdown(fd, #shutdown_modes)
socket(#addrfams, #socktypes|sock_type_flags, protocol) = fd
socketpair(#addrfams, #socktypes|sock_type_flags, uint, >fd[2])
epoll_create(int) = fd
epoll_create1(|epoll_create_flags) = fd
epoll_ctl(fd, #epoll_ctl_ops) by 1
 EPOLL_CTL_DEL: fd, ptr
 *: fd, &epoll_event
epoll_pwait(fd, >epoll_event[ret], int, int, &sigset, ulong)
epoll_pwait2(fd, >epoll_event[ret], int, &timespec, &sigset, ulong)
epoll_wait(fd, >epoll_event[ret], int, int)
eventfd(uint) = fd
eventfd2(uint, |eventfd_flags) = fd
poll(&pollfd[$1], uint, int) = poll
ppoll(&pollfd[$1], uint, left, &sigset, ulong) = poll
pselect6(int, fdset, fdset, fdset, left, sigpack) = select
select(int, fdset, fdset, fdset, lefttv) = select
add_key(str, str, &buf[$3], ulong, #key_specs:int)
keyctl(#keyctl_ops) by 0
 KEYCTL_GET_KEYRING_ID: #key_specs:int, int
 KEYCTL_JOIN_SESSION_KEYRING: str
 KEYCTL_UPDATE: #key_specs:int, &buf[$3], ulong
 KEYCTL_REVOKE KEYCTL_CLEAR KEYCTL_INVALIDATE KEYCTL_ASSUME_AUTHORITY: #key_specs:int
 KEYCTL_CHOWN: #key_specs:int, uid, uid
 KEYCTL_SETPERM: #key_specs:int, |key_perms
 KEYCTL_DESCRIBE KEYCTL_READ KEYCTL_GET_SECURITY: #key_specs:int, >buf[ret], ulong
 KEYCTL_LINK KEYCTL_UNLINK: #key_specs:int, #key_specs:int
 KEYCTL_SEARCH: #key_specs:int, str, str, #key_specs:int
 KEYCTL_INSTANTIATE: #key_specs:int, &buf[$3], ulong, #key_specs:int
 KEYCTL_NEGATE: #key_specs:int, uint, #key_specs:int
 KEYCTL_SET_REQKEY_KEYRING: #key_reqkeys
 KEYCTL_SET_TIMEOUT: #key_specs:int, uint
 KEYCTL_SESSION_TO_PARENT:
 KEYCTL_GET_PERSISTENT: uid, #key_specs:int
 *: hexl, hexl, hexl, hexl
request_key(str, str, str, #key_specs:int)
mq_getsetattr(fd, &mq_attr, >mq_attr)
mq_notify(fd, &sigevent)
mq_open(path, openflags, mqmode, mqattr) = fd
mq_timedreceive(fd, >buf[ret], ulong, >uint, &timespec)
mq_timedsend(fd, &buf[$2], ulong, uint, &timespec)
mq_unlink(path)
msgctl(int, #msgctl_cmds) by 1
 IPC_STAT MSG_STAT MSG_STAT_ANY: >msqid_ds
 IPC_SET: &msqid_set
 *: ptr
msgget(#ipc_private:hex, ipcflags)
msgrcv(int, >msgbuf[ret], ulong, long, |msgsnd_flags)
msgsnd(int, &msgbuf[$2], ulong, |msgsnd_flags)
semctl(int, int, #semctl_cmds) by 2
 IPC_STAT SEM_STAT SEM_STAT_ANY: >semid_ds
 IPC_SET: &semid_set
 *: ptr
semget(#ipc_private:hex, int, ipcflags)
semop(int, &sembuf[$2], uint)
semtimedop(int, &sembuf[$2], uint, &timespec)
shmat(int, ptr, |shmat_flags) = hex
shmctl(int, #shmctl_cmds) by 1
 IPC_STAT SHM_STAT SHM_STAT_ANY: >shmid_ds
 IPC_SET: &shmid_set
 *: ptr
shmdt(ptr)
shmget(#ipc_private:hex, ulong, shmflags)
bpf(#bpf_cmds, bpfattr, uint) = bpf
delete_module(str, |delete_module_flags)
finit_module(fd, str, |init_module_flags)
getrandom(>hexbuf[ret], ulong, |getrandom_flags)
init_module(ptr, ulong, str)
io_cancel(hexl, &iocb_cancel, >io_event)
io_destroy(hexl)
io_getevents(hexl, long, long, >io_event[ret], &timespec)
io_pgetevents(hexl, long, long, >io_event[ret], &timespec, sigpack)
io_setup(uint, >hexl)
io_submit(hexl, long, &ptr[$1])
io_uring_enter(fd, uint, uint, |io_uring_enter_flags, ptr, ulong)
io_uring_register(fd, #io_uring_register_ops) by 1
 IORING_REGISTER_BUFFERS: &iovs[$3], uint
 IORING_REGISTER_FILES: &fd[$3], uint
 IORING_REGISTER_EVENTFD IORING_REGISTER_EVENTFD_ASYNC: &fd, uint
 *: ptr, uint
io_uring_setup(uint, ringparams) = fd
ioctl(fd, ioctl, ioctlarg)
kexec_file_load(fd, fd, ulong, &buf[$2], |kexec_file_flags)
kexec_load(hexl, ulong, ptr, #kexec_archs|kexec_flags)
landlock_add_rule(fd, #landlock_rule_types) by 1
 LANDLOCK_RULE_PATH_BENEATH: &landlock_path_beneath_attr, |none
 LANDLOCK_RULE_NET_PORT: &landlock_net_port_attr, |none
 *: ptr, |none
landlock_create_ruleset(&landlock_ruleset_attr[$1], ulong, |landlock_create_flags)
landlock_restrict_self(fd, |landlock_restrict_flags)
lsm_get_self_attr(#lsm_attrs, ptr, >uint, |none)
lsm_list_modules(>#lsm_ids@8[ret], >uint, |none)
lsm_set_self_attr(#lsm_attrs, ptr, uint, |none)
nfsservctl(hexl, hexl, hexl)
perf_event_open(&perf_event_attr, pid, int, fd, |perf_event_open_flags) = fd
prctl(#prctl_options) by 0
 PR_SET_NAME: &name16
 PR_GET_NAME: >name16
 PR_SET_PDEATHSIG: sig
 PR_GET_PDEATHSIG: >sig
 PR_GET_DUMPABLE: = #prctl_dumpable
 PR_SET_DUMPABLE: #prctl_dumpable
 PR_GET_KEEPCAPS PR_GET_SECCOMP PR_GET_TIMERSLACK PR_GET_TIMING PR_TASK_PERF_EVENTS_DISABLE PR_TASK_PERF_EVENTS_ENABLE:
 PR_SET_KEEPCAPS PR_SET_TIMERSLACK: ulong
 PR_CAPBSET_READ PR_CAPBSET_DROP: #capabilities
 PR_SET_CHILD_SUBREAPER: ulong
 PR_GET_CHILD_SUBREAPER: >int
 PR_SET_NO_NEW_PRIVS PR_SET_THP_DISABLE: ulong, ulong, ulong, ulong
 PR_GET_NO_NEW_PRIVS PR_GET_THP_DISABLE: ulong, ulong, ulong, ulong
 PR_GET_SECUREBITS: = |prctl_securebits
 PR_SET_SECUREBITS: |prctl_securebits
 PR_SET_SECCOMP: #seccomp_modes, seccompfilter
 PR_SET_MM: #prctl_set_mm, hexl, ulong, ulong
 PR_SET_VMA: #prctl_vma, ptr, ulong, str
 PR_CAP_AMBIENT: #prctl_cap_ambient, ambientcap, ulong, ulong
 PR_GET_TSC: >#prctl_tsc
 PR_SET_TSC: #prctl_tsc
 PR_SET_TIMING: #prctl_timing
 PR_GET_UNALIGN: >|prctl_unalign
 PR_SET_UNALIGN: |prctl_unalign
 PR_GET_SPECULATION_CTRL: #prctl_spec_which = |prctl_spec_flags
 PR_SET_SPECULATION_CTRL: #prctl_spec_which, |prctl_spec_flags
 PR_GET_TID_ADDRESS: >hexl
 PR_SET_PTRACER: ptracer
 PR_SET_MDWE: |prctl_mdwe, ulong, ulong, ulong
 PR_GET_MDWE: ulong, ulong, ulong, ulong = |prctl_mdwe
 PR_SCHED_CORE: #prctl_sched_core, pid, #prctl_sched_core_scope, ptr
 PR_MCE_KILL: #prctl_mce_kill, #prctl_mce_kill_policy, ulong, ulong
 PR_MCE_KILL_GET: ulong, ulong, ulong, ulong = #prctl_mce_kill_policy
 *: hexl, hexl, hexl, hexl
reboot(#reboot_magic1, #reboot_magic2, #reboot_cmds) by 2
 LINUX_REBOOT_CMD_RESTART2: str
 *:
syslog(syslogtype) by 0
 SYSLOG_ACTION_READ SYSLOG_ACTION_READ_ALL SYSLOG_ACTION_READ_CLEAR: >buf[ret], int
 SYSLOG_ACTION_CONSOLE_LEVEL: ptr, int
 SYSLOG_ACTION_CLOSE SYSLOG_ACTION_OPEN SYSLOG_ACTION_CLEAR SYSLOG_ACTION_CONSOLE_OFF SYSLOG_ACTION_CONSOLE_ON SYSLOG_ACTION_SIZE_UNREAD SYSLOG_ACTION_SIZE_BUFFER:
 *: ptr, int
afs_syscall(hexl, hexl, hexl, hexl, hexl)
create_module(hexl, hexl)
epoll_ctl_old(hexl, hexl, hexl, hexl)
epoll_wait_old(hexl, hexl, hexl, hexl)
get_kernel_syms(hexl)
getpmsg(hexl, hexl, hexl, hexl, hexl)
putpmsg(hexl, hexl, hexl, hexl, hexl)
query_module(hexl, hexl, hexl, hexl, hexl)
security(hexl, hexl, hexl)
tuxcall(hexl, hexl, hexl)
vserver(hexl, hexl, hexl, hexl, hexl)
`
