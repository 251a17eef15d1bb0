/** The declarations that are inside of the binary, as files: those of systrace as `make build` wrote them, and valibot's. */

// @ts-expect-error: a declaration, embedded as a file
import systracePath from '../dist/types/systrace.d.ts' with { type: 'file' }
// @ts-expect-error: a declaration, embedded as a file
import testPath from '../dist/types/test.d.ts' with { type: 'file' }
// @ts-expect-error: a declaration, embedded as a file
import valibotPath from '../dist/types/valibot.d.ts' with { type: 'file' }
import type { DeclaredModule } from './host.ts'

/** Paths by the name of the module. */
export const typePaths: Readonly<Record<DeclaredModule, string>> = {
  systrace: systracePath as unknown as string,
  'systrace/test': testPath as unknown as string,
  valibot: valibotPath as unknown as string,
}
