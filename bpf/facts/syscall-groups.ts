/** strace's groups of syscalls, `%file` and its like. */
import * as generated from './syscalls.gen.ts'

/** Other names of groups, as strace has them. */
const aliases: Readonly<Record<string, string>> = { '%net': '%network', '%mem': '%memory' }

let groups: Map<string, readonly string[]> | undefined

/** Every group by its name, aliases too: the names of its syscalls on any architecture. */
export const syscallGroups = (): ReadonlyMap<string, readonly string[]> => {
  if (groups) return groups
  groups = new Map(
    generated.groups.split('\n').map(line => {
      const [name, ...members] = line.split(' ')
      return [name!, members]
    }),
  )
  for (const [alias, name] of Object.entries(aliases)) groups.set(alias, groups.get(name)!)
  return groups
}
