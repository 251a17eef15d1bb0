/** Builds and runs target.c, and asks `nm` where its functions are. */

import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const source = join(import.meta.dirname, 'target.c')
// No room between functions: the address behind a function's last instruction is the next function's.
const flags = ['-O1', '-fno-inline', '-fno-toplevel-reorder', '-falign-functions=1']

export interface Built extends Disposable {
  readonly folder: string
  readonly path: string
}

export const build = (...more: readonly string[]): Built => {
  const folder = mkdtempSync(join(tmpdir(), 'systrace-symbols-'))
  const path = join(folder, 'target')
  execFileSync('gcc', [...flags, '-o', path, source, ...more], { stdio: 'pipe' })
  return { folder, path, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) }
}

/** Address and name of each function, as nm has them. */
export const functionsByNm = (
  path: string,
  ...options: readonly string[]
): [address: number, name: string][] =>
  execFileSync('nm', [...options, path], { encoding: 'utf8', maxBuffer: 64 << 20 })
    .split('\n')
    .map(line => line.split(' '))
    .filter(([, letter = '']) => /^[TtWi]$/.test(letter))
    .map(([address = '', , name = '']): [number, string] => [
      Number.parseInt(address, 16),
      name.replace(/@.*/, ''),
    ])
    // Weak, as functions can be, but data.
    .filter(([, name]) => name !== 'data_start')

export interface Running extends AsyncDisposable {
  readonly pid: number
  /** The stack that it printed when it started. */
  readonly stack: readonly bigint[]
  /** Sends a command; gives the addresses that it prints. */
  ask(command: string): Promise<bigint[]>
  /** Makes it end, and waits until it has. */
  end(): Promise<void>
}

export const start = async (command: string, ...args: readonly string[]): Promise<Running> => {
  const child: ChildProcessWithoutNullStreams = spawn(command, args)
  const exited = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const addresses = async (): Promise<bigint[]> =>
    (String((await lines.next()).value).match(/0x[0-9a-f]+/g) ?? []).map(BigInt)
  const end = async (): Promise<void> => {
    child.stdin.end()
    await exited
  }
  return {
    pid: child.pid!,
    stack: await addresses(),
    ask: command => {
      child.stdin.write(`${command}\n`)
      return addresses()
    },
    end,
    [Symbol.asyncDispose]: end,
  }
}
