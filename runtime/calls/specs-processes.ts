/** Syscalls of processes, memory, signals and time: how they are written. The notation is that of spec.ts. */

export const processSpecs = `
alarm(uint)
arch_prctl(#arch_prctl_codes) by 0
 ARCH_GET_FS ARCH_GET_GS: >ptr
 ARCH_SET_FS ARCH_SET_GS: ptr
 ARCH_GET_CPUID:
 ARCH_SET_CPUID: int
 ARCH_GET_XCOMP_SUPP ARCH_GET_XCOMP_PERM ARCH_GET_XCOMP_GUEST_PERM: >hexl
 ARCH_REQ_XCOMP_PERM ARCH_REQ_XCOMP_GUEST_PERM: hexl
 *: hexl
brk(ptr) = hex
capget(^cap_user_header, >cap_user_data)
capset(^cap_user_header, &cap_user_data)
clone(clone, -, -, -, -)
clone3(&clone_args[$1], ulong)
execve(<path, <argv, <envp)
execveat(atfd, <path, <argv, <envp, |execveat_flags)
exit(int) = never
exit_group(int) = never
fork()
futex(ptr, futexop) by 1&127
 FUTEX_WAIT: uint, &timespec
 FUTEX_WAKE: uint
 FUTEX_FD: uint = fd
 FUTEX_REQUEUE: uint, uint, ptr
 FUTEX_CMP_REQUEUE: uint, uint, ptr, uint
 FUTEX_WAKE_OP: uint, uint, ptr, futexwakeop
 FUTEX_LOCK_PI FUTEX_LOCK_PI2: -, &timespec
 FUTEX_UNLOCK_PI FUTEX_TRYLOCK_PI:
 FUTEX_WAIT_BITSET: uint, &timespec, -, #futex_bitset:hex
 FUTEX_WAKE_BITSET: uint, -, -, #futex_bitset:hex
 FUTEX_WAIT_REQUEUE_PI: uint, &timespec, ptr
 FUTEX_CMP_REQUEUE_PI: uint, uint, ptr, uint
 *: uint, hexl, hexl, hex
futex_requeue(&futex_waitv[2], |none, int, int)
futex_wait(ptr, hexl, hexl, #futex2_sizes|futex2_flags, &timespec, #clocknames)
futex_waitv(&futex_waitv[$1], uint, |none, &timespec, #clocknames)
futex_wake(ptr, hexl, int, #futex2_sizes|futex2_flags)
get_mempolicy(>#mempolicy_modes, >nodemask, ulong, ptr, |get_mempolicy_flags)
get_robust_list(pid, >ptr, >ulong)
get_thread_area(&user_entry)
getcpu(>uint, >uint, ptr)
getegid()
geteuid()
getgid()
getgroups(int, >uid[ret])
getitimer(#itimer_which, >itimerval)
getpgid(pid)
getpgrp()
getpid()
getppid()
getpriority(#priority_which, int)
getresgid(>uid, >uid, >uid)
getresuid(>uid, >uid, >uid)
getrlimit(#rlimits, >rlimit)
getrusage(#rusage_who, >rusage)
getsid(pid)
gettid()
getuid()
ioperm(hexl, hexl, int)
iopl(int)
ioprio_get(#ioprio_who, int) = ioprio
ioprio_set(#ioprio_who, int, ioprio)
kcmp(pid, pid, #kcmp_types) by 2
 KCMP_FILE: fd, fd
 KCMP_EPOLL_TFD: fd, ptr
 KCMP_FILES KCMP_FS KCMP_IO KCMP_SIGHAND KCMP_SYSVSEM KCMP_VM:
 *: hexl, hexl
kill(pid, sig)
madvise(ptr, ulong, #madvise_cmds)
map_shadow_stack(ptr, ulong, |shadow_stack_flags) = hex
mbind(ptr, ulong, #mempolicy_modes|mempolicy_mode_flags, &nodemask, ulong, |mbind_flags)
membarrier(#membarrier_cmds, |membarrier_flags, membarriercpu) by 0
 MEMBARRIER_CMD_QUERY: = |membarrier_cmds
 *:
migrate_pages(pid, ulong, &nodemask, &nodemask)
mincore(ptr, ulong, >pages)
mlock(ptr, ulong)
mlock2(ptr, ulong, |mlock2_flags)
mlockall(|mlockall_flags)
mmap(ptr, ulong, |mmap_prot, mmapflags, fd, hexl) = hex
modify_ldt(int, descriptor, ulong)
move_pages(pid, ulong, &ptr[$1], &int[$1], >pagestatus[$1], |mbind_flags)
mprotect(ptr, ulong, |mmap_prot)
mremap(ptr, ulong, ulong, |mremap_flags, mremapaddr) = hex
mseal(ptr, ulong, hexl)
msync(ptr, ulong, |msync_flags)
munlock(ptr, ulong)
munlockall()
munmap(ptr, ulong)
nanosleep(&timespec, nanosleeprem)
pause()
personality(personality) = personality
pidfd_getfd(fd, fd, |none) = fd
pidfd_open(pid, |pidfd_open_flags) = fd
pidfd_send_signal(fd, sig, &siginfo, |pidfd_signal_flags)
pkey_alloc(|none, |pkey_access)
pkey_free(int)
pkey_mprotect(ptr, ulong, |mmap_prot, int)
prlimit64(pid, #rlimits, &rlimit64, >rlimit64)
process_madvise(fd, &iovs[$2], ulong, #madvise_cmds, |none)
process_mrelease(fd, |none)
process_vm_readv(pid, >iov[$2], ulong, &iovs[$4], ulong, ulong)
process_vm_writev(pid, &iov[$2], ulong, &iovs[$4], ulong, ulong)
ptrace(#ptrace_requests) by 0
 PTRACE_TRACEME:
 PTRACE_ATTACH PTRACE_KILL PTRACE_INTERRUPT PTRACE_LISTEN: pid
 PTRACE_PEEKTEXT PTRACE_PEEKDATA PTRACE_PEEKUSR: pid, hexl, >hexl
 PTRACE_POKETEXT PTRACE_POKEDATA PTRACE_POKEUSR: pid, hexl, hexl
 PTRACE_CONT PTRACE_SINGLESTEP PTRACE_SYSCALL PTRACE_DETACH PTRACE_SYSEMU PTRACE_SYSEMU_SINGLESTEP: pid, ptr, sig
 PTRACE_SETOPTIONS PTRACE_SEIZE: pid, ptr, |ptrace_setoptions
 PTRACE_GETEVENTMSG: pid, ptr, >ulong
 PTRACE_GETREGSET PTRACE_SETREGSET: pid, #regset_types, >iovec
 PTRACE_GETSIGMASK: pid, ulong, >sigset
 PTRACE_SETSIGMASK: pid, ulong, &sigset
 PTRACE_GETSIGINFO: pid, ptr, >siginfo
 PTRACE_SETSIGINFO: pid, ptr, &siginfo
 PTRACE_GET_SYSCALL_INFO: pid, ulong, ptr
 *: pid, ptr, ptr
remap_file_pages(ptr, ulong, |mmap_prot, ulong, mmapflags)
restart_syscall()
rseq(ptr, hex, |rseq_flags, hex)
rseq_slice_yield()
rt_sigaction(sig, &sigaction, >sigaction, ulong)
rt_sigpending(>sigset, ulong)
rt_sigprocmask(#sigprocmask_how, &sigset, >sigset, ulong)
rt_sigqueueinfo(pid, sig, &siginfo)
rt_sigreturn(frame)
rt_sigsuspend(&sigset, ulong)
rt_sigtimedwait(&sigset, >siginfo, &timespec, ulong) = sigresult
rt_tgsigqueueinfo(pid, pid, sig, &siginfo)
sched_get_priority_max(#sched_policies)
sched_get_priority_min(#sched_policies)
sched_getaffinity(pid, uint, >cpus[ret])
sched_getattr(pid, >sched_attr, uint, uint)
sched_getparam(pid, >int)
sched_getscheduler(pid) = #sched_policies|sched_reset_on_fork
sched_rr_get_interval(pid, >timespec)
sched_setaffinity(pid, uint, &cpus[$1])
sched_setattr(pid, &sched_attr, uint)
sched_setparam(pid, &int)
sched_setscheduler(pid, #sched_policies|sched_reset_on_fork, &int)
sched_yield()
seccomp(#seccomp_ops) by 0
 SECCOMP_SET_MODE_STRICT: uint, ptr
 SECCOMP_SET_MODE_FILTER: |seccomp_filter_flags, &sock_fprog
 SECCOMP_GET_ACTION_AVAIL: uint, &#seccomp_actions
 SECCOMP_GET_NOTIF_SIZES: uint, >seccomp_notif_sizes
 *: hex, ptr
set_mempolicy(#mempolicy_modes|mempolicy_mode_flags, &nodemask, ulong)
set_mempolicy_home_node(ptr, ulong, ulong, |none)
set_robust_list(ptr, ulong)
set_thread_area(ptr)
set_tid_address(ptr)
setdomainname(&buf[$1], ulong)
setfsgid(uid)
setfsuid(uid)
setgid(uid)
setgroups(int, &uid[$0])
sethostname(&buf[$1], ulong)
setitimer(#itimer_which, &itimerval, >itimerval)
setns(fd, |setns_types)
setpgid(pid, pid)
setpriority(#priority_which, int, int)
setregid(uid, uid)
setresgid(uid, uid, uid)
setresuid(uid, uid, uid)
setreuid(uid, uid)
setrlimit(#rlimits, &rlimit)
setsid()
setuid(uid)
sigaltstack(&stack, >stack)
signalfd(fd, &sigset, ulong) = fd
signalfd4(fd, &sigset, ulong, |signalfd_flags) = fd
sysinfo(>sysinfo)
tgkill(pid, pid, sig)
times(>tms)
tkill(pid, sig)
uname(>utsname)
unshare(|unshare_flags)
uprobe()
uretprobe()
vfork()
vhangup()
wait4(pid, +waitstatus, |wait_options, +rusage)
waitid(#waitid_types, pid, >siginfo, |wait_options, >rusage)
adjtimex(>timex) = #adjtimex_state
clock_adjtime(#clocknames, >timex) = #adjtimex_state
clock_getres(#clocknames, >timespec)
clock_gettime(#clocknames, >timespec)
clock_nanosleep(#clocknames, |timer_flags, &timespec, nanosleeprem)
clock_settime(#clocknames, &timespec)
gettimeofday(>timeval, >timezone)
settimeofday(&timeval, &timezone)
time(>unixtime) = time
timer_create(#clocknames, &sigevent, >int)
timer_delete(int)
timer_getoverrun(int)
timer_gettime(int, >itimerspec)
timer_settime(int, |timer_flags, &itimerspec, >itimerspec)
timerfd_create(#clocknames, |timerfd_flags) = fd
timerfd_gettime(fd, >itimerspec)
timerfd_settime(fd, |timerfd_flags, &itimerspec, >itimerspec)
`
