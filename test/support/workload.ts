/**
 * Deterministic C programs as things to trace. A run of one has a name (its comm) and a user id of its own, so that no
 * other process on the machine is taken for it, and it says as JSON what it did: those are the facts of a case.
 */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { linkSync, mkdtempSync, rmSync, unlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { patience } from './patience.ts'

const sources = join(import.meta.dirname, '../kernel/workloads')

export interface WorkloadSpec {
  /** A file of test/kernel/workloads, without its `.c`. */
  readonly program: string
  /** The part of it to run, and the part's arguments. */
  readonly args?: readonly string[]
  /** It runs as the user of its own, not as root. */
  readonly asUser?: boolean
  /** It waits for a byte on stdin before it begins, so that its process id is known to the tracer. */
  readonly waits?: boolean
  /** It stays alive until this many lines of output are there: stacks are named from the maps of the living process. */
  readonly lingers?: number
  /** With `lingers`: the tracers end before it does. */
  readonly outlives?: boolean
}

/** What a run is called. Unique among all test runs of the machine. */
export interface Identity {
  readonly comm: string
  readonly uid: number
}

/** What a workload said that it did. */
export type Facts = Readonly<Record<string, number | string | readonly (number | string)[]>>

let runs = 0

/** The name and user id of the next run. */
export const nextIdentity = (): Identity => {
  runs++
  return { comm: `w${process.pid}.${runs}`, uid: 1_000_000 + (process.pid % 100_000) * 1000 + (runs % 1000) }
}

/** Compiles the workloads that are asked for, into a folder that `dispose` removes. */
export class Workloads {
  #folder: string | undefined
  readonly #compiled = new Set<string>()

  /** Made when first asked for: where no test of a file runs, nothing removes it. */
  get folder(): string {
    this.#folder ??= mkdtempSync(join(tmpdir(), 'workloads-'))
    return this.#folder
  }

  path(program: string): string {
    const path = join(this.folder, program)
    if (this.#compiled.has(program)) return path
    this.#compiled.add(program)
    const flags = '-std=gnu17 -O1 -g -fno-omit-frame-pointer -fno-optimize-sibling-calls -pthread -static-pie'
    execFileSync(
      'gcc',
      [...flags.split(' '), '-Wall', '-Wextra', '-Werror', '-o', path, join(sources, `${program}.c`)],
      { stdio: ['ignore', 'inherit', 'inherit'] },
    )
    return path
  }

  /** Starts a program under the name of its run. */
  start(spec: WorkloadSpec, identity: Identity): RunningWorkload {
    const path = join(this.folder, identity.comm)
    linkSync(this.path(spec.program), path)
    const child = spawn(path, spec.args ?? [], {
      cwd: this.folder,
      env: {
        SYSTRACE_TEST_RUN: process.env.SYSTRACE_TEST_RUN,
        ...(spec.asUser && { WORK_UID: String(identity.uid) }),
        ...(spec.waits && { WORK_WAITS: '1' }),
        ...(spec.lingers !== undefined && { WORK_LINGERS: '1' }),
      },
      stdio: [spec.waits || spec.lingers !== undefined ? 'pipe' : 'ignore', 'pipe', 'inherit'],
    })
    return new RunningWorkload(spec, child, () => unlinkSync(path))
  }

  dispose(): void {
    if (this.#folder) rmSync(this.#folder, { recursive: true, force: true })
  }
}

const limitMs = 30_000 * patience

export class RunningWorkload {
  readonly #spec: WorkloadSpec
  readonly #child: ChildProcess
  readonly #facts: Promise<Facts>

  constructor(spec: WorkloadSpec, child: ChildProcess, cleanUp: () => void) {
    this.#spec = spec
    this.#child = child
    let stdout = ''
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
    })
    this.#facts = new Promise((resolve, reject) => {
      const late = setTimeout(() => child.kill('SIGKILL'), limitMs)
      child.on('error', reject).on('close', (code, signal) => {
        clearTimeout(late)
        cleanUp()
        if (code !== 0) reject(new Error(`The workload ended with ${signal ?? code}: ${stdout}`))
        else resolve((stdout.trim() === '' ? {} : JSON.parse(stdout)) as Facts)
      })
    })
    // Awaited later; a failure before that must not end the test run.
    this.#facts.catch(() => {})
  }

  get pid(): number {
    return this.#child.pid!
  }

  /** Lets a workload that waits begin. */
  go(): void {
    if (this.#spec.waits) this.#child.stdin!.write('!')
  }

  /** Lets a workload that lingers end. */
  release(): void {
    this.#child.stdin!.end('!')
  }

  /** Ends it, if it has not ended by itself. */
  kill(): void {
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#child.kill('SIGKILL')
  }

  /** Waits for its end. */
  facts(): Promise<Facts> {
    return this.#facts
  }
}
