/**
 * What `top` shows: samples of the counters, and what the keys have chosen. Pure: samples and keys in, rows out; frame.ts draws
 * them.
 */

import type { Key } from '../keys.ts'
import type { Summary } from '../trace/summary.ts'

export type View = 'syscalls' | 'processes'

/** How many samples a sparkline has at most. */
export const historyLength = 60
/** Samples after which a row without calls is no longer shown. */
const idleSamples = 15

/** A row of one sample. */
interface Sample {
  readonly calls: number
  readonly errors: number
  readonly totalNs: number
  readonly p99Ns: number
}

/** What is known of a syscall or a process. */
interface Entry {
  readonly pid?: number
  readonly name: string
  /** The newest last. */
  readonly samples: Sample[]
}

/** A row as it is drawn. Rates are per second. */
export interface Row {
  readonly pid?: number
  readonly name: string
  readonly calls: number
  readonly errors: number
  readonly avgNs: number
  readonly p99Ns: number
  /** ns spent in these calls, of a second; more than 1e9 where several threads are in them at once. */
  readonly timeNs: number
  /** Calls per second, or the average latency, of each sample, the newest last. */
  readonly history: readonly number[]
}

export const columns = ['calls', 'errors', 'avg', 'p99', 'time', 'name'] as const
export type Column = (typeof columns)[number]

/** What is shown beside the rows. */
export interface Totals {
  readonly seconds: number
  readonly calls: number
  readonly errors: number
  readonly timeNs: number
  readonly drops: number
  readonly history: readonly number[]
}

/** What a key asks of the program around. */
export type Wish = 'quit' | 'suspend' | 'redraw'

const noSample: Sample = { calls: 0, errors: 0, totalNs: 0, p99Ns: 0 }

const lossCauses = ['dropped', 'tableFull', 'followFull']

export class TopModel {
  view: View = 'syscalls'
  sort: Column = 'calls'
  reversed = false
  filter = ''
  /** The text of the filter is being typed. */
  typing = false
  paused = false
  help = false
  /** Sparklines are of the latency, not the rate. */
  latency = false
  /** Rows above those that are shown. */
  scroll = 0
  readonly #entries: Record<View, Map<string, Entry>> = { syscalls: new Map(), processes: new Map() }
  readonly #totals: Sample[] = []
  #seconds: number[] = []
  #elapsedMs = 0
  #drops = 0
  /** What is shown while the rest goes on. */
  #frozen: { rows: Record<View, readonly Row[]>; totals: Totals } | undefined

  /** Takes in what was counted since the last sample. */
  add(summary: Summary): void {
    const { durationMs, losses, syscalls, processes } = summary
    this.#elapsedMs += durationMs
    for (const cause of lossCauses) this.#drops += losses[cause] ?? 0
    push(this.#seconds, durationMs / 1000)
    push(this.#totals, { ...summary, p99Ns: 0 })
    this.#take(
      'syscalls',
      syscalls.map(row => [row.name, { name: row.name }, row] as const),
    )
    this.#take(
      'processes',
      processes.map(row => {
        const { comm, pid, p99Ns = 0 } = row
        return [`${pid} ${comm}`, { pid, name: comm }, { ...row, p99Ns }] as const
      }),
    )
  }

  #take(view: View, rows: readonly (readonly [string, { pid?: number; name: string }, Sample])[]): void {
    const entries = this.#entries[view]
    const seen = new Set<string>()
    for (const [key, who, { calls, errors, totalNs, p99Ns }] of rows) {
      seen.add(key)
      let entry = entries.get(key)
      if (!entry) {
        entry = { ...who, samples: [] }
        entries.set(key, entry)
      }
      push(entry.samples, { calls, errors, totalNs, p99Ns })
    }
    for (const [key, { samples }] of entries) {
      if (seen.has(key)) continue
      push(samples, noSample)
      if (samples.slice(-idleSamples).every(({ calls }) => calls === 0)) entries.delete(key)
    }
  }

  /** The rows of a view, filtered and sorted. */
  rows(): readonly Row[] {
    const rows = this.#frozen ? this.#frozen.rows[this.view] : this.#rowsOf(this.view)
    const wanted = this.filter.toLowerCase()
    const fits = ({ name, pid }: Row): boolean =>
      wanted === '' || name.toLowerCase().includes(wanted) || String(pid ?? '').startsWith(wanted)
    const sign = this.reversed ? -1 : 1
    return rows.filter(fits).sort((a, b) => sign * (this.#compare(a, b) || byName(a, b)))
  }

  #compare(a: Row, b: Row): number {
    switch (this.sort) {
      case 'name':
        return byName(a, b)
      case 'avg':
        return b.avgNs - a.avgNs
      case 'p99':
        return b.p99Ns - a.p99Ns
      case 'time':
        return b.timeNs - a.timeNs
      default:
        return b[this.sort] - a[this.sort] || b.calls - a.calls
    }
  }

  #rowsOf(view: View): Row[] {
    const seconds = this.#seconds.at(-1) || 1
    return Array.from(this.#entries[view].values(), ({ name, pid, samples }) => {
      const { calls, errors, totalNs, p99Ns } = samples.at(-1) ?? noSample
      return {
        ...(pid !== undefined && { pid }),
        ...{ name, calls: calls / seconds, errors: errors / seconds, timeNs: totalNs / seconds },
        ...{ avgNs: calls === 0 ? 0 : totalNs / calls, p99Ns },
        history: this.#history(samples),
      }
    })
  }

  #history(samples: readonly Sample[]): number[] {
    const seconds = this.#seconds.slice(-samples.length)
    return samples.map(({ calls, totalNs }, at) =>
      this.latency ? (calls === 0 ? 0 : totalNs / calls) : calls / (seconds[at] || 1),
    )
  }

  /** The totals of all calls, whatever the filter. */
  totals(): Totals {
    if (this.#frozen) return this.#frozen.totals
    const seconds = this.#seconds.at(-1) || 1
    const { calls, errors, totalNs } = this.#totals.at(-1) ?? noSample
    return {
      seconds: this.#elapsedMs / 1000,
      ...{ calls: calls / seconds, errors: errors / seconds, timeNs: totalNs / seconds },
      drops: this.#drops,
      history: this.#history(this.#totals),
    }
  }

  /** Carries out a key; undefined if all of it was done here. */
  press(key: Key): Wish | undefined {
    if (key.kind === 'named') {
      if (key.name === 'interrupt') return 'quit'
      if (key.name === 'suspend') return 'suspend'
      if (key.name === 'redraw') return 'redraw'
    }
    if (this.typing) return this.#type(key)
    if (this.help) {
      this.help = false
      return key.kind === 'text' && key.text === 'q' ? 'quit' : undefined
    }
    if (key.kind === 'text') return this.#letter(key.text)
    switch (key.name) {
      case 'tab':
        this.view = this.view === 'syscalls' ? 'processes' : 'syscalls'
        this.scroll = 0
        break
      case 'left':
      case 'right':
        this.#sortBy(columns.indexOf(this.sort) + (key.name === 'left' ? -1 : 1))
        break
      case 'up':
      case 'down':
        this.scroll += key.name === 'up' ? -1 : 1
        break
      case 'page-up':
      case 'page-down':
        this.scroll += key.name === 'page-up' ? -10 : 10
        break
      case 'home':
        this.scroll = 0
        break
      case 'end':
        this.scroll = Number.MAX_SAFE_INTEGER
        break
      case 'escape':
        this.filter = ''
        this.scroll = 0
    }
    return undefined
  }

  #type(key: Key): undefined {
    if (key.kind === 'text') this.filter += key.text
    else if (key.name === 'backspace') this.filter = this.filter.slice(0, -1)
    else if (key.name === 'enter') this.typing = false
    else if (key.name === 'escape') {
      this.typing = false
      this.filter = ''
    }
    this.scroll = 0
  }

  #letter(text: string): Wish | undefined {
    const column = { c: 'calls', e: 'errors', a: 'avg', '9': 'p99', t: 'time', n: 'name' }[text]
    if (column) {
      this.#sortBy(columns.indexOf(column as Column))
      return undefined
    }
    switch (text) {
      case 'q':
      case 'Q':
        return 'quit'
      case 'r':
        this.reversed = !this.reversed
        break
      case '/':
        this.typing = true
        break
      case 'p':
      case ' ':
        this.#pause()
        break
      case 'l':
        this.latency = !this.latency
        if (this.#frozen) this.#freeze()
        break
      case 'v':
        return this.press({ kind: 'named', name: 'tab' })
      case 'k':
        return this.press({ kind: 'named', name: 'up' })
      case 'j':
        return this.press({ kind: 'named', name: 'down' })
      case '?':
      case 'h':
        this.help = true
    }
    return undefined
  }

  #sortBy(index: number): void {
    this.sort = columns[(index + columns.length) % columns.length]!
    this.scroll = 0
  }

  #pause(): void {
    this.paused = !this.paused
    if (this.paused) this.#freeze()
    else this.#frozen = undefined
  }

  #freeze(): void {
    this.#frozen = undefined
    this.#frozen = {
      rows: { syscalls: this.#rowsOf('syscalls'), processes: this.#rowsOf('processes') },
      totals: this.totals(),
    }
  }
}

const push = <T>(list: T[], value: T): void => {
  list.push(value)
  if (list.length > historyLength) list.shift()
}

const byName = (a: Row, b: Row): number =>
  a.name < b.name ? -1 : a.name > b.name ? 1 : (a.pid ?? 0) - (b.pid ?? 0)
