/** `systrace top`: the counters of a running system on a screen that is drawn anew every second. */

import { existsSync } from 'node:fs'
import type { Key } from '../keys.ts'
import { registry } from '../script/registry.ts'
import { emptyReading, type Reading, summaryBetween } from '../trace/summary.ts'
import { type ReadingSink, readingPart, type ScriptPart } from '../trace/summary-script.ts'
import { frameOf } from './frame.ts'
import { TopModel } from './model.ts'
import { needTerminal, paintFor, Terminal } from './terminal.ts'

export interface ScreenOptions {
  /** Between two samples. */
  readonly everyMs: number
  readonly color: boolean
}

/** The screen of a run. */
export interface Screening extends Disposable {
  /** The script's part that feeds it, of what makes its handlers. */
  readonly part: (handlers: (body: string) => string) => ScriptPart
  /** Keeps what there is to tell while the screen is taken, and hands it on afterwards. */
  readonly telling: <Args extends readonly unknown[]>(
    tell: (...args: Args) => void,
  ) => (...args: Args) => void
}

/**
 * Prepares the screen. The terminal is taken over when the probes are attached, and given back at the end, or when the result is
 * disposed.
 *
 * @throws SystraceError when there is no terminal
 */
export const screening = ({ everyMs, color }: ScreenOptions): Screening => {
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

  const sink: ReadingSink = {
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
  }
  return {
    part: handlers =>
      readingPart(handlers, sink, {
        everyMs,
        processes: { isWanted: () => model.view === 'processes', isGone },
      }),
    telling:
      tell =>
      (...args) => {
        if (held) held.push(() => tell(...args))
        else tell(...args)
      },
    [Symbol.dispose]: close,
  }
}

const isGone = (pid: number): boolean => !existsSync(`/proc/${pid}`)
