/**
 * One syscall's arguments, from the text of its tracefs format (events/syscalls/sys_enter_NAME/format), and what
 * each argument is to the compiler, by its C type and name. Read by the generator and, for the running kernel, at
 * run time.
 */

/**
 * How an argument is read and shown. `int` and `uint` are the lower 32 bits of the register, `long` and `ulong` all
 * 64; `string` points to a NUL-terminated input, `strings` to a NULL-terminated list of those, `pointer` to anything
 * else. `bool` and `word`, which is 64 bits as a bigint, are for fields of events that are no syscalls.
 */
export type ArgKind = 'int' | 'uint' | 'long' | 'ulong' | 'pointer' | 'string' | 'strings' | 'bool' | 'word'

export interface SyscallArg {
  readonly name: string
  /** The C type, as the kernel declares it. */
  readonly type: string
  readonly kind: ArgKind
}

/** The C types of the scalars, by kind. A type in no list is taken for an unsigned long, as the register has it. */
const scalars: Readonly<Record<'int' | 'uint' | 'long' | 'ulong', readonly string[]>> = {
  int: ['int', 'pid_t', 'clockid_t', 'key_serial_t', 'key_t', 'mqd_t', 'rwf_t', 's32', '__s32', 'timer_t'],
  // A umode_t has 16 bits, but the callers that give one leave nothing in the bits above.
  uint: ['unsigned', 'unsigned int', 'u32', '__u32', 'umode_t', 'mode_t', 'uid_t', 'gid_t', 'qid_t'],
  long: ['long', 'loff_t', 'off_t', 'ssize_t'],
  ulong: ['unsigned long', 'size_t', 'u64', '__u64', 'aio_context_t'],
}

const scalarKinds: ReadonlyMap<string, ArgKind> = new Map(
  Object.entries(scalars).flatMap(([kind, types]) => types.map(type => [type, kind as ArgKind] as const)),
)

/** Names of types that are pointers, though they do not look it. */
const pointerTypes: ReadonlySet<string> = new Set(['cap_user_header_t', 'cap_user_data_t'])

/** `const char *` arguments that are a buffer with a length, not a string. */
const buffers: ReadonlySet<string> = new Set(['write.buf', 'pwrite64.buf', 'mq_timedsend.u_msg_ptr'])

/** `char *` arguments that are strings the kernel reads. sethostname's and setdomainname's have a length instead. */
const inputs: ReadonlySet<string> = new Set([
  'mount.dev_name',
  'mount.dir_name',
  'mount.type',
  'umount2.name',
  'utime.filename',
  'utimes.filename',
])

/** Whether a scalar argument of this name is a file descriptor. `max_fd` of close_range is a bound, not one. */
export const isDescriptorName = (name: string): boolean =>
  name !== 'max_fd' && /(?:^|_|[a-z])fd(?:_in|_out|in|out)?$|^(?:fd_?(?:in|out)|fildes|mqdes)$/.test(name)

const withoutConst = (type: string): string => type.replace(/^const /, '')

/** What a syscall's argument is to the compiler. */
export const argKind = (syscall: string, name: string, type: string): ArgKind => {
  if (type.includes('*')) {
    if (/^const char \*\s*const \*$/.test(type)) return 'strings'
    const key = `${syscall}.${name}`
    if (type === 'const char *') return buffers.has(key) ? 'pointer' : 'string'
    return type === 'char *' && inputs.has(key) ? 'string' : 'pointer'
  }
  const scalar = withoutConst(type)
  if (pointerTypes.has(scalar)) return 'pointer'
  // The kernel looks at 32 bits of any descriptor, whatever the type, and callers pass -1 and AT_FDCWD.
  if (isDescriptorName(name)) return 'int'
  if (scalar.startsWith('enum ')) return 'uint'
  return scalarKinds.get(scalar) ?? 'ulong'
}

/** Whether {@link argKind} knows the type, rather than taking it for an unsigned long. */
export const isKnownType = (type: string): boolean => {
  const scalar = withoutConst(type)
  return (
    type.includes('*') || pointerTypes.has(scalar) || scalar.startsWith('enum ') || scalarKinds.has(scalar)
  )
}

/** The events whose name is not the syscall's: tracefs has the name of the kernel's function. */
const renamed: Readonly<Record<string, string>> = {
  newstat: 'stat',
  newfstat: 'fstat',
  newlstat: 'lstat',
  newuname: 'uname',
  sendfile64: 'sendfile',
  umount: 'umount2',
  fadvise64_64: 'fadvise64',
  arm64_personality: 'personality',
}

/** The syscall's name in the kernel's headers, from the name of its tracefs event without `sys_enter_`. */
export const syscallOfEvent = (event: string): string => renamed[event] ?? event

/** The names that a syscall's tracefs event may have, without `sys_enter_`, the likeliest first. */
export const eventsOfSyscall = (syscall: string): string[] => [
  ...Object.keys(renamed).filter(event => renamed[event] === syscall),
  syscall,
]

/** An argument from its C declaration, such as `const char * filename`. */
export const parseArg = (syscall: string, declaration: string): SyscallArg => {
  const [, type, name] = /^(.*?)\s*(\w+)$/.exec(declaration) ?? []
  if (type === undefined || name === undefined) throw new Error(`Cannot parse argument "${declaration}"`)
  return { name, type, kind: argKind(syscall, name, type) }
}

/**
 * The arguments from the text of a format file.
 *
 * @example parseFormat('close', text) // [{ name: 'fd', type: 'unsigned int', kind: 'int' }]
 */
export const parseFormat = (syscall: string, text: string): SyscallArg[] => {
  const after = text.indexOf('__syscall_nr;')
  const args: SyscallArg[] = []
  for (const [, declaration] of text.slice(after + 1).matchAll(/^\tfield:([^;]+);/gm)) {
    // Kernels from 6.19 on add what user-space pointers led to, as dynamic fields after the arguments.
    if (declaration?.startsWith('__data_loc ')) continue
    if (declaration) args.push(parseArg(syscall, declaration))
  }
  return args
}
