/** The bundle of declarations: what it takes in, what it leaves out, and what it refuses. */

import { afterAll, describe, expect, test } from 'bun:test'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { bundleDeclarations } from '../../runtime/typing/gen/bundle.ts'

const folder = mkdtempSync(join(tmpdir(), 'bundle-'))
afterAll(() => rmSync(folder, { recursive: true }))

let cases = 0

/** Bundles the first of some files. */
const bundle = (files: Readonly<Record<string, string>>, leaveOut: readonly string[] = []): string => {
  const root = join(folder, String(cases++))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  return bundleDeclarations(join(root, Object.keys(files)[0]!), leaveOut)
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
      ['/made.gen.d.ts'],
    )
    expect(text).toContain('export type Event = Args;')
    expect(text).not.toContain('interface Args')
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
