/** A session at the prompt, from its first line to its exit code: on a terminal, or with lines that come through a pipe. */

import { format } from 'node:util'
import { type Diagnostic, type Paint, render } from '../diagnostic.ts'
import { EXIT, UsageError } from '../errors.ts'
import { reportOf } from '../report.ts'
import { onSignals } from '../signals.ts'
import { FileOutput, type Output } from '../sinks/output.ts'
import { TextSink } from '../sinks/text.ts'
import { TextBytes } from '../text-bytes.ts'
import { commonBeginning, completionsAt } from './complete.ts'
import { dotCommandOf, dotCommands, runDotCommand } from './dot-commands.ts'
import type { Wish } from './editor.ts'
import { History, historyPath } from './history.ts'
import { Prompt } from './prompt.ts'
import { Repl, type ReplOptions } from './repl.ts'

export interface ReplSession
  extends Pick<ReplOptions, 'filters' | 'pushdown' | 'ringSize' | 'tableRows' | 'color'> {
  readonly version: string
  readonly verbose: boolean
  readonly paint: Paint
  /** Writes a line to standard error. */
  readonly tell: (text: string) => void
}

/** What both ways of typing have. */
const engineOf = (session: ReplSession, out: Pick<ReplOptions, 'sink' | 'flush' | 'tell'>): Repl => {
  const { paint, version, verbose } = session
  return new Repl({
    ...session,
    ...out,
    show: (diagnostic: Diagnostic, sources) => out.tell(render(diagnostic, sources, paint)),
    refused: (error, sources) => out.tell(reportOf(error, { version, sources, verbose, paint }).text),
  })
}

/** Runs what was typed: a command or an entry. */
const carryOut = async (
  repl: Repl,
  text: string,
  quit: () => void,
  pause: (on: boolean) => void,
): Promise<void> => {
  const command = dotCommandOf(text)
  if (!command) {
    if (text.trim() !== '') await repl.run(text)
    return
  }
  try {
    await runDotCommand({ repl, quit, pause }, command.name, command.rest)
    repl.options.flush('answer')
  } catch (error) {
    // A filter that cannot be is said by the handle, in errors of JavaScript's own.
    const wrong =
      error instanceof TypeError || error instanceof RangeError || (error as Error)?.name === 'Error'
    repl.refuse(wrong ? new UsageError((error as Error).message) : error, new Map())
  }
}

/** Lines from a pipe: run one after the other, without a prompt. @returns the exit code */
export const runPiped = async (session: ReplSession): Promise<number> => {
  const output = new FileOutput(1)
  const sink = new TextSink(output, { color: session.color })
  const repl = engineOf(session, { sink, flush: () => sink.flush(), tell: session.tell })
  let quits = false
  const stop = Promise.withResolvers<void>()
  const quit = (): void => {
    quits = true
    stop.resolve()
  }
  void repl.ended.then(quit)
  let endedAt: number | undefined
  using _signals = onSignals({
    since: () => endedAt,
    begin: () => {
      endedAt = performance.now()
      repl.interrupt()
      quit()
    },
  })
  const lines = async (): Promise<void> => {
    const { createInterface } = process.getBuiltinModule('node:readline')
    let text = ''
    for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
      if (quits) return
      text = text === '' ? line : `${text}\n${line}`
      // An empty line ends an entry that would go on.
      if (line !== '' && !dotCommandOf(text) && repl.isIncomplete(text)) continue
      await carryOut(repl, text, quit, paused => {
        repl.paused = paused
      })
      text = ''
      if (quits) return
    }
    if (text !== '') await carryOut(repl, text, quit, () => {})
  }
  await Promise.race([lines(), stop.promise])
  process.stdin.unref?.()
  const code = await repl.end()
  sink.close()
  return code === EXIT.ok && repl.failed ? EXIT.script : code
}

/** Text on its way to a place above the prompt. */
class PromptOutput implements Output {
  readonly isTerminal = true
  readonly #bytes = new TextBytes(64 * 1024)
  readonly #send: (text: string) => void

  constructor(send: (text: string) => void) {
    this.#send = send
  }

  write(text: string): void {
    this.#bytes.text(text)
  }

  writePlain(text: string): boolean {
    if (!/^[ -~]*$/.test(text)) return false
    this.#bytes.text(text)
    return true
  }

  line(): TextBytes {
    return this.#bytes
  }

  flush(): void {
    if (this.#bytes.at > 0) this.#send(this.#bytes.take(0))
  }

  close(): void {
    this.flush()
  }
}

class TerminalSession {
  readonly #repl: Repl
  readonly #prompt: Prompt
  readonly #history = new History(historyPath())
  readonly #quit = Promise.withResolvers<void>()
  /** What runs, one entry after the other. */
  #running = Promise.resolve()
  #waiting = 0
  #kind: 'events' | 'answer' = 'answer'

  constructor(session: ReplSession) {
    const { color } = session
    this.#prompt = new Prompt(this.#history.entries, color, {
      submit: text => this.#submit(text),
      wish: wish => this.#carry(wish),
    })
    const output = new PromptOutput(text =>
      this.#kind === 'events' ? this.#prompt.print(text) : this.#prompt.answer(text),
    )
    const prompt = this.#prompt
    const sink = new TextSink(output, {
      color,
      get columns() {
        return prompt.columns
      },
    })
    this.#repl = engineOf(session, {
      sink,
      flush: kind => {
        this.#kind = kind
        sink.flush()
      },
      tell: text => prompt.answer(`${text}\n`),
    })
  }

  async run(): Promise<number> {
    const repl = this.#repl
    let endedAt: number | undefined
    using _signals = onSignals({
      since: () => endedAt,
      begin: () => {
        endedAt = performance.now()
        this.#quit.resolve()
      },
    })
    this.#takeConsole()
    this.#prompt.open()
    repl.options.tell('systrace: type a probe and it is attached; .help says more, Ctrl-D ends')
    void repl.ended.then(() => this.#quit.resolve())
    await this.#quit.promise
    repl.interrupt()
    this.#prompt.erase()
    this.#prompt.hide()
    const code = await repl.end()
    this.#prompt.close()
    return code
  }

  /** What code prints past systrace comes above the prompt too. */
  #takeConsole(): void {
    for (const name of ['log', 'info', 'debug', 'warn', 'error'] as const)
      console[name] = (...values: unknown[]) => this.#prompt.answer(`${format(...values)}\n`)
  }

  #submit(text: string): void {
    const { editor } = this.#prompt
    const isCode = !dotCommandOf(text)
    const unfinished = isCode && text.trim() !== '' && this.#repl.isIncomplete(text)
    // An empty row at the end ends an entry that would go on.
    if (unfinished && !/\n[ \t]*$/.test(text)) {
      editor.move(text.length)
      editor.insert('\n')
      return
    }
    this.#prompt.settle()
    editor.take()
    if (text.trim() === '') return
    const failure = this.#history.add(text.trimEnd())
    if (failure !== undefined) this.#repl.options.tell(`systrace: ${failure}`)
    this.#waiting++
    this.#running = this.#running
      .then(() =>
        carryOut(
          this.#repl,
          text,
          () => this.#quit.resolve(),
          on => this.#pause(on),
        ),
      )
      .catch(error => this.#repl.refuse(error, new Map()))
      .finally(() => {
        this.#waiting--
        this.#prompt.draw()
      })
  }

  #pause(paused: boolean): void {
    this.#repl.paused = paused
    this.#prompt.label = paused ? '(paused) > ' : '> '
    this.#prompt.draw()
  }

  #carry(wish: Wish): void {
    const prompt = this.#prompt
    switch (wish.kind) {
      case 'complete':
        return this.#complete()
      case 'interrupt':
        return this.#interrupt()
      case 'end':
        prompt.settle()
        return this.#quit.resolve()
      case 'pause':
        return this.#pause(!this.#repl.paused)
      case 'redraw':
        return prompt.clearScreen()
      case 'suspend':
        return prompt.suspend()
      case 'submit':
    }
  }

  /** Clears the line; without one stops what is waited for, or what scrolls by. */
  #interrupt(): void {
    const prompt = this.#prompt
    if (prompt.editor.text !== '') {
      prompt.settle('^C')
      prompt.editor.clear()
    } else if (this.#waiting > 0 && this.#repl.interrupt()) {
      // It says so itself.
    } else if (!this.#repl.paused && prompt.isBusy) {
      prompt.forget()
      this.#pause(true)
      this.#repl.options.tell('paused: Ctrl-S or .resume goes on, .off turns a probe off')
    } else this.#repl.options.tell('Ctrl-D or .quit ends')
  }

  #complete(): void {
    const { editor } = this.#prompt
    const { from, candidates } = completionsAt(editor.text, editor.cursor, {
      commands: Object.keys(dotCommands),
      argumentsOf: name => dotCommands[name]?.offers?.(this.#repl) ?? [],
      names: this.#repl.names,
    })
    if (candidates.length === 0) return
    const common = commonBeginning(candidates)
    if (common.length > editor.cursor - from || candidates.length === 1) editor.complete(from, common)
    else this.#prompt.answer(inColumns(candidates, this.#prompt.columns))
  }
}

/** So many rows of candidates are shown. */
const mostRows = 12

/** Words in columns, down and then across, as ls has them. */
const inColumns = (words: readonly string[], columns: number): string => {
  const width = Math.max(...words.map(word => word.length)) + 2
  const across = Math.max(1, Math.floor(columns / width))
  const rows = Math.min(Math.ceil(words.length / across), mostRows)
  const lines = Array.from({ length: rows }, (_, row) =>
    words
      .filter((_, at) => at % rows === row && at < rows * across)
      .map(word => word.padEnd(width))
      .join('')
      .trimEnd(),
  )
  const more = words.length - rows * across
  return `${lines.join('\n')}\n${more > 0 ? `… and ${more} more\n` : ''}`
}

/** A session on the terminal. @returns the exit code */
export const runOnTerminal = (session: ReplSession): Promise<number> => new TerminalSession(session).run()
