/** `systrace repl`: probes typed at a prompt. */

import { options } from '../command-line/option-table.ts'
import { UsageError } from '../errors.ts'
import { checkProcesses } from '../machine/world.ts'
import { colorWanted } from '../sinks/open.ts'
import { isTerminal } from '../sinks/output.ts'
import { version } from '../version.ts'
import { command } from './command.ts'

const { pid, uid, comm, color, verbose, pushdown, ringSize, tableRows, asRoot } = options

export const repl = command({
  usage: ['systrace repl [options]', 'COMMANDS | systrace repl [options]'],
  groups: ['What to trace', 'Output', 'Running'],
  options: { pid, uid, comm, color, verbose, pushdown, ringSize, tableRows, asRoot },
  rights: 'script',
  examples: [
    ['type probes, see their events, change filters', 'systrace repl'],
    ['only calls of one process', 'systrace repl -p 1234'],
    ['lines from a file', 'systrace repl < session.txt'],
  ],
  run: async ({ given, words, rest, tell, paint }) => {
    const [word] = [...words, ...(rest ?? [])]
    if (word !== undefined)
      throw new UsageError(`Unexpected "${word}"`, 'a script runs with: systrace run SCRIPT')
    checkProcesses(given.pid ?? [])
    const session = {
      version,
      verbose: given.verbose ?? false,
      filters: {
        ...(given.pid && { pid: given.pid }),
        ...(given.uid && { uid: given.uid }),
        ...(given.comm && { comm: given.comm }),
      },
      pushdown: given.pushdown ?? true,
      // Each entry has a ring of its own.
      ringSize: given.ringSize ?? 2 << 20,
      tableRows: given.tableRows ?? 1 << 16,
      tell,
    }
    // When it is asked for: the help reads this file, and needs none of it.
    const { runOnTerminal, runPiped } = await import('../repl/session.ts')
    // A terminal that knows no commands, such as a shell in Emacs, shows what is typed by itself.
    const typed = isTerminal(0) && isTerminal(1) && process.env.TERM !== 'dumb'
    const colored = colorWanted(given.color ?? true, isTerminal(1))
    return typed
      ? await runOnTerminal({ ...session, paint, color: colored })
      : await runPiped({ ...session, paint, color: colored })
  },
})
