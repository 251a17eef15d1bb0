/** A recording → the machine that a plan is for. */

import { type SyscallTable, syscallTable, withFormats } from '../../bpf/facts/syscalls.ts'
import { type KernelFunction, sampleTarget, type Target } from '../compiler/target.ts'
import type { Header } from './header.ts'

/** The system calls as they were where it was recorded. */
export const recordedSyscalls = ({ kernel, layouts }: Header): SyscallTable => {
  const formats = layouts
    .filter(({ phase }) => phase !== 'moment')
    .flatMap(({ syscalls }) => syscalls.map(({ name, args }) => [name, args] as const))
  return withFormats(syscallTable(kernel.arch), new Map(formats))
}

/** The machine of a recording. */
export const targetOfRecording = (
  header: Header,
  more: Pick<Target, 'ringSize' | 'tableRows' | 'recipeOf'> & Partial<Target>,
): Target => ({
  ...sampleTarget({ arch: header.kernel.arch, self: 0 }),
  syscalls: recordedSyscalls(header),
  functions: new Map(
    header.functions.map(({ name, prototype }): [string, KernelFunction] => [
      name,
      prototype
        ? {
            prototype: { parameters: prototype.parameters, result: prototype.result ?? undefined },
          }
        : {},
    ]),
  ),
  ...more,
  pushdown: false,
})
