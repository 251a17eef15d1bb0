/**
 * Functions that a process compiled for itself at run time: /tmp/perf-PID.map, the file that virtual machines write for
 * perf (`node --perf-basic-prof`, Java's perf-map-agent). It grows while the process runs.
 */

import { type AddressTable, addressLimit, addressTable, printable, type Symbolized } from './address-table.ts'
import { openFile } from './file-bytes.ts'
import { ownPid } from './maps.ts'

export interface PerfMap {
  find(address: number): Symbolized | undefined
}

const rereadMs = 200
const mostBytes = 256 << 20

/** The map of one process; looked for when the first address comes. */
export const perfMap = (pid: number, owner: number | undefined): PerfMap => {
  let table: AddressTable | undefined
  let identity: string | undefined
  let triedAt = Number.NEGATIVE_INFINITY

  const paths = [`/proc/${pid}/root/tmp/perf-${ownPid(pid)}.map`, `/tmp/perf-${pid}.map`]
  const read = (): void => {
    triedAt = performance.now()
    for (const path of paths) {
      // Anyone may put a file of this name into /tmp: it counts only if it is the process's own, or root's.
      using file = openFile(path, { followLink: false })
      if (file === undefined || (file.owner !== owner && file.owner !== 0)) continue
      if (file.identity === identity || file.size > mostBytes) return
      const bytes = file.read(0, file.size)
      if (bytes === undefined) return
      identity = file.identity
      table = parsePerfMap(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8'))
      return
    }
  }

  return {
    find: address => {
      const found = table?.find(address)
      if (found !== undefined || performance.now() - triedAt < rereadMs) return found
      read()
      return table?.find(address)
    },
  }
}

/** Reads lines `START SIZE name`, numbers in hexadecimal. Of two functions at one address the later one holds. */
export const parsePerfMap = (text: string): AddressTable => {
  const starts: number[] = []
  const sizes: number[] = []
  const names: string[] = []
  for (const [, start, size, name] of text.matchAll(
    /^(?:0x)?([0-9a-f]{1,16}) (?:0x)?([0-9a-f]{1,16}) ([^\n]+)$/gim,
  )) {
    if (Number.parseInt(start!, 16) >= addressLimit) continue
    starts.push(Number.parseInt(start!, 16))
    sizes.push(Number.parseInt(size!, 16))
    names.push(name!)
  }
  return addressTable({
    count: starts.length,
    starts: Float64Array.from(starts),
    sizes: Float64Array.from(sizes),
    nameOf: index => printable(names[index]!),
    prefersLater: () => true,
  })
}
