/**
 * Who this process is, and what it may do: as user, groups and capabilities of its threads.
 *
 * Credentials are a thread's own in the kernel. glibc's `setresuid` and its like see to all threads of the process; `prctl` and
 * `capset` change the calling thread only. So all threads become the user, which leaves them no capability, and the calling one
 * keeps what it is told to.
 */

import { readdirSync, readFileSync } from 'node:fs'
import { type Arch, syscallTable } from '../bpf/facts/syscalls.ts'
import {
  _LINUX_CAPABILITY_VERSION_3,
  capData,
  capHeader,
  PR_CAP_AMBIENT,
  PR_CAP_AMBIENT_CLEAR_ALL,
  PR_CAP_AMBIENT_RAISE,
  PR_CAPBSET_DROP,
  PR_SET_KEEPCAPS,
  PR_SET_NO_NEW_PRIVS,
  passwd,
  RLIMIT_MEMLOCK,
  rlimit,
  SECCOMP_FILTER_FLAG_SPEC_ALLOW,
  SECCOMP_FILTER_FLAG_TSYNC,
  SECCOMP_RET_ALLOW,
  SECCOMP_SET_MODE_FILTER,
  sockFprog,
} from './abi.ts'
import { host } from './current-host.ts'
import { libc } from './symbols.ts'
import { SysError } from './syserror.ts'

/** The capabilities that systrace knows by name, by their numbers. */
export const capabilityBits = {
  dac_read_search: 2,
  sys_ptrace: 19,
  sys_admin: 21,
  syslog: 34,
  /** Linux 5.8; before, sys_admin stands for both. */
  perfmon: 38,
  bpf: 39,
  /** Linux 5.9. */
  checkpoint_restore: 40,
} as const

export type Capability = keyof typeof capabilityBits

/** The greatest number of a capability that this kernel knows. */
export const lastCapability = (): number => Number(readFileSync('/proc/sys/kernel/cap_last_cap', 'latin1'))

/** An account of this machine. */
export interface User {
  readonly name: string
  readonly uid: number
  /** Its first group. */
  readonly gid: number
  readonly home: string
  readonly shell: string
}

const longestAccount = 16_384

/** The account with a number, as the system's user database has it; undefined when there is none. */
export const userById = (uid: number): User | undefined => {
  const entry = passwd.pack({})
  const text = new Uint8Array(longestAccount)
  const found = new Uint8Array(8)
  const failed = libc().getpwuid_r(uid, entry, text, BigInt(text.length), found)
  if (failed !== 0 || found.every(byte => byte === 0)) return undefined
  const start = host().addressOf(text)
  const string = (field: 'pw_name' | 'pw_dir' | 'pw_shell'): string => {
    const at = passwd.read(entry, field) - start
    // Elsewhere it is not ours to read.
    if (!(at >= 0 && at < text.length)) return ''
    return Buffer.from(text.buffer, text.byteOffset).toString('utf8', at, text.indexOf(0, at))
  }
  const gid = passwd.read(entry, 'pw_gid')
  return { name: string('pw_name'), uid, gid, home: string('pw_dir'), shell: string('pw_shell') }
}

/** A call that returns -1 and leaves an errno when it fails. */
const must = (call: string, result: number, what: string): void => {
  if (result < 0) throw new SysError(call, host().errno(), what)
}

const prctl = (option: number, value: number, what: string): void =>
  must('prctl', libc().prctl(option, value, 0, 0, 0), what)

/** BPF maps are locked memory before Linux 5.11: takes their limit away, as libbpf does where it may. */
export const liftMemoryLimit = (): void => {
  const all = 2n ** 64n - 1n
  const limits = rlimit.pack({ rlim_cur: all, rlim_max: all })
  must('setrlimit', libc().setrlimit(RLIMIT_MEMLOCK, limits), 'lift the limit of locked memory')
}

/** Programs that are started from now on get none of the capabilities of the calling thread. */
export const clearAmbient = (): void =>
  prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 'clear the ambient capabilities')

/** Capabilities as the bits of a set. */
export const capabilitySet = (names: readonly Capability[]): bigint => {
  let bits = 0n
  for (const name of names) bits |= 1n << BigInt(capabilityBits[name])
  return bits
}

/** What capset takes. @param inherited whether programs may have them too, as `restartWith` needs */
const capabilityArgs = (kept: readonly Capability[], inherited = false): [Uint8Array, Uint8Array] => {
  const bits = capabilitySet(kept)
  const half = (value: bigint): Uint8Array => {
    const set = Number(value & 0xffff_ffffn)
    return capData.pack({ effective: set, permitted: set, ...(inherited && { inheritable: set }) })
  }
  const header = capHeader.pack({ version: _LINUX_CAPABILITY_VERSION_3 })
  return [header, Buffer.concat([half(bits), half(bits >> 32n)])]
}

/**
 * No program that this process starts gets rights that it has not: no setuid program, and no file's capabilities. All threads are
 * told, which only seccomp can do: by a filter that lets every call through.
 */
const seal = (): void => {
  for (let bit = lastCapability(); bit >= 0; bit--) prctl(PR_CAPBSET_DROP, bit, 'drop the bounding set')
  prctl(PR_SET_NO_NEW_PRIVS, 1, 'set no_new_privs')
  // BPF_RET | BPF_K
  const allow = new Uint8Array(new Uint32Array([0x06, SECCOMP_RET_ALLOW]).buffer)
  const program = sockFprog.pack({ len: 1, filter: allow })
  const { nr } = syscallTable(process.arch as Arch).byName('seccomp')!
  const flags = SECCOMP_FILTER_FLAG_TSYNC | SECCOMP_FILTER_FLAG_SPEC_ALLOW
  const failed = libc().syscall(nr, SECCOMP_SET_MODE_FILTER, flags, host().addressOf(program), 0, 0)
  if (failed > 0) throw new Error(`Cannot set no_new_privs: thread ${failed} has a seccomp filter of its own`)
  must('seccomp', failed, 'set no_new_privs for all threads')
}

/**
 * Starts this program anew, with the same arguments and fewer capabilities in all of its threads: those that the calling thread has and
 * `keep` names. For who is not root, as only root's threads lose theirs together.
 *
 * @throws SysError when the kernel refuses a step
 */
export const restartWith = (keep: readonly Capability[]): never => {
  must('capset', libc().capset(...capabilityArgs(keep, true)), 'give up capabilities')
  for (const name of keep)
    must(
      'prctl',
      libc().prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capabilityBits[name], 0, 0),
      `keep cap_${name}`,
    )
  // The file's own capabilities add nothing then.
  prctl(PR_SET_NO_NEW_PRIVS, 1, 'set no_new_privs')
  // Each argument ends with a NUL, as execv wants it.
  const words = new Uint8Array(readFileSync('/proc/self/cmdline'))
  const starts = [0, ...[...words.keys()].filter(at => words[at] === 0).map(at => at + 1)].slice(0, -1)
  const pointers = starts.map(start => BigInt(host().addressOf(words) + start))
  libc().execv('/proc/self/exe', new Uint8Array(new BigUint64Array([...pointers, 0n]).buffer))
  throw new SysError('execv', host().errno(), 'start anew with fewer capabilities')
}

/** Whom to become, and what to keep. */
export interface Becoming {
  readonly user: User
  /** The first group, if it is not the account's. */
  readonly gid?: number
  /** What the calling thread, and those that it starts, may still do. */
  readonly keep: readonly Capability[]
  /** Whether programs that are started may not get more rights than this process has. */
  readonly sealed: boolean
}

/**
 * Makes this process, that of root, one of a user with the groups of that account: all of its threads, for good. To be called from the
 * main thread.
 *
 * @throws SysError when the kernel refuses a step, Error when a thread is not what it should be: the process must not go on then
 */
export const becomeUser = ({ user, gid = user.gid, keep, sealed }: Becoming): void => {
  const { uid, name } = user
  if (sealed) seal()
  must('initgroups', libc().initgroups(name, gid), `take the groups of ${name}`)
  must('setresgid', libc().setresgid(gid, gid, gid), `become a member of group ${gid}`)
  clearAmbient()
  // A thread that this one starts between the first and the last of these would keep all capabilities, and the engine starts threads
  // of its own accord when code runs. So there is nothing but the calls, each of them linked before.
  const { prctl: set, setresuid, capset } = libc()
  const [header, data] = capabilityArgs(keep)
  const keeping = set(PR_SET_KEEPCAPS, 1, 0, 0, 0)
  const became = setresuid(uid, uid, uid)
  const narrowed = capset(header, data)
  must('prctl', keeping, 'keep capabilities')
  must('setresuid', became, `become the user ${name}`)
  must('capset', narrowed, 'give up capabilities')
  prctl(PR_SET_KEEPCAPS, 0, 'keep no capabilities any more')
  verify(uid, gid, capabilitySet(keep), sealed)
}

/** A thread that the C library does not know of would still be root's, and one of that moment would have what root may do. */
const verify = (uid: number, gid: number, keep: bigint, sealed: boolean): void => {
  const wanted = [`Uid:${`\t${uid}`.repeat(4)}`, `Gid:${`\t${gid}`.repeat(4)}`]
  if (sealed) wanted.push('NoNewPrivs:\t1')
  for (const thread of readdirSync('/proc/self/task')) {
    let status: string
    try {
      status = readFileSync(`/proc/self/task/${thread}/status`, 'latin1')
    } catch {
      // It has ended.
      continue
    }
    const lacking = wanted.find(line => !status.includes(`\n${line}\n`))
    if (lacking !== undefined)
      throw new Error(
        `Cannot give up root's rights: thread ${thread} has no "${lacking.replaceAll('\t', ' ')}"`,
      )
    for (const [line, set] of status.matchAll(/^Cap(?:Inh|Prm|Eff|Amb):\t([0-9a-f]+)$/gm))
      if (BigInt(`0x${set}`) & ~keep)
        throw new Error(
          `Cannot give up root's rights: thread ${thread} has "${line.replace('\t', ' ')}"; try again`,
        )
  }
}
