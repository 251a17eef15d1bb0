/** bpf's attributes: a struct of another form for each command. */

import type { Context, Show } from './context.ts'
import { pointerText } from './numbers.ts'

/** The line of struct-specs.ts that each command's attributes have. */
const forms: readonly string[] = [
  'bpf_map_create',
  'bpf_map_element',
  'bpf_map_element',
  'bpf_map_key',
  'bpf_map_next_key',
  'bpf_prog_load',
  'bpf_object',
  'bpf_object',
  'bpf_attach',
  'bpf_attach',
]

const others: Readonly<Record<number, string>> = {
  11: 'bpf_next_id',
  12: 'bpf_next_id',
  13: 'bpf_prog_by_id',
  14: 'bpf_map_by_id',
  15: 'bpf_info',
  17: 'bpf_raw_tracepoint',
  18: 'bpf_btf_load',
  19: 'bpf_btf_by_id',
  21: 'bpf_map_element',
  22: 'bpf_map',
  23: 'bpf_next_id',
  28: 'bpf_link_create',
  30: 'bpf_link_by_id',
  31: 'bpf_next_id',
}

/** The attributes of the command in argument 0; of commands that are not known, the address. */
export const bpfAttributes = (arg: number, context: Context): Show => {
  const op = context.op('exit', arg, 'bytes')
  return call => {
    const command = call.low(0)
    const form = forms[command] ?? others[command]
    const chunk = call.chunk('exit', op)
    if (form === undefined || !chunk || chunk.unreadable) return pointerText(call.low(arg), call.high(arg))
    return context.struct(form).show(chunk.bytes, chunk.start, call, chunk.end)
  }
}
