/** What scripts import from 'systrace'. */

export {
  avg,
  begin,
  count,
  end,
  every,
  exit,
  hist,
  lhist,
  map,
  max,
  min,
  type Options,
  on,
  print,
  printf,
  quantiles,
  stats,
  sum,
} from './script/api.ts'
export type {
  CallEvent,
  EntryEvent,
  EventOf,
  FunctionEvent,
  ProbeText,
  ProcessArgs,
  ProcessEventOf,
  ProcessProbe,
  ReturnEvent,
  SomeEvent,
  SyscallName,
} from './script/events.ts'
export type { Filters, Handle } from './script/handle.ts'
export { args, duration, options, size } from './script/options.ts'
export type {
  AnyArgs,
  KernelFunctions,
  SyscallArgs,
  SyscallGroup,
  Tracepoints,
} from './script/syscall-args.gen.ts'
