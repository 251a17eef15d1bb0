/** The world is at fault: a step that the machine refused, what it said, and what to do. */
export class SystraceError extends Error {
  override readonly name = 'SystraceError'
  /** What to do about it: one line. */
  readonly hint: string | undefined
  constructor(message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause })
    this.hint = options.hint
  }
}

/** The command line is at fault. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
  readonly hint: string | undefined
  constructor(message: string, hint?: string) {
    super(message)
    this.hint = hint
  }
}

/** We are at fault. `value` is what no branch was written for. */
export const unreachable = (value: never): never => {
  throw new Error(`Unexpected ${JSON.stringify(value)}`)
}

/** Exit codes, as documented in docs/errors.md. */
export const EXIT = { ok: 0, script: 1, usage: 2, world: 3, bug: 70 } as const
