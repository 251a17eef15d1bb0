/** systrace as a user starts it: arguments, folder, environment and standard input in, output and exit code out. */

import { setDefaultTimeout } from 'bun:test'
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { binaryPath } from '../support/needs.ts'

/** SYSTRACE_BINARY tries another build with the same tests. */
export const binary = process.env.SYSTRACE_BINARY ?? binaryPath

const limitMs = 30_000
setDefaultTimeout(2 * limitMs)

/** A promise that fails after a time, so that a hanging process fails a test with its name and not the whole run. */
const within = <T>(promise: Promise<T>, what: () => string): Promise<T> => {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what()} within ${limitMs / 1000} s`)), limitMs)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

/** A command that starts systrace without a capability, as an ordinary user has none. */
export const powerless =
  process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-all', '--inh-caps=-all', '--ambient-caps=-all'] : []

export interface StartOptions {
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  /** Standard input; nothing if not given. */
  readonly stdin?: string | Uint8Array
  /** What is run in place of systrace, such as a tool that it made. */
  readonly program?: string
  /** A command that starts systrace, such as `setpriv --reuid=65534`. */
  readonly under?: readonly string[]
  /** What standard output is, if not a pipe that is read. */
  readonly stdout?: number
}

export interface Ended {
  readonly stdout: string
  readonly stderr: string
  /** The exit code, or the signal that ended it. */
  readonly exit: number | NodeJS.Signals
}

/** A running systrace. */
export class Command implements AsyncDisposable {
  readonly #child: ChildProcess
  readonly #ended: Promise<Ended>
  #stdout = ''
  #stderr = ''

  constructor(args: readonly string[], options: StartOptions = {}) {
    const [program, ...before] = [...(options.under ?? []), options.program ?? binary]
    this.#child = spawn(program!, [...before, ...args], {
      cwd: options.cwd,
      env: { ...process.env, NO_COLOR: undefined, FORCE_COLOR: undefined, ...options.env },
      stdio: [options.stdin === undefined ? 'ignore' : 'pipe', options.stdout ?? 'pipe', 'pipe'],
    })
    this.#child.stdin?.on('error', () => {}).end(options.stdin)
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#stdout += text
    })
    this.#child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text
    })
    this.#ended = new Promise((resolve, reject) => {
      this.#child.on('error', reject).on('close', (code, signal) => {
        resolve({ stdout: this.#stdout, stderr: this.#stderr, exit: code ?? signal! })
      })
    })
    // Awaited later; a failure before that must not end the test run.
    this.#ended.catch(() => {})
  }

  get pid(): number {
    return this.#child.pid!
  }

  get stdout(): string {
    return this.#stdout
  }

  get stderr(): string {
    return this.#stderr
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal)
  }

  /** Closes the reading end of standard output, as `head` does. */
  closeOutput(): void {
    this.#child.stdout!.destroy()
  }

  /** Waits until what it wrote says so. */
  async until(seen: (command: Command) => boolean, what: string): Promise<void> {
    const tell = (): string => `${what} did not come (${this.#stdout}; ${this.#stderr})`
    const came = Promise.withResolvers<void>()
    const look = (): void => {
      if (seen(this)) came.resolve()
    }
    look()
    this.#child.stdout?.on('data', look)
    this.#child.stderr!.on('data', look)
    this.#ended.then(() => (seen(this) ? came.resolve() : came.reject(new Error(tell()))), came.reject)
    await within(came.promise, tell).finally(() => {
      this.#child.stdout?.off('data', look)
      this.#child.stderr!.off('data', look)
    })
  }

  /** Waits until its probes are attached; it must have been started with `-v`. */
  async attached(): Promise<void> {
    await this.until(({ stderr }) => /^[^\s:]+: attached /m.test(stderr), 'attached')
  }

  ended(): Promise<Ended> {
    return within(this.#ended, () => `it did not end (${this.#stdout}; ${this.#stderr})`)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#child.kill('SIGKILL')
    await this.#ended.catch(() => {})
  }
}

/** Runs systrace to its end. */
export const systrace = async (args: readonly string[], options: StartOptions = {}): Promise<Ended> => {
  await using command = new Command(args, options)
  return await command.ended()
}

/** A folder of its own for a test file, with scripts in it. */
export class Folder implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), 'cli-'))

  constructor() {
    // Where all tests of a file are skipped, nothing is called after them.
    process.once('exit', () => this[Symbol.dispose]())
  }

  /** Writes a file, and answers its path. */
  write(name: string, contents: string | Uint8Array): string {
    const path = join(this.path, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, contents)
    return path
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true })
  }
}

let workers = 0

/**
 * A program with a name that no other process of the machine has, for `-c` and `comm`: run, it opens the file
 * /etc/hostname and reads it.
 */
export class Worker {
  readonly comm = `w${process.pid}.${workers++}`
  readonly #path: string

  constructor(folder: Folder) {
    this.#path = join(folder.path, this.comm)
    symlinkSync('/bin/cat', this.#path)
  }

  get path(): string {
    return this.#path
  }

  /** Runs the program. */
  run(times = 1): void {
    for (let i = 0; i < times; i++) execFileSync(this.#path, ['/etc/hostname'], { stdio: 'ignore' })
  }
}

/** The ids of BPF objects that a process holds, as `prog 12`. */
export const heldObjects = (pid: number): string[] => {
  const held: string[] = []
  for (const fd of readdirSync(`/proc/${pid}/fdinfo`)) {
    let info = ''
    try {
      info = readFileSync(`/proc/${pid}/fdinfo/${fd}`, 'utf8')
    } catch {
      // Closed between the two looks.
    }
    for (const [, kind, id] of info.matchAll(/^(prog|map|link)_id:\s*(\d+)$/gm)) held.push(`${kind} ${id}`)
  }
  return [...new Set(held)]
}

/** Which of these objects the kernel still has, after it had time to free them. */
export const stillThere = async (objects: readonly string[]): Promise<string[]> => {
  const left = (): string[] =>
    objects.filter(object => {
      const [kind, id] = object.split(' ')
      try {
        execFileSync('bpftool', [kind!, 'show', 'id', id!], { stdio: 'ignore' })
        return true
      } catch {
        return false
      }
    })
  for (let i = 0; i < 50 && left().length > 0; i++) await Bun.sleep(100)
  return left()
}
