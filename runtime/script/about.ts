/** The comment at the head of a script → what the script says of itself. */

import type { About } from './command-line.ts'

/** Comments for tools and not for people. */
const directive = /^\s*(?:@ts-|\/|eslint|biome-|prettier-|tslint|cspell)/

/** The inside of the comment at the head, line by line, without stars and slashes. */
const headLines = (text: string): string[] => {
  let rest = text
    .replace(/^\ufeff/, '')
    .replaceAll('\r\n', '\n')
    .replace(/^#!.*(?:\n|$)/, '')
  for (;;) {
    rest = rest.trimStart()
    const block = /^\/\*[*!]*([\s\S]*?)\*\//.exec(rest)
    const lines = /^(?:[^\S\n]*\/\/.*(?:\n|$))+/.exec(rest)
    const found = block ?? lines
    if (!found) return []
    const inner = block
      ? block[1]!.split('\n').map(line => line.replace(/^\s*\*? ?/, ''))
      : lines![0].split('\n').map(line => line.replace(/^\s*\/\/ ?/, ''))
    const kept = inner.filter(line => !directive.test(line))
    if (kept.some(line => line.trim() !== '')) return kept
    rest = rest.slice(found[0].length)
  }
}

/**
 * Reads what a script says of itself: the first comment, if nothing but a `#!` line is before it. Its first paragraph is the
 * title; lines such as `@tags files, latency` are for programs.
 *
 * @example readAbout('// Slow reads.\n\nimport …') // { title: 'Slow reads.', text: '', tags: … }
 */
export const readAbout = (text: string): About => {
  const tags = new Map<string, string>()
  const lines = headLines(text).filter(line => {
    const tag = /^\s*@([a-z][\w-]*)(?:\s+(.*))?$/i.exec(line)
    if (tag) tags.set(tag[1]!, (tag[2] ?? '').trim())
    return !tag
  })
  const [first = '', ...paragraphs] = lines
    .map(line => line.trimEnd())
    .join('\n')
    .replace(/^\n+/, '')
    .trimEnd()
    .split(/\n(?:\n+)/)
  const title = tags.get('description') ?? first.split(/\s+/).join(' ').trim()
  const body = tags.has('description') ? [first, ...paragraphs] : paragraphs
  return { title: title === '' ? undefined : title, text: body.join('\n\n').trim(), tags }
}
