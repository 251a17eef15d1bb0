/** `systrace top`: the counters of a running system on a screen that is drawn anew every second. */

import { existsSync } from 'node:fs'
import { registry } from '../script/registry.ts'
import type { Sink } from '../sinks/sink.ts'
import { emptyReading, type Reading, summaryBetween } from '../trace/summary.ts'
import { readingPart, type ScriptPart } from '../trace/summary-script.ts'
import { frameOf } from './frame.ts'
import type { Key } from './keys.ts'
import { TopModel } from './model.ts'
import { needTerminal, paintFor, Terminal } from './terminal.ts'

export interface TopOptions {
  /** Makes the calls of `on` with this body, for the probes and options that are wanted. */
  readonly handlers: (body: string) => string
  /** Between two samples. */
  readonly everyMs: number
  readonly color: boolean
}

/** What a run of `top` needs besides: its script's part, where its script's output goes, what to do when the run is over. */
export interface TopRun extends Disposable {
  readonly part: ScriptPart
  readonly sink: Sink
  /** Keeps what there is to tell while the screen is taken, and hands it on afterwards. */
  readonly telling: <Args extends readonly unknown[]>(
    tell: (...args: Args) => void,
  ) => (...args: Args) => void
}

/** Nothing of the script goes to standard output, where the screen is. */
const silent: Sink = {
  print() {},
  printf() {},
  table() {},
  message() {},
  flush() {},
  close() {},
}

/**
 * Prepares `top`. The terminal is taken over when the probes are attached, and given back at the end, or when the result is
 * disposed.
 *
 * @throws SystraceError when there is no terminal
 */
export const topRun = ({ handlers, everyMs, color }: TopOptions): TopRun => {
  needTerminal()
  const model = new TopModel()
  const paint = paintFor(color)
  const terminal = new Terminal({ key: key => press(key), redraw: () => draw() })
  let held: (() => void)[] | undefined
  let last: Reading = emptyReading(performance.now())

  const draw = (): void => terminal.draw(frameOf(model, terminal.size, paint))
  const press = (key: Key): void => {
    const wish = model.press(key)
    if (wish === 'quit') registry().host.exit(0)
    else if (wish === 'suspend') terminal.suspend()
    else {
      if (wish === 'redraw') terminal.forget()
      draw()
    }
  }
  const close = (): void => {
    if (!held) return
    terminal.close()
    const told = held
    held = undefined
    for (const tell of told) tell()
  }

  const part = readingPart(
    handlers,
    {
      begin: atMs => {
        last = emptyReading(atMs)
        held = []
        terminal.open()
        draw()
      },
      tick: reading => {
        model.add(summaryBetween(last, reading))
        last = reading
        draw()
      },
      end: close,
    },
    { everyMs, processes: { isGone: pid => !existsSync(`/proc/${pid}`) } },
  )
  return {
    part,
    sink: silent,
    telling:
      tell =>
      (...args) => {
        if (held) held.push(() => tell(...args))
        else tell(...args)
      },
    [Symbol.dispose]: close,
  }
}
