import { describe, expect, test } from 'bun:test'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type LogSummary, summarizeLog } from '../../ffi/verifier-log.ts'

const folder = join(import.meta.dirname, '../fixtures/verifier-logs')

// Recorded from Linux 6.18.
const recorded: Readonly<Record<string, LogSummary>> = {
  'bad-context-access': { summary: 'invalid bpf_context access off=64 size=8', slot: 0 },
  'endless-loop': { summary: 'infinite loop detected at insn 1', slot: 1 },
  'invalid-memory-of-string-read': { summary: 'invalid write to stack R1 off=-16 size=64', slot: 4 },
  'null-map-value': { summary: "R0 invalid mem access 'map_value_or_null'", slot: 6 },
  'ring-record-not-released': {
    summary: 'BPF_EXIT instruction in main prog would lead to reference leak',
    slot: 6,
  },
  'stack-out-of-range': { summary: 'invalid write to stack R10 off=-520 size=8', slot: 0 },
  'unbounded-offset': {
    summary: 'math between map_value pointer and register with unbounded min value is not allowed',
    slot: 11,
  },
  'uninitialized-register': { summary: 'R0 !read_ok', slot: 0 },
  'unknown-helper': { summary: 'invalid func unknown#9999', slot: 0 },
  'unreachable-instruction': { summary: 'unreachable insn 2', slot: 2 },
}

describe('summarizeLog', () => {
  for (const [name, want] of Object.entries(recorded)) {
    test(`finds the reason: ${name}`, () => {
      expect(summarizeLog(readFileSync(join(folder, `${name}.txt`), 'utf8'))).toEqual(want)
    })
  }

  test('has an expectation for every recorded log', () => {
    expect(readdirSync(folder).sort()).toEqual(Object.keys(recorded).map(name => `${name}.txt`))
  })

  test('finds nothing in an empty log', () => {
    expect(summarizeLog('')).toEqual({ summary: '', slot: undefined })
  })

  test('falls back on the last instruction of a log without a reason', () => {
    expect(summarizeLog('0: (b7) r0 = 0\n1: (95) exit\nprocessed 2 insns (limit 1000000)\n')).toEqual({
      summary: '1: (95) exit',
      slot: 1,
    })
  })
})
