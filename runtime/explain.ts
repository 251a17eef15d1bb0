/** `systrace explain`: a plan in words. */

import type { Loader, ScriptSource } from './loader.ts'

export const explainScript = (
  loader: Loader,
  source: ScriptSource,
  _options: { json: boolean; asm: boolean },
): string => {
  loader.parse(source)
  return ''
}
