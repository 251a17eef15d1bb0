/** Which arguments of a syscall are paths, and which are file descriptors. */

import { isDescriptorName } from './syscall-format.ts'
import type { SyscallFact } from './syscalls.ts'

const pathName =
  /^(filename|(from_|to_)?pathname|path|oldname|newname|special|specialfile|dir_name|dev_name|new_root|put_old)$/

/** Paths under names that elsewhere are something else. */
const otherPaths: ReadonlySet<string> = new Set([
  'acct.name',
  'name_to_handle_at.name',
  'umount2.name',
  'uselib.library',
])

/** The places of the arguments that are paths in the memory of the caller. */
export const pathArguments = ({ name, args }: SyscallFact): number[] =>
  args.flatMap((arg, i) =>
    arg.kind === 'string' && (pathName.test(arg.name) || otherPaths.has(`${name}.${arg.name}`)) ? [i] : [],
  )

/**
 * The places of the arguments that are file descriptors, folders that paths start from among them.
 *
 * @example descriptorArguments(table.byName('splice')!) // [0, 2]
 */
export const descriptorArguments = ({ args }: SyscallFact): number[] =>
  args.flatMap((arg, i) => (arg.kind === 'int' && isDescriptorName(arg.name) ? [i] : []))
