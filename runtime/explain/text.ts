/** An explanation as text for people. */

import { coloured, type Paint, plain } from '../tables/paint.ts'
import type { ExplainedFilters } from './filters.ts'
import type {
  ExplainedCase,
  ExplainedEvent,
  ExplainedHandler,
  ExplainedHook,
  ExplainedTable,
  Explanation,
  Place,
} from './plan.ts'

const labelWidth = 11
const lineWidth = 100

const plural = (n: number, one: string): string => `${n} ${one}${n === 1 ? '' : 's'}`

const placeText = ({ file, line, column }: Place): string => `${file}:${line}:${column}`

/** A list that goes on in further lines when it is long. */
const wrap = (parts: readonly string[], joiner: string, width: number): string[] => {
  const lines: string[] = []
  let line = ''
  parts.forEach((part, i) => {
    const piece = i < parts.length - 1 ? `${part}${joiner}` : part
    if (line !== '' && line.length + piece.trimEnd().length > width) {
      lines.push(line.trimEnd())
      line = ''
    }
    line += piece
  })
  return [...lines, line]
}

/** Breaks a condition before its operators. */
const conditionLines = (text: string): string[] => {
  const width = lineWidth - labelWidth - 4
  if (text.length <= width) return [text]
  const lines: string[] = []
  let line = ''
  for (const part of text.split(/ (?=(?:&&|\|\|) )/)) {
    if (line !== '' && line.length + part.length + 1 > width) {
      lines.push(line)
      line = ''
    }
    line += line === '' ? part : ` ${part}`
  }
  return [...lines, line]
}

const mostNames = 8

const names = (list: readonly string[]): string =>
  list.length <= mostNames
    ? list.join(', ')
    : `${list.slice(0, mostNames - 1).join(', ')} and ${list.length - mostNames + 1} more`

const bytesText = (n: number): string => {
  if (n >= 1 << 20 && n % (1 << 20) === 0) return `${n >> 20} MB`
  return n >= 1024 && n % 1024 === 0 ? `${n >> 10} KB` : `${n} bytes`
}

class Writer {
  readonly lines: string[] = []
  readonly paint: Paint
  constructor(paint: Paint) {
    this.paint = paint
  }

  /** A label and what belongs to it, line by line. */
  row(label: string, lines: readonly string[]): void {
    lines.forEach((line, i) => {
      const left = i === 0 ? this.paint('title', label.padEnd(labelWidth)) : ' '.repeat(labelWidth)
      this.lines.push(`  ${left}${line}`.trimEnd())
    })
  }

  text(line = ''): void {
    this.lines.push(line)
  }
}

const phases = { complete: 'when complete', enter: 'at entry', moment: 'when it happens' } as const

const writeStays = (writer: Writer, entry: ExplainedCase, file: string): void => {
  const reasons = entry.stays.filter(({ what }) => what !== 'handler')
  const width = Math.min(40, Math.max(0, ...reasons.map(({ code }) => code.length)))
  const lines = entry.stays.flatMap(stay => {
    const place = stay.file === file ? `${stay.line}:${stay.column}` : placeText(stay)
    const open = stay.reason.endsWith('known only when the script runs')
    const reason = `${stay.reason}${open ? ': it may move then' : ''}  ${writer.paint('title', place)}`
    if (stay.what === 'handler') return [reason]
    const code = writer.paint('note', stay.code)
    return stay.code.length > width
      ? [code, `  ${reason}`]
      : [`${code}${' '.repeat(width - stay.code.length)}  ${reason}`]
  })
  writer.row('stays', lines)
}

const mostStrings = 4

const stringNames = (strings: ExplainedEvent['strings']): string[] => {
  const all = strings.map(({ name }) => name)
  return all.length <= mostStrings ? all : [`any of ${all.length} strings`]
}

const eventText = ({ whole, fields, strings, bytes, only }: ExplainedEvent, syscalls: number): string[] => {
  const what = whole ? ['every field and argument'] : fields.length > 0 ? fields : ['that it happened']
  const lines = wrap(what, ', ', lineWidth - labelWidth - 10)
  const size = `${whole && syscalls > 1 ? 'up to ' : ''}${bytes} bytes each${stringNames(strings)
    .map(name => ` + ${name}`)
    .join('')}`
  const sent =
    lines.length > 1 || lines[0]!.length + size.length > lineWidth - labelWidth
      ? [...lines, size]
      : [`${lines[0]}: ${size}`]
  return only === undefined ? sent : [`only if ${only}, which user space counts:`, ...sent]
}

const writeCase = (writer: Writer, entry: ExplainedCase, oneOfSeveral: boolean, file: string): void => {
  if (oneOfSeveral) {
    writer.text()
    writer.row('for', [names(entry.syscalls)])
  }
  if (entry.condition === 'false') {
    writer.row('if', ['never: the handler does nothing'])
    return
  }
  if (entry.condition !== 'true') writer.row('if', conditionLines(entry.condition))
  if (entry.inKernel) writer.row('does', entry.does)
  const readsEarly = entry.readAtEntry.length > 0
  if (entry.entryTime)
    writer.row('keeps', [`the time of entry${readsEarly ? '' : ', for the duration'} (tp_btf sys_enter)`])
  if (readsEarly)
    writer.row('at entry', [`${entry.readAtEntry.join(', ')}: the call destroys it (tp_btf sys_enter)`])
  writer.row(
    'sends',
    entry.event ? eventText(entry.event, entry.syscalls.length) : ['nothing: no event leaves the kernel'],
  )
  writeStays(writer, entry, file)
}

const mostCases = 5

/** Cases that differ only in the arguments of a whole event, as one. */
const gathered = (cases: readonly ExplainedCase[]): ExplainedCase[] => {
  const byText = new Map<string, ExplainedCase>()
  for (const entry of cases) {
    const { syscalls: _, event, ...rest } = entry
    const text = event?.whole ? JSON.stringify(rest) : String(byText.size)
    const same = byText.get(text)
    const before = same?.event
    if (!same || !before || !event) {
      byText.set(text, entry)
      continue
    }
    const strings = new Map([...before.strings, ...event.strings].map(s => [s.name, s]))
    const fields = before.fields.filter(field => event.fields.includes(field))
    const bytes = Math.max(before.bytes, event.bytes)
    byText.set(text, {
      ...same,
      syscalls: [...same.syscalls, ...entry.syscalls],
      event: { ...before, fields, bytes, strings: [...strings.values()] },
    })
  }
  return [...byText.values()]
}

const probesText = (hook: ExplainedHook): string[] => {
  const [only, ...others] = hook.probes
  const phase = phases[hook.phase]
  const exact = hook.phase === 'moment' || hook.cases[0]?.syscalls[0] === only
  if (others.length === 0 && exact) return [`${only}, ${phase}`]
  const lines = wrap(hook.probes, ', ', lineWidth - labelWidth - 10)
  const what = `${plural(hook.syscalls, 'syscall')}, ${phase}`
  const last = `${lines.pop()}: ${what}`
  return last.length > lineWidth - labelWidth
    ? [...lines, last.slice(0, -what.length), what]
    : [...lines, last]
}

const writeHook = (writer: Writer, hook: ExplainedHook, file: string): void => {
  writer.row('probes', probesText(hook))
  writer.row('hook', [`${hook.attach} ${hook.hook}`])
  const cases = gathered(hook.cases)
  for (const entry of cases.slice(0, mostCases)) writeCase(writer, entry, cases.length > 1, file)
  const more = cases.slice(mostCases)
  if (more.length === 0) return
  const syscalls = more.reduce((n, entry) => n + entry.syscalls.length, 0)
  writer.text()
  writer.row('for', [
    `${plural(syscalls, 'more syscall')}, ${plural(more.length, 'case')} like these: --json has them`,
  ])
}

const liveText = ({ start }: ExplainedFilters): string[] =>
  start.length === 0
    ? ['no filter to begin with; filter() may set some']
    : wrap(start, ' && ', lineWidth - labelWidth - 40).map((line, i, { length }) =>
        i === length - 1 ? `${line} to begin with; filter() may change it` : line,
      )

const writeHandler = (writer: Writer, handler: ExplainedHandler): void => {
  writer.text(`${writer.paint('name', placeText(handler))}  ${handler.code}`)
  for (const note of handler.notes) writer.row('note', [writer.paint('note', note)])
  if (handler.live) writer.row('live', liveText(handler.live))
  handler.hooks.forEach((hook, i) => {
    if (i > 0) writer.text()
    writeHook(writer, hook, handler.file)
  })
}

const tableText = ({ name, type, key, rows, pages }: ExplainedTable): string => {
  const parts = key.map(part =>
    part.is === undefined ? `${part.name} (${part.bytes} bytes)` : `${part.name} = ${part.is}`,
  )
  const first = pages
    ? `, ${plural(pages.count, 'page')} (${bytesText(pages.bytesPerCpu)} a CPU) before it`
    : ''
  return `${name}: ${type}, ${parts.length > 0 ? `key ${parts.join(', ')}` : 'no key'}, ${plural(rows, 'row')}${first}`
}

const mapText = (map: Explanation['maps'][number]): string => {
  if (map.type === 'ringbuf') return `${map.name} (ring of ${bytesText(map.maxEntries)})`
  if (map.type === 'perf_event_array') return `${map.name} (a perf buffer for each CPU)`
  return `${map.name} (${map.type})`
}

/** The whole explanation, each line ended. */
export const explanationText = (explanation: Explanation, color: boolean): string => {
  const writer = new Writer(color ? coloured : plain)
  for (const handler of explanation.handlers) {
    writeHandler(writer, handler)
    writer.text()
  }
  const { tables, programs, maps, target } = explanation
  const own = maps.filter(
    ({ name }) =>
      !tables.some(({ map, pages }) => map === name || pages?.index === name || pages?.cells === name),
  )
  writer.text(writer.paint('name', 'in all'))
  writer.row('tables', tables.map(tableText))
  const programTexts = programs.map(p => `${p.name} (${p.attach}, ${plural(p.instructions, 'instruction')})`)
  writer.row('programs', programs.length > 0 ? wrap(programTexts, ', ', 80) : ['none: no event is asked for'])
  if (own.length > 0) writer.row('maps', wrap(own.map(mapText), ', ', 80))
  const kernel = target.kernel
    ? `this kernel, ${target.kernel}`
    : 'a sample kernel, since the types of this one cannot be read'
  writer.row('target', [`${kernel}, ${target.arch}${target.pushdown ? '' : ', with --no-pushdown'}`])
  for (const program of programs) {
    if (program.listing === undefined) continue
    writer.text()
    writer.text(writer.paint('name', `${program.name}: ${program.attach}`))
    for (const line of program.listing.split('\n'))
      writer.text(line.startsWith(';') ? writer.paint('note', line) : line)
  }
  return `${writer.lines.join('\n')}\n`
}
