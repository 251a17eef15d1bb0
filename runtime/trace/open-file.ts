/**
 * What descriptors refer to: one object for each open file of the kernel, shared by all descriptors that were dup'ed, inherited
 * or sent, so that what is learnt by way of one of them is known of all.
 */

/** Names of sockets, by their inode, as the kernel has them now; undefined if it does not say. */
export type SocketNames = (inode: number, kind: string, notBefore: number) => string | undefined

/** What a call said of a socket's ends: `127.0.0.1:80`, or a path of a unix socket with its quotes. */
export interface SocketEnds {
  local?: string
  remote?: string
}

const socketLink = /^socket:\[(\d+)\]$/
const pipeLink = /^pipe:\[(\d+)\]$/

export class OpenFile {
  /** Its name, where that is known for certain: of a file or an anonymous inode. */
  readonly name: string | undefined
  /** Of a socket: TCP, UDPv6, UNIX-STREAM …; `socket` where the kind is not known. */
  readonly socket: string | undefined
  readonly isPipe: boolean
  /** Of a socket or a pipe, as far as it is known. */
  inode: number | undefined
  readonly ends: SocketEnds = {}
  /** The other end of a socketpair. */
  peer: OpenFile | undefined
  /** When /proc may be asked again for the inode, and how long to wait after that, ms. */
  nextLook = 0
  lookWait = 4
  /** What the kernel says of the socket; found when it is shown, and again when a call has changed it. */
  #shown: string | undefined
  #changedAt = 0
  #nextAsk = 0
  #askWait = 4

  private constructor(name: string | undefined, socket: string | undefined, isPipe: boolean) {
    this.name = name
    this.socket = socket
    this.isPipe = isPipe
  }

  /** A file with a path, or an inode without one: `anon_inode:[eventfd]`. */
  static named(name: string): OpenFile {
    return new OpenFile(name, undefined, false)
  }

  static ofSocket(kind: string): OpenFile {
    return new OpenFile(undefined, kind, false)
  }

  static ofPipe(): OpenFile {
    return new OpenFile(undefined, undefined, true)
  }

  /** What a link of /proc/PID/fd says. */
  static ofLink(link: string): OpenFile {
    const socket = socketLink.exec(link)
    const pipe = socket ? null : pipeLink.exec(link)
    if (!socket && !pipe) return OpenFile.named(link)
    const file = socket ? OpenFile.ofSocket('socket') : OpenFile.ofPipe()
    file.inode = Number((socket ?? pipe)![1])
    return file
  }

  /** Whether /proc can tell more of it. */
  get isVague(): boolean {
    return this.name === undefined && this.inode === undefined
  }

  /** Whether a link of /proc/PID/fd can be of this file; if so its inode is known from now on. */
  learn(link: string): boolean {
    const match = this.isPipe ? pipeLink.exec(link) : this.socket !== undefined ? socketLink.exec(link) : null
    if (!match) return this.name !== undefined && link === this.name
    this.inode = Number(match[1])
    return true
  }

  /** A call has changed what the kernel would say of the socket. */
  changed(now: number): void {
    this.#shown = undefined
    this.#changedAt = now
    this.#nextAsk = 0
    this.#askWait = 4
  }

  /** What is shown between angle brackets. */
  text(names: SocketNames, now: number): string {
    if (this.name !== undefined) return this.name
    if (this.isPipe) return this.inode === undefined ? 'pipe' : `pipe:[${this.inode}]`
    if (this.#shown !== undefined) return this.#shown
    if (this.inode !== undefined && this.#nextAsk <= now) {
      const said = names(this.inode, this.socket ?? 'socket', this.#changedAt)
      if (said !== undefined) {
        this.#shown = this.#withPeer(said)
        return this.#shown
      }
      this.#nextAsk = now + this.#askWait
      this.#askWait = Math.min(this.#askWait * 2, 1000)
    }
    return this.#asSaid()
  }

  /** `UNIX-STREAM:[12]` of a pair is `UNIX-STREAM:[12->13]`. */
  #withPeer(name: string): string {
    const { peer, inode } = this
    return peer?.inode === undefined ? name : name.replace(`[${inode}`, `[${inode}->${peer.inode}`)
  }

  /** By what calls said, while the kernel does not tell. */
  #asSaid(): string {
    const { socket = 'socket', inode, ends, peer } = this
    const { local, remote } = ends
    if (socket.startsWith('UNIX')) {
      const parts = [
        inode === undefined ? '' : peer?.inode === undefined ? `${inode}` : `${inode}->${peer.inode}`,
        local ?? '',
      ].filter(Boolean)
      return parts.length > 0 ? `${socket}:[${parts.join()}]` : socket
    }
    if (remote !== undefined) return `${socket}:[${local ?? ''}->${remote}]`
    if (local !== undefined) return `${socket}:[${local}]`
    return inode === undefined ? socket : `${socket}:[${inode}]`
  }
}

/** Bytes that stand for themselves in angle brackets. */
const isPlain = (byte: number): boolean =>
  byte >= 0x20 && byte < 0x7f && byte !== 0x3c && byte !== 0x3e && byte !== 0x5c && byte !== 0x22

const letters: Readonly<Record<number, string>> = {
  9: '\\t', 10: '\\n', 11: '\\v', 12: '\\f', 13: '\\r', 92: '\\\\', 34: '\\"',
} // biome-ignore format: one table

/**
 * A path as it is shown between angle brackets: no byte in it ends a line or the brackets.
 *
 * @example pathText('/tmp/a>b') // '/tmp/a\\76b'
 */
export const pathText = (path: string): string => {
  if (/^[ !#-;=?-[\]-~]*$/.test(path)) return path
  const bytes = new TextEncoder().encode(path)
  return Array.from(bytes, (byte, i) => {
    if (isPlain(byte)) return String.fromCharCode(byte)
    const next = bytes[i + 1] ?? 0
    const digits = byte.toString(8)
    return letters[byte] ?? `\\${next >= 0x30 && next <= 0x39 ? digits.padStart(3, '0') : digits}`
  }).join('')
}
