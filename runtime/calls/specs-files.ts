/** Syscalls of files: how they are written. The notation is that of spec.ts. */

export const fileSpecs = `
access(path, #access_none|access_modes)
acct(path)
cachestat(fd, &cachestat_range, >cachestat, |none)
chdir(path)
chmod(path, mode)
chown(path, uid, uid)
chroot(path)
close(fd)
close_range(uint, uint, |close_range_flags)
copy_file_range(fd, <long, fd, <long, ulong, uint)
creat(path, mode) = fd
dup(fd) = fd
dup2(fd, fd) = fd
dup3(fd, fd, |open_mode_flags) = fd
faccessat(atfd, path, #access_none|access_modes)
faccessat2(atfd, path, #access_none|access_modes, |faccessat_flags)
fadvise64(fd, long, ulong, #fadvise)
fallocate(fd, |falloc_flags, long, long)
fchdir(fd)
fchmod(fd, mode)
fchmodat(atfd, path, mode)
fchmodat2(atfd, path, mode, |fchmodat_flags)
fchown(fd, uid, uid)
fchownat(atfd, path, uid, uid, |fchownat_flags)
fchroot(fd, |none)
fcntl(fd, #fcntl_cmds) by 1
 F_DUPFD F_DUPFD_CLOEXEC: int = fd
 F_GETFD: = |fd_flags
 F_SETFD: |fd_flags
 F_GETFL: = #open_access_modes|open_mode_flags
 F_SETFL: #open_access_modes|open_mode_flags
 F_GETLK F_OFD_GETLK: >flockget
 F_SETLK F_SETLKW F_OFD_SETLK F_OFD_SETLKW F_CANCELLK: &flock
 F_SETOWN: pid
 F_GETOWN F_GETPIPE_SZ:
 F_SETPIPE_SZ: int
 F_SETOWN_EX: &f_owner_ex
 F_GETOWN_EX: >f_owner_ex
 F_GETOWNER_UIDS: >uint[2]
 F_SETSIG: sig
 F_GETSIG: = sig
 F_SETLEASE: #lock_types
 F_GETLEASE: = #lock_types
 F_NOTIFY: |notify_flags
 F_ADD_SEALS: |seals
 F_GET_SEALS: = |seals
 F_DUPFD_QUERY: fd
 F_CREATED_QUERY:
 F_GET_RW_HINT F_GET_FILE_RW_HINT: >#rw_hints@8
 F_SET_RW_HINT F_SET_FILE_RW_HINT: &#rw_hints@8
 *: hexl
fdatasync(fd)
fgetxattr(fd, str, >buf[ret], ulong)
file_getattr(atfd, path, ptr, ulong, |fstatat_flags)
file_setattr(atfd, path, ptr, ulong, |fstatat_flags)
flistxattr(fd, >buf[ret], ulong)
flock(fd, |flock_operations)
fremovexattr(fd, str)
fsconfig(fd, #fsconfig_cmds) by 1
 FSCONFIG_SET_FLAG: str, ptr, int
 FSCONFIG_SET_STRING: str, str, int
 FSCONFIG_SET_BINARY: str, &buf[$4], int
 FSCONFIG_SET_PATH FSCONFIG_SET_PATH_EMPTY: str, path, atfd
 FSCONFIG_SET_FD: str, ptr, fd
 *: ptr, ptr, int
fsetxattr(fd, str, &buf[$3], ulong, |xattr_flags)
fsmount(fd, |fsmount_flags, #mount_attr_atime|mount_attr_flags) = fd
fsopen(str, |fsopen_flags) = fd
fspick(atfd, path, |fspick_flags) = fd
fstat(fd, >stat)
fstatfs(fd, >statfs)
fsync(fd)
ftruncate(fd, ulong)
futimesat(atfd, path, &utimeval[2])
getcwd(>cwd[ret], ulong)
getdents(fd, records, uint)
getdents64(fd, records, uint)
getxattr(path, str, >buf[ret], ulong)
getxattrat(atfd, path, |xattrat_flags, str, &xattr_args, ulong)
inotify_add_watch(fd, path, |inotify_events)
inotify_init() = fd
inotify_init1(|inotify_init_flags) = fd
inotify_rm_watch(fd, int)
fanotify_init(#fanotify_classes|fanotify_init_flags, #open_access_modes|open_mode_flags) = fd
fanotify_mark(fd, |fanotify_mark_flags, |fanotify_events@8, atfd, path)
lchown(path, uid, uid)
lgetxattr(path, str, >buf[ret], ulong)
link(path, path)
linkat(atfd, path, atfd, path, |linkat_flags)
listmount(&mnt_id_req, >u64[ret], ulong, |listmount_flags)
listns(&ns_id_req, >u64[ret], ulong, |none)
listxattr(path, >buf[ret], ulong)
listxattrat(atfd, path, |xattrat_flags, >buf[ret], ulong)
llistxattr(path, >buf[ret], ulong)
lookup_dcookie(ulong, >buf[ret], ulong)
lremovexattr(path, str)
lseek(fd, long, #whence)
lsetxattr(path, str, &buf[$3], ulong, |xattr_flags)
lstat(path, >stat)
memfd_create(str, |memfd_create_flags) = fd
memfd_secret(|memfd_secret_flags) = fd
mkdir(path, mode)
mkdirat(atfd, path, mode)
mknod(path, filemode, devnode)
mknodat(atfd, path, filemode, devnode)
mount(path, path, str, |mount_flags@8, mountdata)
mount_setattr(atfd, path, |mount_setattr_flags, &mount_attr, ulong)
move_mount(atfd, path, atfd, path, |move_mount_flags)
name_to_handle_at(atfd, path, filehandle, >int, |name_to_handle_at_flags)
newfstatat(atfd, path, >stat, |fstatat_flags)
open(path, openflags, openmode) = fd
open_by_handle_at(fd, handle, openflags) = fd
open_tree(atfd, path, |open_tree_flags|open_tree_cloexec) = fd
open_tree_attr(atfd, path, |open_tree_flags|open_tree_cloexec, &mount_attr, ulong) = fd
openat(atfd, path, openflags, openmode) = fd
openat2(atfd, path, &open_how[$3], ulong) = fd
pipe(>fd[2])
pipe2(>fd[2], |open_mode_flags)
pivot_root(path, path)
pread64(fd, >buf[ret], ulong, long)
preadv(fd, >iov[$2], ulong, long, -)
preadv2(fd, >iov[$2], ulong, long, -, |rwf_flags)
pwrite64(fd, &buf[$2], ulong, long)
pwritev(fd, &iov[$2], ulong, long, -)
pwritev2(fd, &iov[$2], ulong, long, -, |rwf_flags)
quotactl(quotacmd, path) by 0>>8
 Q_QUOTAON: #quota_formats, path
 Q_QUOTAOFF Q_SYNC:
 Q_GETQUOTA Q_GETNEXTQUOTA: uid, >if_dqblk
 Q_SETQUOTA: uid, &if_dqblk
 Q_GETINFO: -, >if_dqinfo
 Q_SETINFO: -, &if_dqinfo
 Q_GETFMT: -, >#quota_formats
 *: uint, ptr
quotactl_fd(fd, quotacmd) by 1>>8
 Q_QUOTAON: #quota_formats, path
 Q_QUOTAOFF Q_SYNC:
 Q_GETQUOTA Q_GETNEXTQUOTA: uid, >if_dqblk
 Q_SETQUOTA: uid, &if_dqblk
 Q_GETINFO: -, >if_dqinfo
 Q_SETINFO: -, &if_dqinfo
 Q_GETFMT: -, >#quota_formats
 *: uint, ptr
read(fd, >buf[ret], ulong)
readahead(fd, long, ulong)
readlink(path, >buf[ret], ulong)
readlinkat(atfd, path, >buf[ret], ulong)
readv(fd, >iov[$2], ulong)
removexattr(path, str)
removexattrat(atfd, path, |xattrat_flags, str)
rename(path, path)
renameat(atfd, path, atfd, path)
renameat2(atfd, path, atfd, path, |rename_flags)
rmdir(path)
sendfile(fd, fd, <long, ulong)
setxattr(path, str, &buf[$3], ulong, |xattr_flags)
setxattrat(atfd, path, |xattrat_flags, str, &xattr_args, ulong)
splice(fd, <long, fd, <long, ulong, |splice_flags)
stat(path, >stat)
statfs(path, >statfs)
statmount(&mnt_id_req, ptr, ulong, |none)
statx(atfd, path, #at_statx_sync_types|statx_flags, statxmask, >statx)
swapoff(path)
swapon(path, swapflags)
symlink(path, path)
symlinkat(path, atfd, path)
sync()
sync_file_range(fd, long, long, |sync_file_range_flags)
syncfs(fd)
sysfs(hexl, hexl, hexl)
tee(fd, fd, ulong, |splice_flags)
truncate(path, ulong)
umask(mode) = oct
umount2(path, |umount_flags)
unlink(path)
unlinkat(atfd, path, |at_flags)
uselib(path)
userfaultfd(|userfaultfd_flags) = fd
ustat(dev, >ustat)
utime(path, &utimbuf)
utimensat(atfd, path, &utimespec[2], |utimensat_flags)
utimes(path, &utimeval[2])
vmsplice(fd, &iov[$2], ulong, |splice_flags)
write(fd, &buf[$2], ulong)
writev(fd, &iov[$2], ulong)
_sysctl(ptr)
`
