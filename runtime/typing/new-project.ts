/** The files that `systrace init` writes, as texts. Pure. */

/** A script to begin with. */
export const scriptText = (name: string): string => `#!/usr/bin/env systrace
/**
 * Files that take long to open, and who fails to open what.
 *
 * Run    sudo systrace ${name}.ts --slow 500us
 *        systrace ${name}.ts --help
 *        systrace explain ${name}.ts
 *
 * @name ${name}
 * @tags files, latency
 */
import { count, duration, on, options, printf } from 'systrace'
import { description, pipe } from 'valibot'

const { slow } = options({
  slow: pipe(duration('1ms'), description('how long an open must take to be shown')),
})

// The kernel tests the condition: only what is printed comes here.
on('openat', e => {
  if (e.duration < slow) return
  printf('%-16s %8.3f ms  %s\\n', e.comm, e.duration / 1e6, e.filename)
})

// A table, counted in the kernel and printed at the end.
on('openat', { failed: true }, e => count(e.comm, e.error))
`

/** The options of TypeScript that fit what runs the scripts. */
export const compilerOptions = {
  target: 'ESNext',
  module: 'Preserve',
  lib: ['ESNext'],
  strict: true,
  noUncheckedIndexedAccess: true,
  allowImportingTsExtensions: true,
  erasableSyntaxOnly: true,
  skipLibCheck: true,
  noEmit: true,
} as const

/** The tsconfig.json of a folder of scripts. */
export const tsconfigText = `${JSON.stringify({ compilerOptions, include: ['**/*.ts'] }, null, 2).replaceAll(
  /\[\s+("[^"]*")\s+\]/g,
  '[$1]',
)}\n`
