/** What TypeScript prints → diagnostics. */

import { expect, test } from 'bun:test'
import { readTypeScript } from '../../runtime/typing/type-check.ts'

test('readTypeScript() finds place, code, message and what was meant', () => {
  const output = `x/a.ts(3,14): error TS2551: Property 'fiel' does not exist on type 'A'. Did you mean 'field'?
../b.ts(1,1): error TS2322: Type 'number' is not assignable to type 'string'.
  The expected type comes from property 'comm'
  another line
tsconfig.json(2,5): warning TS5102: Option 'x' has been removed.
error TS18003: No inputs were found.
Found 4 errors.
`
  expect(readTypeScript(output, '/work')).toEqual([
    {
      path: '/work/x/a.ts',
      line: 3,
      column: 14,
      diagnostic: {
        severity: 'error',
        code: 'TS2551',
        message: "Property 'fiel' does not exist on type 'A'",
        hint: 'did you mean "field"?',
      },
    },
    {
      path: '/b.ts',
      line: 1,
      column: 1,
      diagnostic: {
        severity: 'error',
        code: 'TS2322',
        message:
          "Type 'number' is not assignable to type 'string'.\n  The expected type comes from property 'comm'\n  another line",
      },
    },
    {
      path: '/work/tsconfig.json',
      line: 2,
      column: 5,
      diagnostic: { severity: 'warning', code: 'TS5102', message: "Option 'x' has been removed" },
    },
    {
      path: undefined,
      line: 1,
      column: 1,
      diagnostic: { severity: 'error', code: 'TS18003', message: 'No inputs were found' },
    },
  ])
  expect(readTypeScript('', '/work')).toEqual([])
})
