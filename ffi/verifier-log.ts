/** The verifier's log → the line that says why, and the instruction that it means. Pure. */

export interface LogSummary {
  /** The last meaningful line. */
  readonly summary: string
  /** The slot of the refused instruction. */
  readonly slot: number | undefined
}

// What the verifier ends every log with, accepted or not, and state lines, which say where it was and not why.
const noise = [
  /^processed \d+ insns/,
  /^verification time /,
  /^stack depth /,
  /^max_states_per_insn /,
  /^mark_precise: /,
  /^from \d+ to \d+: /,
  /^(cur|old) state: /,
  /^; /,
  /^\s*$/,
]

const instruction = /^(\d+): \([0-9a-f]{2}\) /

// Reasons that come on the line of the instruction, and reasons that name an instruction themselves.
const inLine = /infinite loop detected at insn \d+$/
const named = /\binsn (\d+)\b/

/** Finds the reason in a log: what the verifier says last, before its statistics. */
export const summarizeLog = (log: string): LogSummary => {
  const lines = log.split('\n')
  let summary = ''
  let slot: number | undefined
  // The reason follows the instruction that it is about.
  for (let i = lines.length - 1; i >= 0 && slot === undefined; i--) {
    const line = lines[i]!
    const at = instruction.exec(line)
    if (at) {
      summary ||= inLine.exec(line)?.[0] ?? line
      slot = Number(at[1])
    } else if (!summary && !noise.some(pattern => pattern.test(line))) summary = line.trim()
  }
  const other = named.exec(summary)
  return { summary, slot: other ? Number(other[1]) : slot }
}
