/** What is tested under Deno: layers that `deno test` runs, and cases of others, with systrace as Deno starts it. */

/** Folders whose tests need no systrace. */
const inDeno = ['ffi', 'bpf', 'calls', 'compiler', 'golden', 'script', 'sinks', 'tables']
const allInDeno = [...inDeno, 'diff', 'symbols', 'top']

/** All that is seen of the kernel, and what becomes of scripts' files and errors. */
const byDeno = ['kernel/', 'cli/script-files', 'cli/script-errors', 'cli/handler-errors']
const allByDeno = ['kernel/', 'cli/', 'explain/', 'examples', 'docs']
/** Of those: what takes Bun's bundler, and what shows how Bun's fetch words its errors. */
const notByDeno = ['cli/compile', 'cli/made-tools', 'cli/elsewhere']

export interface DenoLayers {
  readonly inDeno: readonly string[]
  /** Whether a test file, by its path from test/, starts systrace and is to do so by Deno. */
  byDeno(path: string): boolean
}

/** @param all what `make test-deno` runs; else the part of it that `make test` runs */
export const denoLayers = (all: boolean): DenoLayers => ({
  inDeno: all ? allInDeno : inDeno,
  byDeno: path =>
    (all ? allByDeno : byDeno).some(start => path.startsWith(start)) &&
    !notByDeno.some(start => path.startsWith(start)),
})
