/** The command that a run is about: found, started once the probes are live, told of signals, waited for. */

import { accessSync, constants, readdirSync, readFileSync, statSync } from 'node:fs'
import { constants as osConstants } from 'node:os'
import { host } from './current-host.ts'
import { SystraceError, UsageError } from './errors.ts'
import type { Child } from './host.ts'
import { didYouMean } from './nearest.ts'
import { type EndingSignal, sameSignalMs } from './signals.ts'

/** A command to run, its name as it was typed. */
export interface Command {
  readonly argv: readonly [name: string, ...args: string[]]
}

/** What can be executed, as far as its mode says. */
const isProgram = (path: string): boolean => {
  try {
    const { mode } = statSync(path)
    return (mode & constants.S_IFMT) === constants.S_IFREG && (mode & 0o111) !== 0
  } catch {
    return false
  }
}

/** The folders of PATH; an empty one is the current folder. */
const searched = (): string[] => (process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin').split(':')

const programNames = (): string[] =>
  searched().flatMap(folder => {
    try {
      return readdirSync(folder || '.')
    } catch {
      return []
    }
  })

/**
 * The file that a command's name means, as a shell finds it.
 *
 * @throws UsageError when there is none, or it is no program
 * @example findProgram('ls') // '/usr/bin/ls'
 */
export const findProgram = (name: string): string => {
  if (name === '') throw new UsageError('Cannot run the command "": its name is empty')
  if (!name.includes('/')) {
    const found = searched()
      .map(folder => `${folder || '.'}/${name}`)
      .find(isProgram)
    if (found !== undefined) return found
    const meant = didYouMean(name, programNames())
    throw new UsageError(`Cannot run "${name}": there is no such program in PATH`, meant)
  }
  try {
    if (statSync(name).isDirectory()) throw new UsageError(`Cannot run "${name}": it is a folder`)
    accessSync(name, constants.X_OK)
  } catch (error) {
    if (error instanceof UsageError) throw error
    const missing = (error as NodeJS.ErrnoException).code !== 'EACCES'
    throw missing
      ? new UsageError(`Cannot run "${name}": there is no such file`)
      : new UsageError(`Cannot run "${name}": it is not executable`, `chmod +x ${name}`)
  }
  return name
}

/** How long a command that was asked to end may take, where it is not the terminal that asked. */
const graceMs = 2000

/** The exit code of a process, as shells have it. */
const codeOf = ({ exitCode, signalCode }: Child): number => {
  if (exitCode !== null) return exitCode
  return 128 + (typeof signalCode === 'string' ? osConstants.signals[signalCode] : (signalCode ?? 0))
}

/** Whether Ctrl-C reaches the command by itself: then this process's group is the terminal's. */
const hasTerminal = (): boolean => {
  const [, , group, , , foreground] = readFileSync('/proc/self/stat', 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')
  return group === foreground
}

/** A running command. */
export class Launch {
  readonly #child: Child
  #killed = false
  #interruptedAt: number | undefined
  #deadline: ReturnType<typeof setTimeout> | undefined

  /**
   * Starts a command as our child, with our standard input and output.
   *
   * @param path where it is, from `findProgram`
   * @throws SystraceError when the kernel refuses it
   */
  constructor({ argv }: Command, path: string) {
    try {
      this.#child = host.startChild(path, argv)
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException
      throw new SystraceError(`Cannot run "${argv[0]}": the kernel refuses it with ${code}`, {
        ...(code === 'ENOEXEC' && {
          hint: 'it is no program; a script needs a first line such as #!/bin/sh',
        }),
        cause,
      })
    }
  }

  /** Resolves when the command has ended. */
  get ended(): Promise<unknown> {
    return this.#child.exited
  }

  /** The exit code, or 128 and the signal's number; undefined while it runs. */
  get exitCode(): number | undefined {
    if (this.#killed) return 128 + osConstants.signals.SIGKILL
    return this.#running ? undefined : codeOf(this.#child)
  }

  get #running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  /**
   * A signal to end. The first one goes to the command, unless the terminal has sent it there, and the run ends when the command
   * does; a second one kills the command.
   *
   * @param stop ends the run without waiting any longer
   * @returns whether the run goes on
   */
  interrupt(signal: EndingSignal, stop: () => void): boolean {
    const now = performance.now()
    if (this.#interruptedAt !== undefined) {
      if (now - this.#interruptedAt < sameSignalMs) return true
      this.#child.kill('SIGKILL')
      this.#killed = true
      return false
    }
    if (!this.#running) return false
    this.#interruptedAt = now
    const asked = signal === 'SIGINT' && hasTerminal()
    if (asked) return true
    this.#child.kill(signal)
    this.#deadline = setTimeout(stop, graceMs)
    return true
  }

  /** The run is over: a command that still runs is asked to end. */
  end(): void {
    clearTimeout(this.#deadline)
    if (this.#running) this.#child.kill('SIGTERM')
  }
}
