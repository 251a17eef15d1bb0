/** The packages of Debian whose headers the facts are read from, fetched once into the user's cache. */

import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const cached = (folder: string): string =>
  join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'systrace-facts', folder)

/** The kernel's own headers, for all architectures. */
export const kernelVersion = '7.3.4-1~bpo13+1'
/** The C library's: for what the kernel keeps to itself, such as `AF_INET`. */
export const libcVersion = '2.41-12+deb13u5'

/** Where the kernel's headers are, once fetched. `SYSTRACE_UAPI` names the root of an unpacked linux-libc-dev instead. */
export const headersDir = (): string => process.env.SYSTRACE_UAPI ?? cached(`linux-libc-dev-${kernelVersion}`)

/** Where the C library's headers are, once fetched. `SYSTRACE_LIBC` names the root of an unpacked libc6-dev instead. */
export const libcDir = (): string => process.env.SYSTRACE_LIBC ?? cached(`libc6-dev-${libcVersion}`)

/** Fetches what is not there yet. */
export const fetchHeaders = (): void => {
  const script = join(dirname(fileURLToPath(import.meta.url)), 'headers.sh')
  const fetch = (name: string, version: string, folder: string): void => {
    if (!existsSync(folder)) execFileSync(script, [name, version, folder], { stdio: 'inherit' })
  }
  fetch('linux-libc-dev', kernelVersion, headersDir())
  fetch('libc6-dev', libcVersion, libcDir())
}
