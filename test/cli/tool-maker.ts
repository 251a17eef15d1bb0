/** Makes tools of scripts by `systrace compile`, in a folder of the test's own, and runs them. */

import { expect } from 'bun:test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Ended, Folder, type StartOptions, systrace } from './command.ts'

/** systrace's own version. */
export const { version } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'),
) as {
  version: string
}

/** What compile says of a tool that it wrote. */
export const wrote = (tool: string): RegExp =>
  new RegExp(`^systrace: wrote ${RegExp.escape(tool)} \\(linux-\\w+, \\d+ MB\\)\n`, 'm')

export class Tools implements Disposable {
  readonly folder = new Folder()
  #count = 0

  /** Compiles a script that is written to a folder of its own, with other files beside it. @returns the tool's path */
  async make(
    script: string,
    files: Readonly<Record<string, string>> = {},
    ...options: string[]
  ): Promise<string> {
    const name = `tool${this.#count++}`
    for (const [file, text] of Object.entries({ 'script.ts': script, ...files }))
      this.folder.write(`${name}/${file}`, text)
    const cwd = join(this.folder.path, name)
    const { stdout, stderr, exit } = await systrace(['compile', ...options, 'script.ts', '-o', name], { cwd })
    expect({ stdout, exit, stderr }).toEqual({
      stdout: '',
      exit: 0,
      stderr: expect.stringMatching(wrote(name)),
    })
    return join(cwd, name)
  }

  [Symbol.dispose](): void {
    this.folder[Symbol.dispose]()
  }
}

/** Runs a tool to its end. */
export const runTool = (
  program: string,
  args: readonly string[],
  options: StartOptions = {},
): Promise<Ended> => systrace(args, { ...options, program })

/** A script with options of its own: it prints when a thread of the name that is asked for opens /etc/hostname. */
export const slow = `/**
 * Reads that take long.
 *
 * Shows who reads, and how long it takes.
 */
import { duration, on, options, print } from 'systrace'
import { description, metadata, optional, pipe, string } from 'valibot'

const opt = options({
  slow: pipe(duration('10ms'), description('how long a read must take')),
  comm: pipe(optional(string()), metadata({ short: 'n' }), description('the name of a thread')),
})

on('openat', e => {
  if (e.comm === opt.comm && e.duration > opt.slow && e.filename === '/etc/hostname') print(e.filename)
})
`
