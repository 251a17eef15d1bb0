/** What is tested under Deno: layers that `deno test` runs, and cases of others, with systrace as Deno starts it. */

/** Folders whose tests need no systrace. */
const inDeno = ['ffi', 'bpf', 'calls', 'compiler', 'golden', 'script', 'sinks', 'tables', 'tool']
const allInDeno = [...inDeno, 'diff', 'symbols', 'top']

/** All that is seen of the kernel, and what becomes of scripts' files and errors. */
const byDeno = ['kernel/', 'cli/script-files', 'cli/script-errors', 'cli/handler-errors']
const allByDeno = ['kernel/', 'cli/', 'explain/', 'examples', 'docs']
/** Tools, which only a Deno makes that has a denort. */
const toolsByDeno = ['cli/compile', 'cli/made-tools']
/** What shows how Bun's fetch words its errors. */
const notByDeno = ['cli/elsewhere']

export interface DenoLayers {
  readonly inDeno: readonly string[]
  /** Whether a test file, by its path from test/, starts systrace and is to do so by Deno. */
  byDeno(path: string): boolean
  /** The same for a Deno that makes tools. */
  toolsByDeno(path: string): boolean
}

const isOf = (path: string, starts: readonly string[]): boolean =>
  starts.some(start => path.startsWith(start))

/** @param all what `make test-deno` runs; else the part of it that `make test` runs */
export const denoLayers = (all: boolean): DenoLayers => ({
  inDeno: all ? allInDeno : inDeno,
  byDeno: path => isOf(path, all ? allByDeno : byDeno) && !isOf(path, [...toolsByDeno, ...notByDeno]),
  toolsByDeno: path => isOf(path, toolsByDeno),
})
