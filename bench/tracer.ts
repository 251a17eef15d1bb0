/** dist/systrace as a user runs it, watched from outside through /proc. */

import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

export const systracePath = process.env.SYSTRACE ?? join(import.meta.dir, '../dist/systrace')

/** Makes systrace say `compiled <ms>` and `attached <ms since process start>` on stderr. */
export const traceStart = { ...process.env, SYSTRACE_TRACE_START: '1' }

const attachLimitMs = 10_000
const settleMs = 200
const exitLimitMs = 30_000

/** ns of CPU used by all threads of a process. */
const cpuNs = (pid: number): number => {
  let sum = 0
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    sum += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0])
  }
  return sum
}

const attachments = (pid: number): number => {
  let n = 0
  for (const fd of readdirSync(`/proc/${pid}/fd`)) {
    try {
      if (/bpf.link|raw-tracepoint|perf_event/.test(readlinkSync(`/proc/${pid}/fd/${fd}`))) n++
    } catch {
      // Closed between the two looks.
    }
  }
  return n
}

export class Tracer {
  readonly #child: ChildProcess
  readonly #ended: Promise<number | string>
  #exit: number | string | undefined
  #stderr = ''

  private constructor(args: readonly string[], output: string) {
    const fd = openSync(output, 'w')
    this.#child = spawn(systracePath, args, { env: traceStart, stdio: ['ignore', fd, 'pipe'] })
    closeSync(fd)
    this.#child.stderr?.setEncoding('utf8').on('data', text => {
      this.#stderr += text
    })
    this.#ended = new Promise(resolve => {
      this.#child.on('error', error => resolve(error.message))
      this.#child.on('close', (code, signal) => resolve(code ?? signal ?? 'gone'))
    })
    this.#ended.then(exit => {
      this.#exit = exit
    })
  }

  /** Runs until attached: it says so, or the number of its BPF links has stood still for a while. */
  static async start(args: readonly string[], output = '/dev/null'): Promise<Tracer> {
    const tracer = new Tracer(args, output)
    const until = performance.now() + attachLimitMs
    let links = 0
    let changed = performance.now()
    while (!/^attached\b/m.test(tracer.#stderr)) {
      await sleep(10)
      if (tracer.#exit !== undefined)
        throw new Error(`systrace ended (${tracer.#exit}): ${tracer.#lastWords()}`)
      const found = attachments(tracer.pid)
      if (found !== links) changed = performance.now()
      links = found
      if (links > 0 && performance.now() - changed > settleMs) break
      if (performance.now() > until) {
        tracer.#child.kill('SIGKILL')
        throw new Error(`systrace did not attach: ${tracer.#lastWords()}`)
      }
    }
    await sleep(50)
    return tracer
  }

  get pid(): number {
    return this.#child.pid!
  }

  cpuNs(): number {
    return cpuNs(this.pid)
  }

  rssMb(): number {
    const status = readFileSync(`/proc/${this.pid}/status`, 'utf8')
    return Number(/^VmRSS:\s*(\d+) kB$/m.exec(status)?.[1]) / 1024
  }

  /** Ctrl-C, and waits for the end. */
  async stop(): Promise<void> {
    this.#child.kill('SIGINT')
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), exitLimitMs)
    const exit = await this.#ended
    clearTimeout(timer)
    if (exit !== 0 && exit !== 130) throw new Error(`systrace ended with ${exit}: ${this.#lastWords()}`)
  }

  /** Ends what a failed measurement left running. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#exit === undefined) this.#child.kill('SIGKILL')
    await this.#ended
  }

  #lastWords(): string {
    return this.#stderr.trim().split('\n').slice(-3).join(' / ') || 'it said nothing'
  }
}
