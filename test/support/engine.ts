/** Which program runs the systrace under test: Bun, which is inside the binary, or Deno (SYSTRACE_BINARY, see test/README.md). */

import { join } from 'node:path'

/** Starts systrace as `deno run -A runtime/cli.ts` does. */
export const denoLauncher = join(import.meta.dirname, 'deno/systrace')

const isDeno = process.env.SYSTRACE_BINARY === denoLauncher

/** What is expected of each, where they differ: the words of an engine's own errors, say. */
export const byEngine = <T>(expected: { readonly bun: T; readonly deno: T }): T =>
  isDeno ? expected.deno : expected.bun
