/**
 * What the descriptors of all traced processes are: a table for each process, kept right by what its calls do.
 *
 * Calls are handled some ms after they happened, and /proc tells how things are now. So a call's own word goes first, and what
 * /proc says holds only for calls that came later than the look at it (`since`), or, for a descriptor that was there before,
 * once it is seen that it was not touched between the two. Where there is doubt, there is no name.
 */

import { OpenFile, pathText, type SocketNames } from './open-file.ts'

/** The descriptor by which a process means its current folder. */
export const currentFolder = -100

/** A process as it is now. */
export interface ProcessLook {
  readonly fds: readonly { readonly fd: number; readonly link: string; readonly cloexec: boolean }[]
  readonly cwd: string | undefined
  /** Its root as we see it; undefined where its paths mean nothing to us, as in a container. */
  readonly root: string | undefined
}

/** What can be asked about the machine as it is now. Every answer may be "not now". */
export interface World {
  /** The clock of the calls, in ms. */
  now(): number
  /** @param atStart before the first call is seen: then it may take its time */
  look(pid: number, atStart: boolean): ProcessLook | undefined
  readFd(pid: number, fd: number): string | undefined
  /** The path without symbolic links; undefined where only the process itself could say what it means. */
  resolve(path: string, pid: number, followLast: boolean): string | undefined
  /** `TCP:[127.0.0.1:80]`. `kind`: as far as it is known, which says where to look; `notBefore`: older answers are no good. */
  socketName(inode: number, pid: number, kind: string, notBefore: number): string | undefined
  exists(pid: number): boolean
}

interface Slot {
  readonly file: OpenFile
  /** Undefined where it is not known. */
  readonly cloexec: boolean | undefined
  /** The time of the first call for which it is known to hold. */
  readonly since: number
}

/** The descriptors of a process; of several, where they share them. */
interface Table {
  slots: Map<number, Slot>
  /** Numbers that were looked for and not found, and when to look again. */
  missing: Map<number, number>
  /** Processes that have this table. */
  users: number
}

const emptyTable = (): Table => ({ slots: new Map(), missing: new Map(), users: 1 })

/** A current folder, and since when that holds. */
interface Folder {
  readonly path: string
  readonly since: number
}

interface Process {
  readonly pid: number
  table: Table
  cwd: Folder | undefined
  root: string | undefined
  /** When a call of it was last seen. */
  seen: number
}

/** How far the clocks of CPUs and the look at /proc may be apart, ms. */
const slack = 2
/** How long a number that was not found is not looked for again, ms. */
const missingMs = 20
/** After so long without a call it is looked whether a process is still there, ms. */
const idleMs = 5000

/** A guess that waits for the calls up to the time of the look to be seen. */
interface Guess {
  readonly table: Table
  readonly fd: number
  readonly slot: Slot
  readonly link: string
  readonly at: number
}

export class Descriptors {
  readonly #world: World
  readonly #processes = new Map<number, Process>()
  /** Oldest first. */
  #guesses: Guess[] = []
  /** What the first process that is not known starts with: the command that we run. */
  #command: ProcessLook | undefined
  /** Threads that are about to fork a process with their own table. */
  readonly #sharing = new Set<number>()
  #swept = 0
  #coming: { readonly pid: number; readonly fd: number; slot: Slot | undefined; asked: boolean } | undefined

  constructor(world: World) {
    this.#world = world
  }

  /** Looks at processes that are there before the first call of theirs is seen, until it has to stop. */
  start(pids: readonly number[], stop: () => boolean): void {
    for (const pid of pids) {
      if (stop()) return
      this.#meet(pid, 0)
    }
  }

  /** The first process that is not known will be a command that starts with this. */
  expectCommand(look: ProcessLook): void {
    this.#command = look
  }

  /** Forgets everything: calls were missed. */
  clear(): void {
    this.#processes.clear()
    this.#guesses = []
  }

  /** A call that is about to be shown puts what `from` is in the place of what `fd` is: its result, not its argument. */
  replaces(pid: number, from: number, fd: number, time: number): void {
    const slot = this.#at(pid, time).table.slots.get(from)
    this.#coming = from === fd ? undefined : { pid, fd, slot, asked: false }
  }

  /** How many processes are known. */
  get size(): number {
    return this.#processes.size
  }

  /**
   * What a descriptor is in a call at a time, as it is shown; undefined if that is not known for certain.
   *
   * @example descriptors.name(1234, 3, e.time) // '/etc/passwd'
   */
  name(pid: number, fd: number, time: number): string | undefined {
    const process = this.#at(pid, time)
    if (fd === currentFolder) {
      const { cwd } = process
      return cwd && cwd.since <= time ? pathText(cwd.path) : undefined
    }
    const { table } = process
    const slot = this.#comingSlot(pid, fd) ?? table.slots.get(fd)
    if (!slot) {
      this.#search(process, fd)
      return undefined
    }
    if (slot.since > time) return undefined
    const { file } = slot
    if (file.isVague) this.#guess(process, fd, slot)
    return file.name ?? file.text(this.#names(pid), this.#world.now())
  }

  /** A call made a descriptor of this file. */
  opened(pid: number, fd: number, time: number, file: OpenFile, cloexec: boolean | undefined): void {
    const process = this.#at(pid, time)
    this.#set(process, fd, { file, cloexec, since: 0 })
    if (file.isVague) this.#guess(process, fd, process.table.slots.get(fd)!)
  }

  /** A call made a descriptor of something that it does not tell. */
  unknown(pid: number, fd: number, time: number): void {
    this.#set(this.#at(pid, time), fd, undefined)
  }

  /** A call opened a path, which may be relative to a folder's descriptor. */
  openedPath(
    pid: number,
    fd: number,
    time: number,
    path: { readonly from: number; readonly path: string; readonly followLast: boolean },
    cloexec: boolean | undefined,
  ): void {
    const process = this.#at(pid, time)
    const name = this.#resolve(process, time, path.from, path.path, path.followLast)
    this.#set(
      process,
      fd,
      name === undefined ? undefined : { file: OpenFile.named(pathText(name)), cloexec, since: 0 },
    )
  }

  /** `fd` is what `from` is. */
  duplicated(pid: number, from: number, fd: number, time: number, cloexec: boolean): void {
    this.#coming = undefined
    if (from === fd) return
    const process = this.#at(pid, time)
    const slot = process.table.slots.get(from)
    this.#set(process, fd, slot && slot.since <= time ? { file: slot.file, cloexec, since: 0 } : undefined)
  }

  closed(pid: number, fd: number, time: number): void {
    this.#set(this.#at(pid, time), fd, undefined)
  }

  /** `close_range` of these numbers, to be closed now or at exec. */
  closedRange(
    pid: number,
    first: number,
    last: number,
    time: number,
    atExec: boolean,
    unshare: boolean,
  ): void {
    const process = this.#at(pid, time)
    if (unshare) this.#unshare(process)
    for (const [fd, slot] of [...process.table.slots]) {
      if (fd < first || fd > last) continue
      if (atExec) this.#replace(process, fd, { ...slot, cloexec: true })
      else this.#set(process, fd, undefined)
    }
  }

  closesAtExec(pid: number, fd: number, time: number, cloexec: boolean): void {
    const process = this.#at(pid, time)
    const slot = process.table.slots.get(fd)
    if (slot) this.#replace(process, fd, { ...slot, cloexec })
  }

  /** The process has another program. */
  execed(pid: number, time: number): void {
    const process = this.#at(pid, time)
    this.#unshare(process)
    const { slots } = process.table
    // That the three are not closed is all but certain, and that others are is not.
    for (const [fd, { cloexec }] of slots) if (cloexec ?? fd > 2) slots.delete(fd)
  }

  /** What this thread forks next has the same table, not a copy. */
  willShare(tid: number): void {
    this.#sharing.add(tid)
  }

  /** A thread of the process made another process. */
  forked(pid: number, tid: number, child: number, time: number): void {
    const parent = this.#at(pid, time)
    this.ended(child)
    const shares = this.#sharing.delete(tid)
    const { table, cwd, root } = parent
    if (shares) table.users++
    this.#processes.set(child, {
      pid: child,
      table: shares
        ? table
        : { ...emptyTable(), slots: new Map([...table.slots].filter(([, { since }]) => since <= time)) },
      cwd: cwd && cwd.since <= time ? cwd : undefined,
      root,
      seen: time,
    })
  }

  ended(pid: number): void {
    const process = this.#processes.get(pid)
    if (!process) return
    this.#leave(process)
    this.#processes.delete(pid)
  }

  /** The current folder is this path, or what this descriptor is. */
  changedFolder(pid: number, time: number, to: string | number): void {
    const process = this.#at(pid, time)
    const path =
      typeof to === 'string'
        ? this.#resolve(process, time, currentFolder, to, true)
        : this.#folder(process, time, to)
    process.cwd = path === undefined ? undefined : { path, since: 0 }
  }

  /** A thread has a current folder or a root of its own, or its process sees other mounts: paths are not known any more. */
  leftPaths(pid: number, time: number): void {
    const process = this.#at(pid, time)
    process.cwd = undefined
    process.root = undefined
  }

  /** The process has a table of its own; `alone`: so far all its threads have. */
  unshared(pid: number, time: number, alone: boolean): void {
    const process = this.#at(pid, time)
    if (alone) this.#unshare(process)
    // Threads with tables of their own: what a number is depends on the thread.
    else {
      this.#leave(process)
      process.table = emptyTable()
    }
  }

  /** A socket of the process got an end, or both. */
  connected(pid: number, fd: number, time: number, ends: { local?: string; remote?: string }): void {
    const slot = this.#at(pid, time).table.slots.get(fd)
    if (!slot || slot.since > time || slot.file.socket === undefined) return
    slot.file.changed(this.#world.now())
    Object.assign(slot.file.ends, ends)
  }

  /** The file of a descriptor in a call at a time. */
  file(pid: number, fd: number, time: number): OpenFile | undefined {
    const slot = this.#at(pid, time).table.slots.get(fd)
    return slot && slot.since <= time ? slot.file : undefined
  }

  /** Arguments are shown before the result. */
  #comingSlot(pid: number, fd: number): Slot | undefined {
    const coming = this.#coming
    if (coming?.fd !== fd || coming.pid !== pid) return undefined
    const { asked } = coming
    coming.asked = true
    return asked
      ? (coming.slot ?? { file: OpenFile.named(''), cloexec: undefined, since: Infinity })
      : undefined
  }

  /** The process of a call, met if it is not known. All guesses that this call settles are settled. */
  #at(pid: number, time: number): Process {
    if (this.#guesses.length > 0 && this.#guesses[0]!.at < time) this.#settle(time)
    const process = this.#processes.get(pid) ?? this.#meet(pid, time)
    process.seen = time
    if (time - this.#swept > idleMs) this.#sweep(time)
    return process
  }

  #meet(pid: number, time: number): Process {
    const command = time === 0 ? undefined : this.#command
    if (command) this.#command = undefined
    const look = command ?? this.#world.look(pid, time === 0)
    const since = command ? 0 : this.#world.now() + slack
    const process: Process = {
      pid,
      table: emptyTable(),
      cwd: look?.cwd === undefined ? undefined : { path: look.cwd, since },
      root: look?.root,
      seen: time,
    }
    for (const { fd, link, cloexec } of look?.fds ?? [])
      process.table.slots.set(fd, { file: fileOf(link), cloexec, since })
    this.#processes.set(pid, process)
    return process
  }

  #unshare(process: Process): void {
    const { table } = process
    if (table.users === 1) return
    this.#leave(process)
    process.table = { ...emptyTable(), slots: new Map(table.slots) }
  }

  /** The process has this table no more. What was asked of it may have been asked by way of the process. */
  #leave({ table }: Process): void {
    table.users--
    this.#guesses = this.#guesses.filter(guess => guess.table !== table)
  }

  /** Puts what a call made in the place of what there was. */
  #set(process: Process, fd: number, slot: Slot | undefined): void {
    if (slot) process.table.slots.set(fd, slot)
    else process.table.slots.delete(fd)
    process.table.missing.delete(fd)
  }

  /** The same file, with another flag: guesses about it still hold. */
  #replace(process: Process, fd: number, slot: Slot): void {
    const before = process.table.slots.get(fd)
    this.#guesses = this.#guesses.map(guess =>
      guess.slot === before && guess.table === process.table ? { ...guess, slot } : guess,
    )
    this.#set(process, fd, slot)
  }

  /** Looks at a descriptor that no call has made: it may have been received, or been there before. */
  #search(process: Process, fd: number): void {
    if (fd < 0) return
    const { missing, slots } = process.table
    const now = this.#world.now()
    if ((missing.get(fd) ?? 0) > now) return
    missing.set(fd, now + missingMs)
    const link = this.#world.readFd(process.pid, fd)
    if (link !== undefined) slots.set(fd, { file: fileOf(link), cloexec: undefined, since: now + slack })
  }

  /** Asks /proc for the inode of a socket or a pipe: true for this file if the descriptor has not been touched by then. */
  #guess(process: Process, fd: number, slot: Slot): void {
    const { file } = slot
    const now = this.#world.now()
    if (now < file.nextLook) return
    file.nextLook = now + file.lookWait
    file.lookWait = Math.min(file.lookWait * 2, 1000)
    const link = this.#world.readFd(process.pid, fd)
    if (link === undefined) return
    this.#guesses.push({ table: process.table, fd, slot, link, at: now + slack })
  }

  #settle(time: number): void {
    const open = this.#guesses.findIndex(({ at }) => at >= time)
    const due = this.#guesses.splice(0, open < 0 ? this.#guesses.length : open)
    for (const { table, fd, slot, link } of due) {
      if (table.slots.get(fd) !== slot || !slot.file.isVague) continue
      // It is something else: a call was not seen.
      if (!slot.file.learn(link)) table.slots.delete(fd)
    }
  }

  #folder(process: Process, time: number, fd: number): string | undefined {
    if (fd === currentFolder) return process.cwd && process.cwd.since <= time ? process.cwd.path : undefined
    const slot = process.table.slots.get(fd)
    const name = slot && slot.since <= time ? slot.file.name : undefined
    // A name that was written with escapes is not the path any more.
    return name?.startsWith('/') && !name.includes('\\') ? name : undefined
  }

  #resolve(
    process: Process,
    time: number,
    from: number,
    path: string,
    followLast: boolean,
  ): string | undefined {
    if (path === '') return undefined
    const absolute = path.startsWith('/')
    const folder = absolute ? '' : this.#folder(process, time, from)
    if (folder === undefined) return undefined
    const { root } = process
    const whole = absolute && root !== undefined && root !== '/' ? root + path : `${folder}/${path}`
    return root === '/' ? this.#world.resolve(whole, process.pid, followLast) : plainPath(whole)
  }

  #names(pid: number): SocketNames {
    return (inode, kind, notBefore) => this.#world.socketName(inode, pid, kind, notBefore)
  }

  /** Processes that were killed have said nothing. */
  #sweep(time: number): void {
    this.#swept = time
    for (const [pid, { seen }] of this.#processes)
      if (time - seen > idleMs && !this.#world.exists(pid)) this.ended(pid)
  }
}

const fileOf = (link: string): OpenFile => OpenFile.ofLink(link.startsWith('/') ? pathText(link) : link)

/**
 * A path without `.`, `..` and doubled slashes.
 *
 * @example plainPath('/usr/./lib/../bin//sh') // '/usr/bin/sh'
 */
export const plainPath = (path: string): string => {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..') parts.pop()
    else parts.push(part)
  }
  return `/${parts.join('/')}`
}
