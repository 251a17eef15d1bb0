/** Runs the binary as a user would: until its probes are attached, then until it is told to end; its output as data. */

import { type ChildProcess, spawn } from 'node:child_process'
import { binaryPath } from './needs.ts'
import { patience } from './patience.ts'

/** SYSTRACE_BINARY tries another build with the same tests. */
const binary = process.env.SYSTRACE_BINARY ?? binaryPath

type Json = Readonly<Record<string, unknown>>

/** A table as rows of its key's parts and, last, its value. */
export type TableRows = readonly (readonly unknown[])[]

export interface Traced {
  /** What each `print` was given: the value, or an array of several. */
  readonly rows: readonly unknown[]
  /** The last state of each table by name. */
  readonly tables: Readonly<Record<string, TableRows>>
  /** Losses and other messages about the run. */
  readonly messages: readonly Json[]
  /** Without the line that says what is attached. */
  readonly stderr: string
  readonly exit: number | null
}

const attachedLine = /^systrace: attached .*\n/m
const startLimitMs = 15_000 * patience
const endLimitMs = 20_000 * patience

/** A promise that fails after a time, so that a hanging process fails a test with its name and not the whole run. */
const within = <T>(promise: Promise<T>, limitMs: number, what: () => string): Promise<T> => {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what()} within ${limitMs / 1000} s`)), limitMs)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

/** The JSON output of a run. */
export const parseOutput = (stdout: string): Pick<Traced, 'rows' | 'tables' | 'messages'> => {
  const rows: unknown[] = []
  const tables: Record<string, TableRows> = {}
  const messages: Json[] = []
  for (const line of stdout.split('\n')) {
    if (line === '') continue
    const record = JSON.parse(line) as Json
    if (record.type === 'print' || record.type === 'printf') rows.push(record.data)
    else if (record.type === 'table')
      tables[record.name as string] = (record.rows as { key: unknown[]; value: unknown }[]).map(
        ({ key, value }) => [...key, value],
      )
    else messages.push(record)
  }
  return { rows, tables, messages }
}

/** A running systrace whose probes are attached. */
export class Tracer {
  readonly #child: ChildProcess
  readonly #ended: Promise<number | null>
  #stdout = ''
  #stderr = ''

  private constructor(args: readonly string[], env: NodeJS.ProcessEnv) {
    this.#child = spawn(binary, args, {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const { stdout, stderr } = this.#child
    stdout!.setEncoding('utf8').on('data', (text: string) => {
      this.#stdout += text
    })
    stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text
    })
    this.#ended = new Promise((resolve, reject) => {
      this.#child.on('close', resolve).on('error', reject)
    })
  }

  /** Starts systrace and waits until it is attached. */
  static start(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Tracer> {
    return Tracer.#started(['-v', '-f', 'json', ...args], env)
  }

  /** Starts a recording and waits until it is attached. */
  static record(path: string, args: readonly string[]): Promise<Tracer> {
    return Tracer.#started(['record', '-v', '-o', path, ...args], {})
  }

  /** What a recording gives when it is replayed. */
  static replay(path: string, args: readonly string[]): Promise<Traced> {
    return new Tracer(['--from', path, '-f', 'json', ...args], {}).ended()
  }

  static async #started(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Tracer> {
    const tracer = new Tracer(args, env)
    const attached = new Promise<true>(resolve => {
      tracer.#child.stderr!.on('data', () => {
        if (attachedLine.test(tracer.#stderr)) resolve(true)
      })
    })
    const failed = (): string => `systrace did not attach: ${tracer.#stderr}`
    try {
      const started = await within(Promise.race([attached, tracer.#ended]), startLimitMs, failed)
      if (started !== true && !attachedLine.test(tracer.#stderr)) throw new Error(failed())
    } catch (error) {
      tracer.kill()
      throw error
    }
    return tracer
  }

  /** Starts several at once, each with an environment if there is one for it. When one of them fails, none is left. */
  static async startAll(
    argLists: readonly (readonly string[])[],
    environments: readonly (NodeJS.ProcessEnv | undefined)[] = [],
  ): Promise<Tracer[]> {
    const started = await Promise.allSettled(argLists.map((args, i) => Tracer.start(args, environments[i])))
    const tracers = started.flatMap(result => (result.status === 'fulfilled' ? [result.value] : []))
    const failed = started.find(result => result.status === 'rejected')
    if (!failed) return tracers
    for (const tracer of tracers) tracer.kill()
    throw failed.reason
  }

  get pid(): number {
    return this.#child.pid!
  }

  /** Waits until this many lines have been written. */
  async wrote(lines: number): Promise<void> {
    const enough = (): boolean => this.#stdout.split('\n').length > lines
    const written = new Promise<void>(resolve => {
      this.#child.stdout!.on('data', () => {
        if (enough()) resolve()
      })
    })
    if (enough()) return
    await within(written, endLimitMs, () => `systrace did not write ${lines} lines: ${this.#stdout}`)
  }

  /** Waits for the end that a script or `-d` brings about. */
  async ended(): Promise<Traced> {
    try {
      const exit = await within(this.#ended, endLimitMs, () => `systrace did not end: ${this.#stderr}`)
      const stderr = this.#stderr.replace(attachedLine, '')
      return { ...parseOutput(this.#stdout), stderr, exit }
    } finally {
      this.kill()
    }
  }

  /** Ends it as Ctrl-C does. */
  stop(): Promise<Traced> {
    this.#child.kill('SIGINT')
    return this.ended()
  }

  kill(): void {
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#child.kill('SIGKILL')
  }
}
