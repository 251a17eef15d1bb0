/** What of a process is known through /proc: its mappings, and whether it is still the one it was. */

import { readFileSync, statSync } from 'node:fs'

/** One line of /proc/PID/maps. */
export interface Mapping {
  readonly start: number
  readonly end: number
  readonly fileOffset: number
  /** `MAJOR:MINOR` in hexadecimal, as the file has it. */
  readonly device: string
  /** 0 where there is no file. */
  readonly inode: number
  /** The file's path as the process sees it, `[heap]` and the like, or empty. */
  readonly path: string
  readonly isDeleted: boolean
}

const line = /^([0-9a-f]+)-([0-9a-f]+) \S+ ([0-9a-f]+) (\S+) (\d+) *([^\n]*)/gm
const deletedMark = ' (deleted)'

/** Reads the text of /proc/PID/maps; the mappings are in the order of their addresses. */
export const parseMaps = (text: string): Mapping[] => {
  const mappings: Mapping[] = []
  for (const [, start, end, fileOffset, device = '', inode, rest = ''] of text.matchAll(line)) {
    const isDeleted = rest.endsWith(deletedMark)
    mappings.push({
      start: Number.parseInt(start!, 16),
      end: Number.parseInt(end!, 16),
      fileOffset: Number.parseInt(fileOffset!, 16),
      device,
      inode: Number(inode),
      // The kernel escapes a newline in a path and nothing else.
      path: (isDeleted ? rest.slice(0, -deletedMark.length) : rest).replaceAll('\\012', '\n'),
      isDeleted,
    })
  }
  return mappings
}

/** The mapping that holds the address. */
export const findMapping = (mappings: readonly Mapping[], address: number): Mapping | undefined => {
  let low = 0
  let high = mappings.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (mappings[middle]!.end <= address) low = middle + 1
    else high = middle
  }
  const mapping = mappings[low]
  return mapping !== undefined && mapping.start <= address ? mapping : undefined
}

const textOf = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

/** The text of /proc/PID/maps; undefined if the process is gone or another user's. */
export const readMaps = (pid: number): string | undefined => textOf(`/proc/${pid}/maps`) || undefined

/**
 * A text that stays the same while a process runs one program: it changes with exec, and where the number has gone to
 * another process. Undefined if there is none.
 */
export const programIdentity = (pid: number): string | undefined => {
  const text = textOf(`/proc/${pid}/stat`)
  if (text === undefined) return undefined
  // The command's name, in parentheses, may hold anything; the state follows it as field 3.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const [startTime, startCode, startStack] = [fields[22 - 3], fields[26 - 3], fields[28 - 3]]
  return `${startTime} ${startCode} ${startStack}`
}

/** Whom the process belongs to. */
export const ownerOf = (pid: number): number | undefined => {
  try {
    return statSync(`/proc/${pid}`).uid
  } catch {
    return undefined
  }
}

/** The number that the process knows itself by, within its container. */
export const ownPid = (pid: number): number => {
  const status = textOf(`/proc/${pid}/status`) ?? ''
  const inner = /^NSpid:.*?(\d+)$/m.exec(status)?.[1]
  return inner === undefined ? pid : Number(inner)
}
