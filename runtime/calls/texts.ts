/** What reads and writes calls, as one thing that can be loaded: tables of all calls, which most scripts do not need. */

import type { callFormatter, callPut } from './format.ts'
import type { recipeOf } from './recipes.ts'

export interface CallTexts {
  readonly recipeOf: typeof recipeOf
  readonly callFormatter: typeof callFormatter
  readonly callPut: typeof callPut
}
