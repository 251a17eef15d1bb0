/**
 * The runtime choice: package.json (Bun) and deno.json say which file `#native-host` is, so that no bundle holds two. Nothing
 * native is loaded before the first call: `explain` and `--help` never get there.
 */

import { nativeHost } from '#native-host'
import type { NativeHost } from './host.ts'

/** The host of this runtime. */
export const host = (): NativeHost => nativeHost
