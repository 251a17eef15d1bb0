/** The loads of bench/workloads, pinned to one CPU. */

import { spawn } from 'node:child_process'
import { cpus } from 'node:os'
import { join } from 'node:path'
import type { Call } from './scenarios.ts'

const bin = join(import.meta.dir, 'bin')

/** The last one: what else goes on in the machine prefers the first. */
const cpu = String(cpus().length - 1)

export interface LoadReport {
  readonly calls: number
  readonly seconds: number
  /** ns per call. */
  readonly p10: number
  readonly median: number
  readonly mean: number
}

export interface Load {
  readonly pid: number
  /** Lets it begin; resolves at its end. */
  run(): Promise<LoadReport>
  /** Ends one that was never to run. */
  cancel(): void
}

/** Starts a load that waits until it is told to begin. */
export const load = (call: Call, seconds: number, rate: 'flat out' | number = 'flat out'): Promise<Load> => {
  const pace = rate === 'flat out' ? [] : ['-r', String(rate)]
  const program = join(bin, rate === 'flat out' ? 'spin' : 'paced')
  const child = spawn(program, ['-w', '-n', call, '-s', String(seconds), '-c', cpu, ...pace], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let text = ''
  return new Promise((ready, refuse) => {
    const ended = new Promise<LoadReport>((resolve, reject) => {
      child.on('error', reject)
      child.on('close', code => {
        const line = text.split('\n')[1]
        if (code === 0 && line) resolve(JSON.parse(line) as LoadReport)
        else reject(new Error(`${program} ended with ${code}`))
      })
    })
    ended.catch(refuse)
    child.stdout.setEncoding('utf8').on('data', part => {
      text += part
      if (!text.startsWith('ready\n')) return
      ready({
        pid: child.pid!,
        run: () => {
          child.stdin.end('g')
          return ended
        },
        cancel: () => child.kill('SIGKILL'),
      })
    })
  })
}

/** How long each of a series of commands took until it said a word on stderr. */
export const launches = async (
  times: number,
  word: string,
  command: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<{ ms: number; rssMb: number; line: string }[]> => {
  const child = spawn(join(bin, 'launch'), [String(times), word, ...command], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', part => {
    out += part
  })
  child.stderr.setEncoding('utf8').on('data', part => {
    err += part
  })
  const code = await new Promise(resolve => child.on('close', resolve))
  if (code !== 0) throw new Error(err.trim() || `launch ended with ${code}`)
  return out
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as { ms: number; rssMb: number; line: string })
}
