/** What is tested under Deno: layers that `deno test` runs, and cases of others, with systrace as Deno starts it. */

/** Folders whose tests need no systrace. */
const inDeno = ['ffi', 'bpf', 'calls', 'compiler', 'golden', 'script', 'sinks', 'tables']
const allInDeno = [...inDeno, 'diff', 'symbols', 'top']

/** Those that see to all kinds of fields, strings, tables and losses, with and without what older kernels lack. */
const byDeno = [
  'kernel/fields',
  'kernel/strings',
  'kernel/tables',
  'kernel/losses',
  'kernel/tree',
  'kernel/watch',
].concat('cli/script-files', 'cli/script-errors', 'cli/handler-errors')
const allByDeno = ['kernel/', 'cli/', 'examples', 'explain']

export interface DenoLayers {
  readonly inDeno: readonly string[]
  /** The beginnings of paths from test/. */
  readonly byDeno: readonly string[]
}

/** @param all what `make test-deno` runs; else the part of it that `make test` runs */
export const denoLayers = (all: boolean): DenoLayers =>
  all ? { inDeno: allInDeno, byDeno: allByDeno } : { inDeno, byDeno }
