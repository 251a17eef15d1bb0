/** The kernel's tracepoints, as tracefs describes the records that they write. */

import { readdirSync, readFileSync } from 'node:fs'
import type { DeclaredField, DeclaredTracepoint } from './kernel-part.ts'

const roots = ['/sys/kernel/tracing', '/sys/kernel/debug/tracing']

/** The folder with a folder for each group of tracepoints. */
export interface Tracefs {
  readonly events: string
  readonly groups: readonly string[]
}

/** Why there are none to be had: the code of the error. */
export const openTracefs = (): Tracefs | string => {
  let code = 'ENOENT'
  for (const root of roots)
    try {
      const entries = readdirSync(`${root}/events`, { withFileTypes: true })
      return {
        events: `${root}/events`,
        groups: entries.filter(entry => entry.isDirectory()).map(({ name }) => name),
      }
    } catch (error) {
      const found = (error as NodeJS.ErrnoException).code ?? 'EIO'
      if (found !== 'ENOENT') code = found
    }
  return code
}

/** The names of a group's tracepoints, without the group's. */
export const tracepointsOf = ({ events }: Tracefs, group: string): string[] =>
  readdirSync(`${events}/${group}`, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(({ name }) => name)

/** Fields that the records of all tracepoints begin with. */
const isCommon = (name: string): boolean => /^common_(?:type|flags|preempt_count|pid)$/.test(name)

const typeOf = (type: string, isList: boolean): string => {
  if (isList) return /^(?:const |unsigned |signed )?char$/.test(type) ? 'string' : 'number[]'
  if (type.includes('*')) return 'bigint'
  return type === 'bool' ? 'boolean' : 'number'
}

/**
 * The fields of a tracepoint from the text of its format file. Pointers are bigints, as those of the kernel's functions; lists
 * of characters are strings.
 *
 * @example recordFields(text) // [{ name: 'prev_comm', type: 'string', about: 'char[16]' }, …]
 */
export const recordFields = (text: string): DeclaredField[] =>
  [...text.matchAll(/^\tfield:([^;]+);/gm)].flatMap(([, declaration]) => {
    const [, dynamic, type, name, list] =
      /^(__(?:data|rel)_loc )?(.*?(?:\[\])?)\s*\b(\w+)(\[[^\]]*\])?$/.exec(declaration!) ?? []
    if (type === undefined || name === undefined || isCommon(name)) return []
    const element = type.replace(/\[\]$/, '').trim()
    const isList = dynamic !== undefined || list !== undefined
    return [{ name, type: typeOf(element, isList), about: `${element}${isList ? (list ?? '[]') : ''}` }]
  })

/** Reads one tracepoint. */
export const readTracepoint = ({ events }: Tracefs, group: string, name: string): DeclaredTracepoint => ({
  name: `${group}:${name}`,
  fields: recordFields(readFileSync(`${events}/${group}/${name}/format`, 'utf8')),
})
