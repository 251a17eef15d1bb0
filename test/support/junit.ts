/** Reads what came of each test out of a JUnit report, as far as Bun writes it. */

export interface Case {
  readonly file: string
  /** With the names of the `describe` blocks around it. */
  readonly name: string
  readonly outcome: 'passed' | 'failed' | 'skipped'
}

const entities: Record<string, string> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }

const withoutEntities = (text: string): string =>
  text.replace(/&(?:#(\d+)|(\w+));/g, (whole, code?: string, entity?: string) =>
    code ? String.fromCodePoint(Number(code)) : (entities[entity ?? ''] ?? whole),
  )

const attribute = (tag: string, name: string): string =>
  withoutEntities(new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? '')

/** The cases of a report in its order. */
export const junitCases = (xml: string): Case[] => {
  const cases: Case[] = []
  for (const [, tag = '', body] of xml.matchAll(/<testcase\b([^>]*?)(?:\/>|>([\s\S]*?)<\/testcase>)/g)) {
    const around = attribute(tag, 'classname')
    const name = attribute(tag, 'name')
    cases.push({
      file: attribute(tag, 'file'),
      name: around ? `${around} > ${name}` : name,
      outcome: /<(failure|error)\b/.test(body ?? '')
        ? 'failed'
        : /<skipped\b/.test(body ?? '')
          ? 'skipped'
          : 'passed',
    })
  }
  return cases
}
