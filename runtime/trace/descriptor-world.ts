/**
 * What /proc says of descriptors, folders and sockets, for the tables of descriptors. It is asked within a budget of time: a busy
 * system has fewer names, and is not slowed down.
 */

import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { constantSet } from '../../bpf/facts/constants.ts'
import { type ProcessLook, plainPath, type World } from './descriptors.ts'
import { pathText } from './open-file.ts'

/** The share of time that may go into asking, and what may be used at once, ms. */
const share = 0.05
const burstMs = 100
/** A table of sockets is not read again before this many times of what reading it took. */
const rest = 20
/** How long the links of folders are taken as they were found, ms. */
const folderMs = 1000

const linkOf = (path: string): string | undefined => {
  try {
    return readlinkSync(path)
  } catch {
    return undefined
  }
}

const textOf = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return undefined
  }
}

const oCloexec = 0o2000000

/** Whether a descriptor is closed at exec: the flags in fdinfo are in octal. */
const closesAtExec = (pid: number, fd: string): boolean => {
  const flags = /^flags:\s*(\d+)/m.exec(textOf(`/proc/${pid}/fdinfo/${fd}`) ?? '')?.[1] ?? '0'
  return (Number.parseInt(flags, 8) & oCloexec) !== 0
}

export class MachineWorld implements World {
  #spentMs = 0
  readonly #startMs = performance.now()
  readonly #ownMounts = linkOf('/proc/self/ns/mnt')
  readonly #sockets = new SocketTables()
  /** Real paths of folders. */
  readonly #folders = new Map<string, string | undefined>()
  #foldersUntil = 0

  now(): number {
    return performance.timeOrigin + performance.now()
  }

  look(pid: number, free: boolean): ProcessLook | undefined {
    return this.#within(() => {
      const folder = `/proc/${pid}`
      const fds: { fd: number; link: string; cloexec: boolean }[] = []
      try {
        for (const fd of readdirSync(`${folder}/fd`)) {
          const link = linkOf(`${folder}/fd/${fd}`)
          if (link !== undefined) fds.push({ fd: Number(fd), link, cloexec: closesAtExec(pid, fd) })
        }
      } catch {
        return undefined
      }
      const isHere = linkOf(`${folder}/ns/mnt`) === this.#ownMounts
      return {
        fds,
        cwd: isHere ? linkOf(`${folder}/cwd`) : undefined,
        root: isHere ? linkOf(`${folder}/root`) : undefined,
      }
    }, free)
  }

  /** All processes that are there. */
  processes(): number[] {
    return readdirSync('/proc')
      .map(Number)
      .filter(pid => pid > 0)
  }

  readFd(pid: number, fd: number): string | undefined {
    return this.#within(() => linkOf(`/proc/${pid}/fd/${fd}`))
  }

  exists(pid: number): boolean {
    return lstatSync(`/proc/${pid}`, { throwIfNoEntry: false }) !== undefined
  }

  socketName(inode: number, pid: number, kind: string, notBefore: number): string | undefined {
    return this.#sockets.name(inode, pid, kind, notBefore, this.now())
  }

  resolve(path: string, pid: number, followLast: boolean): string | undefined {
    const now = performance.now()
    if (now > this.#foldersUntil || this.#folders.size > 10_000) {
      this.#folders.clear()
      this.#foldersUntil = now + folderMs
    }
    return this.#resolve(path, pid, followLast, 0)
  }

  /** `..` is the folder above the one that a link leads to. */
  #resolve(path: string, pid: number, followLast: boolean, depth: number): string | undefined {
    if (depth > 40) return undefined
    let end = path.length
    while (end > 1 && path.charCodeAt(end - 1) === 0x2f) end--
    const slash = path.lastIndexOf('/', end - 1)
    const last = path.slice(slash + 1, end)
    if (last === '') return '/'
    const above = slash <= 0 ? '/' : this.#folder(path.slice(0, slash), pid, depth)
    if (above === undefined) return undefined
    if (last === '.') return above
    if (last === '..') return plainPath(`${above}/..`)
    const whole = above === '/' ? `/${last}` : `${above}/${last}`
    if (whole.startsWith('/proc/')) return procPath(whole, pid)
    if (!followLast && end === path.length) return whole
    if (!lstatSync(whole, { throwIfNoEntry: false })?.isSymbolicLink()) return whole
    const link = linkOf(whole)
    if (link === undefined) return whole
    return this.#resolve(link.startsWith('/') ? link : `${above}/${link}`, pid, true, depth + 1)
  }

  #folder(path: string, pid: number, depth: number): string | undefined {
    if (this.#folders.has(path)) return this.#folders.get(path)
    const real = this.#resolve(path, pid, true, depth + 1)
    // Below /proc and /dev/fd each process finds its own.
    if (!real?.startsWith('/proc/') && real !== undefined) this.#folders.set(path, real)
    return real
  }

  /** Does something that takes time, if there is some left. */
  #within<T>(ask: () => T | undefined, free = false): T | undefined {
    const began = performance.now()
    if (!free && this.#spentMs > (began - this.#startMs) * share + burstMs) return undefined
    try {
      return ask()
    } finally {
      if (!free) this.#spentMs += performance.now() - began
    }
  }
}

/** Links of /proc that lead to what only the process knows. */
const magic = /^\/proc\/(?:self|thread-self|\d+)(?:\/task\/\d+)?\/(?:cwd|root|exe|fd|map_files|ns)\/?/

/** A path below /proc; its own links are those of the process. */
const procPath = (path: string, pid: number): string | undefined => {
  if (magic.test(path) || path.startsWith('/proc/thread-self')) return undefined
  const [, first = '', rest = ''] = /^\/proc\/([^/]+)(.*)$/.exec(path) ?? []
  if (first === 'self') return `/proc/${pid}${rest}`
  return first === 'net' || first === 'mounts' ? `/proc/${pid}/${first}${rest}` : path
}

interface SocketFile {
  readonly file: string
  readonly kind: string
  readonly parse: (line: string, kind: string) => readonly [inode: number, name: string] | undefined
}

/** `0100007F:1F90`: groups of 4 bytes in the machine's order. */
const address4 = (hex: string): string => {
  const bytes = hex.slice(0, 8).match(/../g) ?? []
  return `${bytes
    .reverse()
    .map(byte => Number.parseInt(byte, 16))
    .join('.')}:${Number.parseInt(hex.slice(9), 16)}`
}

const address6 = (hex: string): string => {
  const groups = (hex.slice(0, 32).match(/.{8}/g) ?? []).flatMap(word => {
    const [a, b, c, d] = word.match(/../g) ?? []
    return [`${d}${c}`, `${b}${a}`]
  })
  return `[${shortAddress6(groups)}]:${Number.parseInt(hex.slice(33), 16)}`
}

/**
 * Eight groups of four digits as inet_ntop writes them: the longest run of zeros is left out.
 *
 * @example shortAddress6(['0000', …, '0001']) // '::1'
 */
export const shortAddress6 = (groups: readonly string[]): string => {
  const words = groups.map(group => Number.parseInt(group, 16))
  let best = { at: -1, length: 1 }
  for (let at = 0; at < 8; at++) {
    let length = 0
    while (words[at + length] === 0) length++
    if (length > best.length) best = { at, length }
  }
  const text = (part: readonly number[]): string => part.map(word => word.toString(16)).join(':')
  const isMapped = best.at === 0 && ((best.length === 5 && words[5] === 0xffff) || best.length === 6)
  if (isMapped) {
    const [a = 0, b = 0] = words.slice(6)
    const prefix = best.length === 5 ? '::ffff:' : '::'
    return `${prefix}${a >> 8}.${a & 255}.${b >> 8}.${b & 255}`
  }
  if (best.at < 0) return text(words)
  return `${text(words.slice(0, best.at))}::${text(words.slice(best.at + best.length))}`
}

const internet =
  (address: (hex: string) => string) =>
  (line: string, kind: string): readonly [number, string] | undefined => {
    const [, local, remote, , , , , , , inode] = line.trim().split(/\s+/)
    if (local === undefined || remote === undefined) return undefined
    const isConnected = !/^0+:0+$/.test(remote)
    return [Number(inode), `${kind}:[${address(local)}${isConnected ? `->${address(remote)}` : ''}]`]
  }

const unixKinds: Readonly<Record<string, string>> = {
  '0001': 'UNIX-STREAM',
  '0002': 'UNIX-DGRAM',
  '0005': 'UNIX-SEQPACKET',
}

const unix = (line: string): readonly [number, string] | undefined => {
  const match = /^\S+ \S+ \S+ \S+ (\S+) \S+ +(\d+)(?: (.*))?$/.exec(line)
  if (!match) return undefined
  const [, type = '', inode = '', path] = match
  const shown = pathText(path?.replace(/^@/, '') ?? '')
  const text = path === undefined ? '' : `,${path.startsWith('@') ? '@' : ''}"${shown}"`
  return [Number(inode), `${unixKinds[type] ?? 'UNIX'}:[${inode}${text}]`]
}

const netlink = (line: string): readonly [number, string] | undefined => {
  const [, protocol, port, , , , , , , inode] = line.trim().split(/\s+/)
  if (port === undefined || port === '0') return undefined
  const entry = constantSet('netlink_protocols', 'x64').entries.find(
    ([, value]) => value === Number(protocol),
  )
  const name = entry?.[0].replace('NETLINK_', '') ?? protocol
  return [Number(inode), `NETLINK:[${name}:${port}]`]
}

const socketFiles: readonly SocketFile[] = [
  { file: 'tcp', kind: 'TCP', parse: internet(address4) },
  { file: 'tcp6', kind: 'TCPv6', parse: internet(address6) },
  { file: 'udp', kind: 'UDP', parse: internet(address4) },
  { file: 'udp6', kind: 'UDPv6', parse: internet(address6) },
  { file: 'raw', kind: 'RAW', parse: internet(address4) },
  { file: 'raw6', kind: 'RAWv6', parse: internet(address6) },
  { file: 'unix', kind: 'UNIX', parse: unix },
  { file: 'netlink', kind: 'NETLINK', parse: netlink },
]

/** Which file tells of a kind; all where it is not known. */
const filesOf = (kind: string): readonly SocketFile[] =>
  kind === 'socket'
    ? socketFiles
    : socketFiles.filter(file => (kind.startsWith('UNIX') ? 'UNIX' : kind) === file.kind)

/** What a file of /proc/net said, and when it may be read again. */
interface Reading {
  readonly names: ReadonlyMap<number, string>
  readonly at: number
  readonly next: number
}

/** The lines of a file of /proc/net by inode. */
export const parseSockets = (file: string, text: string): Map<number, string> => {
  const { kind, parse } = socketFiles.find(each => each.file === file)!
  const names = new Map<number, string>()
  for (const line of text.split('\n').slice(1)) {
    const entry = parse(line, kind)
    if (entry && entry[0] > 0) names.set(...entry)
  }
  return names
}

/** The sockets of all network namespaces that were asked about. */
class SocketTables {
  readonly #readings = new Map<string, Reading>()

  name(inode: number, pid: number, kind: string, notBefore: number, now: number): string | undefined {
    const space = linkOf(`/proc/${pid}/ns/net`)
    if (space === undefined) return undefined
    for (const { file } of filesOf(kind)) {
      const reading = this.#read(`${space} ${file}`, `/proc/${pid}/net/${file}`, file, inode, notBefore, now)
      const name = reading && reading.at >= notBefore ? reading.names.get(inode) : undefined
      if (name !== undefined) return name
    }
    return undefined
  }

  #read(
    key: string,
    path: string,
    file: string,
    inode: number,
    notBefore: number,
    now: number,
  ): Reading | undefined {
    const known = this.#readings.get(key)
    if (known && ((known.at >= notBefore && known.names.has(inode)) || now < known.next)) return known
    const began = performance.now()
    const text = textOf(path)
    if (text === undefined) return known
    const names = parseSockets(file, text)
    const took = performance.now() - began
    const reading = { names, at: now, next: now + Math.max(took * rest, 2) }
    this.#readings.set(key, reading)
    return reading
  }
}
