/** What a C compiler makes of the machine's own headers. */

import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Builds a program from C and hands its path to a function; it is gone afterwards. */
export const withProgram = <T>(source: string, use: (program: string) => T): T => {
  const folder = mkdtempSync(join(tmpdir(), 'systrace-c-'))
  try {
    const program = join(folder, 'program')
    execFileSync('gcc', ['-x', 'c', '-w', '-o', program, '-'], { input: source })
    return use(program)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/**
 * Compiles and runs a program that prints `name value` lines.
 *
 * @example printedByC(['poll.h'], ['printf("POLLIN %d\\n", POLLIN);']).get('POLLIN') // 1
 */
export const printedByC = (headers: readonly string[], lines: readonly string[]): Map<string, number> => {
  const includes = [...headers, 'stddef.h', 'stdio.h'].map(header => `#include <${header}>`)
  const source = ['#define _GNU_SOURCE', ...includes, 'int main(void) {', ...lines, 'return 0; }']
  const out = withProgram(source.join('\n'), program => execFileSync(program, { encoding: 'utf8' }))
  const rows = out
    .trim()
    .split('\n')
    .map(row => row.split(' '))
  return new Map(rows.map(([name, value]) => [name!, Number(value)]))
}
