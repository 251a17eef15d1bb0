/**
 * Where changes of the filters come from while a trace runs: a Unix socket that scripts write lines to, or the key `f` on a
 * terminal, which asks for a line.
 */

import { rmSync } from 'node:fs'
import type { Server } from 'node:net'
import { SystraceError, UsageError } from '../errors.ts'

/** Puts a line of filters in force. @throws UsageError, RangeError and others whose message says what is wrong with it */
export type ChangeFilters = (line: string) => void

const reasonOf = (error: unknown): string => {
  const { message, hint } = error as { message: string; hint?: string }
  return hint ? `${message} (${hint})` : message
}

/**
 * Listens on a Unix socket. Each line is one change; the answer is `ok`, or `error: ` and why.
 *
 * @throws SystraceError when it cannot
 */
const listenForFilters = async (path: string, change: ChangeFilters): Promise<AsyncDisposable> => {
  const { createServer } = process.getBuiltinModule('node:net')
  const server: Server = createServer(socket => {
    let rest = ''
    socket.setEncoding('utf8')
    socket
      .on('error', () => {})
      .on('data', (text: string) => {
        const lines = (rest + text).split('\n')
        rest = lines.pop()!
        for (const line of lines) {
          if (line.trim() === '') continue
          try {
            change(line)
            socket.write('ok\n')
          } catch (error) {
            socket.write(`error: ${reasonOf(error)}\n`)
          }
        }
      })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', cause =>
      reject(
        new SystraceError(
          `Cannot listen on the control socket ${JSON.stringify(path)}: ${(cause as { code?: string }).code ?? cause.message}`,
          {
            hint: 'name a path that is not there yet, in a folder that you may write to',
            cause,
          },
        ),
      ),
    )
    // Who may change what is traced sees what is traced: only the user that traces.
    const before = process.umask(0o177)
    server.listen(path, () => resolve())
    process.umask(before)
  })
  server.unref()
  return {
    async [Symbol.asyncDispose]() {
      server.close()
      rmSync(path, { force: true })
    },
  }
}

interface Prompt extends Disposable {
  /** Whether it is asking: lines would be written over it. */
  readonly open: boolean
}

/** Asks for filters when `f` is typed on the terminal. */
const promptForFilters = (change: ChangeFilters): Prompt => {
  const { stdin, stderr } = process
  const { createInterface } = process.getBuiltinModule('node:readline')
  let open = false
  const ask = (): void => {
    open = true
    stdin.off('data', onKey)
    stdin.setRawMode(false)
    const lines = createInterface({ input: stdin, output: stderr, terminal: true })
    const done = (): void => {
      lines.close()
      open = false
      listen()
    }
    lines.on('SIGINT', done)
    lines.question('filters (-p PID -u USER -c NAME -s SYSCALL, all removes one): ', line => {
      try {
        if (line.trim() !== '') change(line)
      } catch (error) {
        if (!(error instanceof Error)) throw error
        stderr.write(
          `${error instanceof UsageError || error instanceof RangeError ? '' : 'error: '}${reasonOf(error)}\n`,
        )
      }
      done()
    })
  }
  const onKey = (key: Buffer): void => {
    const text = key.toString()
    if (text === 'f') ask()
    // In raw mode the terminal sends no signals.
    else if (text === '\x03') process.kill(process.pid, 'SIGINT')
    else if (text === '\x1c') process.kill(process.pid, 'SIGQUIT')
    else if (text === '\x1a') {
      stdin.setRawMode(false)
      process.once('SIGCONT', () => stdin.setRawMode(true))
      process.kill(process.pid, 'SIGTSTP')
    }
  }
  const listen = (): void => {
    stdin.setRawMode(true)
    stdin.on('data', onKey)
    stdin.resume()
    stdin.unref()
  }
  listen()
  return {
    get open() {
      return open
    },
    [Symbol.dispose]() {
      stdin.off('data', onKey)
      stdin.setRawMode(false)
      stdin.pause()
    },
  }
}

/** What changes filters while a trace runs. */
export interface Control extends AsyncDisposable {
  /** Whether somebody is typing filters just now. */
  readonly typing: boolean
}

/**
 * Opens a socket, a prompt, both or nothing.
 *
 * @throws SystraceError when the socket cannot be opened
 */
export const openControl = async (
  socket: string | undefined,
  prompts: boolean,
  change: ChangeFilters,
): Promise<Control> => {
  await using stack = new AsyncDisposableStack()
  if (socket !== undefined) stack.use(await listenForFilters(socket, change))
  const prompt = prompts ? stack.use(promptForFilters(change)) : undefined
  const owned = stack.move()
  return {
    get typing() {
      return prompt?.open ?? false
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}
