/** The fields of process events: what C says of them, and that types and pages name them all. */

import { expect, test } from 'bun:test'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { processEvents } from '../../runtime/compiler/hook.ts'
import { processFact } from '../../runtime/compiler/process-events.ts'
import { sampleTarget } from '../../runtime/compiler/target.ts'
import { testNeeding } from '../support/needs.ts'

const root = join(import.meta.dirname, '../..')
const facts = processEvents.map(event => processFact(event, sampleTarget()))

/** Types and, where one is known, sizes. */
const typesInScripts: Readonly<Record<string, string>> = {
  string: 'string',
  bool: 'boolean',
  word: 'bigint',
}

testNeeding('gcc')('what is told of a signal lies where siginfo_t has it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'systrace-siginfo-'))
  const told = facts.find(({ name }) => name === 'process:signal')!.args.slice(1)
  const lines = told.map(
    ({ name }) => `printf("%zu %zu\\n", offsetof(siginfo_t, ${name}), sizeof ((siginfo_t *)0)->${name});`,
  )
  try {
    const program = join(folder, 'siginfo')
    const input = `#include <signal.h>\n#include <stddef.h>\n#include <stdio.h>\nint main(void) {\n${lines.join('\n')}\n}`
    execFileSync('gcc', ['-x', 'c', '-D_GNU_SOURCE', '-o', program, '-'], { input })
    const wide = new Set(['word', 'long', 'ulong', 'pointer'])
    expect(told.map(({ kind, place }) => `${place.path.at(-1)} ${wide.has(kind) ? 8 : 4}`)).toEqual(
      execFileSync(program, { encoding: 'utf8' }).trim().split('\n'),
    )
    expect(
      told.every(({ place, kind }) => place.path.at(-1)! + (wide.has(kind) ? 8 : 4) <= place.copy!),
    ).toBe(true)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('the types of events and the page about them have every field', () => {
  const types = readFileSync(join(root, 'runtime/script/events.ts'), 'utf8')
  const page = readFileSync(join(root, 'docs/reference/events.md'), 'utf8')
  for (const { name, args } of facts) {
    const start = types.indexOf(`'${name}': {`)
    const own = types.slice(start, types.indexOf('  }', start))
    const declared = [...own.matchAll(/^ {4}(?:readonly )?(\w+): (\w+)$/gm)].map(
      ([, field, type]) => `${field}: ${type}`,
    )
    expect(declared).toEqual(args.map(arg => `${arg.name}: ${typesInScripts[arg.kind] ?? 'number'}`))
    for (const arg of args) expect(page).toContain(`\`${arg.name}\``)
  }
})
