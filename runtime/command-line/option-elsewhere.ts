/** The options of all commands that take a script from elsewhere. */

import { flag, integrity, last } from './option-row.ts'

export const elsewhereGroup = 'Scripts from elsewhere'

export const elsewhereOptions = {
  yes: {
    flags: '--yes',
    group: elsewhereGroup,
    help: 'take it without a question',
    schema: flag,
  },
  integrity: {
    flags: '--integrity <hash>',
    group: elsewhereGroup,
    help: 'only if it is this one: sha256-…; no question then',
    schema: last(integrity),
  },
  reload: {
    flags: '--reload',
    group: elsewhereGroup,
    help: 'fetch it anew',
    schema: flag,
  },
} as const
