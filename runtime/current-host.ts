/** The runtime choice: package.json (Bun) and deno.json say which file `#runtime-host` is, so that no bundle holds two. */

import { runtimeHost } from '#runtime-host'
import type { RuntimeHost } from './host.ts'

/** The host of the program that runs this. */
export const host: RuntimeHost = runtimeHost
