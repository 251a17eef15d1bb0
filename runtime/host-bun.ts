/** What the runtime needs of Bun beyond native calls: loading scripts through a transform, and the embedded parser. */

import { readFileSync } from 'node:fs'
// @ts-expect-error: a native addon, embedded as a file
import addonPath from '@oxc-parser/binding-linux-x64-gnu/parser.linux-x64-gnu.node' with { type: 'file' }
import { host } from '../ffi/current-host.ts'
import type { NativeParser } from './compiler/parse.ts'

let parser: NativeParser | undefined

/** The TypeScript parser: a native addon inside the binary, loaded without leaving a file behind. */
export const loadParser = (): NativeParser => {
  parser ??= host().loadAddon(readFileSync(addonPath as string)) as NativeParser
  return parser
}

/** Changes a script's source before it runs. Undefined: leave it as it is. */
export type Transform = (path: string, text: string) => string | undefined

const evalModule = 'systrace:eval'

/**
 * Makes scripts importable: 'systrace' is the given module, and every source file outside node_modules goes through the
 * transform.
 */
export const installLoader = (api: Record<string, unknown>, transform: Transform): void => {
  Bun.plugin({
    name: 'systrace',
    setup(build) {
      build.module('systrace', () => ({ exports: api, loader: 'object' }))
      build.onLoad({ filter: /^(?!.*\/node_modules\/).*\.[cm]?[jt]s$/ }, ({ path }) => {
        const text = readFileSync(path, 'utf8')
        return { contents: transform(path, text) ?? text, loader: 'ts' }
      })
    },
  })
}

/** Runs a source text as a module. */
export const importText = async (contents: string): Promise<void> => {
  Bun.plugin({
    name: 'systrace eval',
    setup(build) {
      build.module(evalModule, () => ({ contents, loader: 'ts' }))
    },
  })
  await import(evalModule)
}

/** How stack traces name a module that came as text. */
export const isEvalFrame = (file: string): boolean => file.includes(evalModule)
