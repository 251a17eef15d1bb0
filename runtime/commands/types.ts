/** `systrace types`: the declarations of 'systrace', for the kernel that runs. */

import { filled, last } from '../command-line/option-row.ts'
import { EXIT } from '../errors.ts'
import { allDeclarations, someDeclarations } from '../typing/running-kernel.ts'
import { writeFile } from '../typing/write-file.ts'
import { command } from './command.ts'

const groups = ['Options'] as const

export const types = command({
  usage: ['systrace types [options] [PROBE…]'],
  groups,
  options: {
    output: {
      flags: '-o, --output <file>',
      group: 'Options',
      help: 'write to a file (-: standard output)',
      schema: last(filled('a file')),
      values: 'file',
    },
  },
  examples: [
    [
      'all declarations, every syscall and tracepoint of this kernel',
      'sudo systrace types -o types/systrace.d.ts',
    ],
    ['the fields of some calls', "systrace types openat 'epoll_*' %net"],
    [
      'the arguments of functions of the kernel, which kprobes then have in an editor',
      "systrace types 'kprobe:vfs_*'",
    ],
    ['the records of tracepoints', "sudo systrace types 'sched:*'"],
  ],
  complete: () => 'probe',
  // To read tracefs; what it writes is the user's.
  rights: 'trace',
  run: ({ given, words, rest = [], out, tell }) => {
    const probes = [...words, ...rest]
    const { text, warning } =
      probes.length > 0 ? someDeclarations(probes) : allDeclarations({ tracepoints: true })
    if (warning !== undefined) tell(`systrace: ${warning}`)
    if (given.output === undefined || given.output === '-') out(text)
    else writeFile(given.output, text)
    return EXIT.ok
  },
})
