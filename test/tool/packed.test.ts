/** A script and what it imports, bundled, and run as in a tool: under each program that runs systrace. */

import { describe, expect, test } from 'bun:test'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { host } from '../../runtime/current-host.ts'
import { Loader } from '../../runtime/loader.ts'
import { placesOf } from '../../runtime/tool/tool.ts'

const script = `import { print } from 'systrace'
import { safeParse, string } from 'valibot'
import { fail } from './lib.ts'

interface Unused { readonly n: number }

export const seen = [typeof print, safeParse(string(), 1).success, import.meta.url, import.meta.dirname]
export const inside = 'import { print } from "systrace"; import.meta.url'
export const all = await import('systrace').then(api => typeof api.on)
if (globalThis.failing) fail()
`
const lib = `type Text = string

export const fail = (text: Text = 'x'): never => {
  throw new RangeError(text)
}
`

declare global {
  var failing: boolean | undefined
}

const packed = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'packed-'))
  try {
    for (const [name, text] of Object.entries({ 'script.ts': script, 'lib.ts': lib }))
      writeFileSync(join(folder, name), text)
    const made = await host.bundle(join(folder, 'script.ts'), new Map(), new Map())
    const map = JSON.parse(made.map) as { sources: string[] }
    const names = map.sources.map(path => path.replace(`${folder}/`, ''))
    return {
      ...made,
      modules: [
        { name: 'script.ts', text: script },
        { name: 'lib.ts', text: lib },
      ],
      implicit: false,
      valibot: made.needsValibot,
      placeIn: placesOf(() => JSON.stringify({ ...map, sources: names })),
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const run = async (loader: Loader) =>
  loader.run({
    kind: 'packed',
    name: 'tool',
    script: await packed(),
    general: { options: [], comeFirst: false, help: () => '' },
  })

describe('a bundle', () => {
  test('has the modules of systrace, and says where it is', async () => {
    globalThis.failing = false
    expect({ ...(await run(new Loader())) }).toEqual({
      seen: ['function', false, 'file:///proc/systrace.js', '/proc'],
      inside: 'import { print } from "systrace"; import.meta.url',
      all: 'function',
    })
  })

  test('shows errors where they are in the files as they were written', async () => {
    globalThis.failing = true
    const loader = new Loader()
    const error = await run(loader).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(RangeError)
    const start = lib.indexOf('new RangeError')
    expect(loader.placeOf(error)).toMatchObject({ file: 'lib.ts', start })
  })
})
