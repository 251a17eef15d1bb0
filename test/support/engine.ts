/** Which program runs the systrace under test: Bun, which is inside the binary, or Deno (SYSTRACE_BINARY, see test/README.md). */

import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** Starts systrace as `deno run -A runtime/cli.ts` does. */
export const denoLauncher = join(import.meta.dirname, 'deno/systrace')

/** The same by a Deno that can make programs here: see `setup_denort` in tools/setup.sh. */
export const compilingDenoLauncher = join(import.meta.dirname, 'deno/systrace-compiling')

/** Whether that Deno is there. */
export const denoCompiles = (): boolean =>
  existsSync(join(import.meta.dirname, '../../node_modules/.denort/deno'))

const isDeno = [denoLauncher, compilingDenoLauncher].includes(process.env.SYSTRACE_BINARY ?? '')

/** How systrace is started to run scripts, where the one under test only makes tools. */
export const running: { readonly program?: string } = isDeno ? { program: denoLauncher } : {}

/** What is expected of each, where they differ: the words of an engine's own errors, say. */
export const byEngine = <T>(expected: { readonly bun: T; readonly deno: T }): T =>
  isDeno ? expected.deno : expected.bun
