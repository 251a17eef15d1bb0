/** Runs of `session-run.ts`, compiled as the binary is, since scripts are parsed by an addon that is embedded in it. */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SessionRun } from './session-run.ts'
import { parseOutput, type Traced } from './tracer.ts'

const limitMs = 30_000

/** What a run gave, and what the command wrote. */
export interface Launched extends Traced {
  readonly stdout: string
}

/** A run that goes on. */
export interface RunningSession {
  readonly pid: number
  /** Resolves when the probes are live. */
  readonly attached: Promise<void>
  readonly ended: Promise<Launched>
  /** Resolves when the command has written a text. */
  wrote(text: string): Promise<void>
}

/** Compiles the program once; `dispose` removes it. */
export class Sessions {
  #folder: string | undefined
  #runs = 0
  readonly #running = new Set<ChildProcess>()

  get folder(): string {
    this.#folder ??= mkdtempSync(join(tmpdir(), 'sessions-'))
    return this.#folder
  }

  #program(): string {
    const path = join(this.folder, 'session')
    if (this.#runs++ === 0)
      execFileSync(
        process.execPath,
        ['build', '--compile', '--format=esm'].concat(
          join(import.meta.dirname, 'session-run.ts'),
          '--outfile',
          path,
        ),
        { stdio: ['ignore', 'ignore', 'inherit'] },
      )
    return path
  }

  start(options: SessionRun, spawned: { readonly detached?: boolean } = {}): RunningSession {
    const program = this.#program()
    const output = join(this.folder, `output.${this.#runs}`)
    const child = spawn(program, [JSON.stringify(options)], {
      cwd: this.folder,
      env: { ...process.env, SESSION_OUTPUT: output },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...spawned,
    })
    this.#running.add(child)
    let stdout = ''
    let stderr = ''
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
    })
    const said = child.stderr!.setEncoding('utf8')
    const attached = new Promise<void>((resolve, reject) => {
      said.on('data', (text: string) => {
        stderr += text
        if (stderr.includes(attachedLine)) resolve()
      })
      child.on('exit', () => reject(new Error(`It ended before it was attached: ${stderr}`)))
    })
    // Looked at only by those who need it.
    attached.catch(() => {})
    const late = setTimeout(() => child.kill('SIGKILL'), limitMs)
    const ended = new Promise<Launched>((resolve, reject) => {
      child.on('error', reject).on('exit', exit => {
        clearTimeout(late)
        this.#running.delete(child)
        // What the command leaves behind may keep the pipes open.
        setImmediate(() => {
          const traced = parseOutput(readOptional(output))
          resolve({ ...traced, stdout, stderr: stderr.replace(`${attachedLine}\n`, ''), exit })
        })
      })
    })
    const wrote = (text: string): Promise<void> =>
      new Promise(resolve => {
        const look = (): void => {
          if (stdout.includes(text)) resolve()
        }
        child.stdout!.on('data', look)
        look()
      })
    return { pid: child.pid!, attached, ended, wrote }
  }

  run(options: SessionRun): Promise<Launched> {
    return this.start(options).ended
  }

  dispose(): void {
    for (const child of this.#running) child.kill('SIGKILL')
    if (this.#folder) rmSync(this.#folder, { recursive: true, force: true })
  }
}

const attachedLine = 'systrace: attached here'

const readOptional = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
