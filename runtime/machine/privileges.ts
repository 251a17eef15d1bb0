/**
 * Root's rights, given up. Through sudo, systrace becomes the user who called sudo before it does anything for him, and keeps what
 * tracing needs: a script from a colleague is not root's code. docs/reference/privileges.md tells people.
 */

import { readFileSync } from 'node:fs'
import {
  becomeUser,
  type Capability,
  capabilityBits,
  capabilitySet,
  clearAmbient,
  lastCapability,
  liftMemoryLimit,
  restartWith,
  type User,
  userById,
} from '../../ffi/credentials.ts'
import { SysError } from '../../ffi/syserror.ts'
import { SystraceError } from '../errors.ts'
import { keepKernelSymbols } from '../symbols/kernel.ts'
import { memoryLimit, perfAsksForMore } from './world.ts'

/**
 * What a command keeps of root's rights: `user` nothing; `script` what loads and attaches programs, as code of others runs; `trace`
 * also what looks at other processes, as only systrace's own code runs; `functions` the same where that probes functions; `root` all.
 */
export type Rights = 'user' | 'script' | 'trace' | 'functions' | 'root'

/** What was given up, for those who ask. */
export interface GivenUp {
  readonly user: User
  readonly kept: readonly Capability[]
}

// Names for stacks and descriptors of all processes; formats in tracefs; containers' names; addresses of the kernel; deleted files.
const trace = ['bpf', 'perfmon', 'sys_ptrace', 'dac_read_search', 'syslog', 'checkpoint_restore'] as const

const kept = {
  user: [],
  script: ['bpf', 'perfmon'],
  trace,
  functions: [...trace, 'sys_admin'],
} as const satisfies Record<Exclude<Rights, 'root'>, readonly Capability[]>

/** Whether only systrace's own code runs, and what that starts is to be as if the user had started it. */
const ownCode = (rights: Rights): boolean => rights === 'trace' || rights === 'functions'

/** As far as this kernel has them. */
const keptHere = (rights: Exclude<Rights, 'root'>): readonly Capability[] => {
  const last = lastCapability()
  const wanted: readonly Capability[] = kept[rights === 'functions' && !perfAsksForMore() ? 'trace' : rights]
  const known = wanted.filter(name => capabilityBits[name] <= last)
  // Before Linux 5.8.
  return wanted.includes('bpf') && !known.includes('bpf') ? [...known, 'sys_admin'] : known
}

const mostId = 2 ** 32 - 2

const refusal = (what: string): SystraceError =>
  new SystraceError(`Cannot give up root's rights: ${what}`, {
    hint: "--as-root keeps them: a script is root's code then",
  })

const idOf = (name: 'SUDO_UID' | 'SUDO_GID', text: string): number => {
  const id = Number(text)
  if (!/^\d+$/.test(text) || id > mostId)
    throw refusal(`${name} is no number of a user: ${JSON.stringify(text)}`)
  return id
}

/**
 * For who is not root: the program's file has capabilities (setcap), or who started it gave some. Code of others is to have no more of
 * them than with sudo, and programs that are started none.
 */
const narrow = (rights: Exclude<Rights, 'root'>): void => {
  const status = readFileSync('/proc/self/status', 'latin1')
  const setOf = (name: string): bigint =>
    BigInt(`0x${new RegExp(`^${name}:\\s*([0-9a-f]+)$`, 'm').exec(status)?.[1] ?? '0'}`)
  const held = setOf('CapPrm')
  const keep = keptHere(rights).filter(name => (held & capabilitySet([name])) !== 0n)
  if (!ownCode(rights) && held !== capabilitySet(keep)) restartWith(keep)
  if (setOf('CapAmb') !== 0n) clearAmbient()
}

/**
 * Who called sudo; undefined where nobody did, or root.
 *
 * @throws SystraceError when it is not known who: nothing may be done then
 */
export const invoker = ({
  SUDO_UID,
  SUDO_GID,
}: NodeJS.ProcessEnv): { user: User; gid?: number } | undefined => {
  if (SUDO_UID === undefined) return undefined
  const uid = idOf('SUDO_UID', SUDO_UID)
  if (uid === 0) return undefined
  const user = userById(uid)
  if (user === undefined) throw refusal(`SUDO_UID names no user of this machine: ${uid}`)
  return { user, ...(SUDO_GID !== undefined && { gid: idOf('SUDO_GID', SUDO_GID) }) }
}

/** What sudo has set to root's is the user's again; what somebody has kept or set by hand stays. */
const takeEnvironment = ({ name, home, shell }: User, env: NodeJS.ProcessEnv): void => {
  const root = userById(0)
  for (const [variable, of, own] of [
    ['HOME', root?.home, home],
    ['USER', root?.name, name],
    ['LOGNAME', root?.name, name],
    ['SHELL', root?.shell, shell],
  ] as const)
    if (env[variable] === of && of !== undefined) env[variable] = own
}

/**
 * Gives up what root may do beyond `rights`, if sudo started this process, and what capabilities somebody else has beyond them. Root
 * without sudo stays root: there is nobody to become.
 *
 * @returns undefined where nothing was given up
 * @throws SystraceError when that is not possible: nothing may be done then
 */
export const giveUpRights = (rights: Rights, env: NodeJS.ProcessEnv = process.env): GivenUp | undefined => {
  if (rights === 'root') return undefined
  if (process.geteuid?.() !== 0) {
    narrow(rights)
    return undefined
  }
  const found = invoker(env)
  if (found === undefined) return undefined
  if (memoryLimit() !== undefined) liftMemoryLimit()
  if (rights !== 'user') keepKernelSymbols()
  const keep = keptHere(rights)
  try {
    becomeUser({ ...found, keep, sealed: !ownCode(rights) })
  } catch (cause) {
    if (cause instanceof SystraceError) throw cause
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new SystraceError(cause instanceof SysError ? `Cannot give up root's rights: ${why}` : why, {
      hint: "--as-root keeps them: a script is root's code then",
      cause,
    })
  }
  takeEnvironment(found.user, env)
  return { user: found.user, kept: keep }
}

/** Tells who systrace is now. @example 'runs as ann, with cap_bpf and cap_perfmon' */
export const givenUpText = ({ user, kept }: GivenUp): string =>
  `runs as ${user.name}, ${kept.length === 0 ? 'without capabilities' : `with ${kept.map(name => `cap_${name}`).join(', ')}`}`
