/** The bundle of declarations: what it takes in, what it leaves out, and what it refuses. */

import { afterAll, describe, expect, test } from 'bun:test'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { bundleDeclarations, type Elsewhere } from '../../runtime/typing/gen/bundle.ts'

const folder = mkdtempSync(join(tmpdir(), 'bundle-'))
afterAll(() => rmSync(folder, { recursive: true }))

let cases = 0

/** Bundles the first of some files. */
const bundle = (files: Readonly<Record<string, string>>, elsewhere: Elsewhere = {}, other = ''): string => {
  const root = join(folder, String(cases++))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  const from = other === '' ? {} : { from: { module: 'other', entry: join(root, other) } }
  return bundleDeclarations(join(root, Object.keys(files)[0]!), { ...elsewhere, ...from })
}

describe('bundleDeclarations()', () => {
  test('takes what the entry exports, and what that refers to, with comments', () => {
    const text = bundle({
      'index.d.ts': `export { on } from './api.ts';\nexport type { Name } from './names.ts';\n`,
      'api.d.ts': `import type { Name, Unused } from './names.ts';
/** Runs it. */
export declare const on: (name: Name, more: Inner) => void;
/** Of nobody's business. */
interface Inner {
    /** How many. */
    count: number;
}
export declare const other: Unused;
`,
      'names.d.ts': `/** A name. */\nexport type Name = 'a' | 'b';\nexport interface Unused {\n}\n`,
    })
    expect(text).toBe(`
/** Runs it. */
export declare const on: (name: Name, more: Inner) => void;

/** A name. */
export type Name = 'a' | 'b';

/** Of nobody's business. */
interface Inner {
  /** How many. */
  count: number;
}

export {}
`)
  })

  test('names of members and parameters refer to nothing', () => {
    const text = bundle({
      'index.d.ts': `export interface A {\n    b: number;\n    c(b: string): void;\n}\ninterface c {\n}\n`,
    })
    expect(text).not.toContain('interface c')
  })

  test('imports of packages are kept, once', () => {
    const text = bundle({
      'index.d.ts': `export { a } from './a.ts';\nexport { b } from './b.ts';\n`,
      'a.d.ts': `import * as v from 'valibot';\nexport declare const a: v.A;\n`,
      'b.d.ts': `import * as v from 'valibot';\nexport declare const b: v.B;\n`,
    })
    expect(text.match(/import/g)).toHaveLength(1)
  })

  test('a file that comes from elsewhere is left out', () => {
    const text = bundle(
      {
        'index.d.ts': `import type { Args } from './made.gen.ts';\nexport type Event = Args;\nexport type { Args } from './made.gen.ts';\n`,
        'made.gen.d.ts': `export interface Args {\n}\n`,
      },
      { leaveOut: ['/made.gen.d.ts'] },
    )
    expect(text).toContain('export type Event = Args;')
    expect(text).not.toContain('interface Args')
  })

  test('what another module exports is imported from it, and what it keeps to itself is taken', () => {
    const text = bundle(
      {
        'test.d.ts': `import type { Event } from './events.ts';\nexport interface Made {\n    event: Event;\n}\n`,
        'index.d.ts': `export type { Event as Event } from './events.ts';\n`,
        'events.d.ts': `export type Event = Inner;\nexport interface Inner {\n}\n`,
      },
      {},
      'index.d.ts',
    )
    expect(text).toContain("import type { Event } from 'other';")
    expect(text).not.toContain('Inner')
    const apart = bundle(
      {
        'test.d.ts': `export type { Inner } from './events.ts';\n`,
        'index.d.ts': `export type { Event } from './events.ts';\n`,
        'events.d.ts': `export type Event = Inner;\nexport interface Inner {\n}\n`,
      },
      {},
      'index.d.ts',
    )
    expect(apart).toContain('export interface Inner')
  })

  test('refuses two declarations of one name, and a type that is written as an import', () => {
    expect(() =>
      bundle({
        'index.d.ts': `export { a } from './a.ts';\nexport { b } from './b.ts';\n`,
        'a.d.ts': `interface Same {\n}\nexport declare const a: Same;\n`,
        'b.d.ts': `interface Same {\n}\nexport declare const b: Same;\n`,
      }),
    ).toThrow('Cannot bundle "Same"')
    expect(() => bundle({ 'index.d.ts': `export declare const a: import('./b.ts').B;\n` })).toThrow(
      'as an import',
    )
    expect(() =>
      bundle({ 'index.d.ts': `import { a as b } from './a.ts';\nexport type C = typeof b;\n` }),
    ).toThrow('"a" is imported as "b"')
  })
})
