/** Programs loaded into the kernel. The verifier's log comes back as data. */

import { attachTypes, progTypes } from '../bpf/facts/uapi.gen.ts'
import { encode } from '../bpf/insn.ts'
import type { ProgramSpec, SourceLine } from '../bpf/spec.ts'
import { funcInfo, lineInfoSize, progInfo, progLoadOpts } from './abi.ts'
import { logText } from './btf.ts'
import { Descriptor } from './descriptor.ts'
import { type BpfMap, kernelName } from './map.ts'
import { libbpf } from './symbols.ts'
import { check, errnoName, SysError } from './syserror.ts'
import { summarizeLog } from './verifier-log.ts'

export interface LoadOptions {
  /** For `tp_btf`: the id in the kernel's BTF of the typedef `btf_trace_<tracepoint>`. */
  readonly attachBtfId?: number
  /** For programs at functions: attached by a link of its own kind, not by an event of perf. */
  readonly linked?: boolean
  /** Names and lines for the program. */
  readonly btf?: {
    readonly fd: number
    /** `struct bpf_func_info[]`: the FUNC in that BTF of the program, and those of its functions. */
    readonly funcInfo: Uint8Array
    /** `struct bpf_line_info[]`. */
    readonly lineInfo: Uint8Array
  }
  /** 1 or 2: load with the verifier's log and keep it in `log`, also when the program is accepted. */
  readonly logLevel?: number
}

/** A program that the verifier refused: in systrace always our own bug. */
export class ProgramRejected extends SysError {
  override readonly name = 'ProgramRejected'
  /** All that the verifier said. */
  readonly log: string
  /** Its last meaningful line. */
  readonly summary: string
  /** The slot of the instruction that it refused, where the log has it. */
  readonly slot: number | undefined
  /** The place in the script that this instruction came from. */
  readonly source: SourceLine | undefined
  constructor(spec: ProgramSpec, errno: number, log: string) {
    const { summary, slot } = summarizeLog(log)
    super('bpf_prog_load', errno, `load program "${spec.name}": ${summary}`)
    this.source = slot === undefined ? undefined : spec.lines.findLast(line => line.slot <= slot)?.source
    this.log = log
    this.summary = summary
    this.slot = slot
  }
}

export class BpfProgram implements Disposable {
  readonly spec: ProgramSpec
  readonly fd: number
  /** The verifier's log, when `logLevel` asked for it. */
  readonly log: string
  readonly #descriptor: Descriptor

  constructor(spec: ProgramSpec, fd: number, log: string) {
    this.#descriptor = new Descriptor(fd, `program "${spec.name}"`)
    this.spec = spec
    this.fd = fd
    this.log = log
  }

  /** How many instructions the verifier walked through, over all paths (Linux 5.16; 0 before). */
  verifiedInsns(): number {
    return progInfo.read(this.#info(), 'verified_insns')
  }

  /** How often it was not run since another program was running on that CPU (Linux 5.12, at functions 6.7; 0 before). */
  missedRuns(): number {
    return progInfo.read(this.#info(), 'recursion_misses')
  }

  #info(): Uint8Array {
    const info = progInfo.pack({})
    const length = new Uint8Array(Uint32Array.of(progInfo.size).buffer)
    check('bpf_obj_get_info_by_fd', libbpf().bpf_obj_get_info_by_fd(this.fd, info, length), 'query program')
    return info
  }

  [Symbol.dispose](): void {
    this.#descriptor[Symbol.dispose]()
  }
}

const firstLogBytes = 262_144
// What kernels up to 5.1 take at most, and more than anyone reads.
const lastLogBytes = 0xff_ffff

/**
 * Loads a program. Its maps must stay open until this returns; the program then keeps them itself.
 *
 * @param maps by the names that the instructions use
 * @throws ProgramRejected with the verifier's log; SysError when the kernel refused before verifying (EPERM: no CAP_BPF
 * or CAP_PERFMON)
 */
export const loadProgram = (
  spec: ProgramSpec,
  maps: ReadonlyMap<string, BpfMap>,
  options: LoadOptions,
): BpfProgram => {
  const code = encode(spec.insns, name => {
    const map = maps.get(name)
    if (!map) throw new Error(`Cannot load program "${spec.name}": no map "${name}"`)
    return map.fd
  })
  const { btf } = options
  const load = (logLevel: number, log: Uint8Array | null): number =>
    libbpf().bpf_prog_load(
      spec.attach.kind === 'tp_btf' ? progTypes.tracing : progTypes.kprobe,
      kernelName(spec.name),
      'GPL',
      code,
      code.length / 8,
      progLoadOpts.pack({
        ...(options.attachBtfId !== undefined && {
          expected_attach_type: attachTypes.trace_raw_tp,
          attach_btf_id: options.attachBtfId,
        }),
        ...(options.linked && { expected_attach_type: attachTypes.trace_kprobe_multi }),
        ...(btf && {
          prog_btf_fd: btf.fd,
          func_info: btf.funcInfo,
          func_info_cnt: btf.funcInfo.length / funcInfo.size,
          func_info_rec_size: funcInfo.size,
        }),
        ...(btf &&
          btf.lineInfo.length > 0 && {
            line_info: btf.lineInfo,
            line_info_cnt: btf.lineInfo.length / lineInfoSize,
            line_info_rec_size: lineInfoSize,
          }),
        ...(log && { log_level: logLevel, log_size: log.length, log_buf: log }),
      }),
    )

  let errno = 0
  if (options.logLevel === undefined) {
    const fd = load(0, null)
    if (fd >= 0) return new BpfProgram(spec, fd, '')
    errno = -fd
  }
  for (let size = firstLogBytes; ; size = Math.min(size * 8, lastLogBytes)) {
    const log = new Uint8Array(size)
    const fd = load(options.logLevel ?? 1, log)
    if (fd >= 0) return new BpfProgram(spec, fd, logText(log))
    if (errnoName(-fd) === 'ENOSPC' && size < lastLogBytes) continue
    const text = logText(log)
    errno ||= -fd
    if (text === '') throw new SysError('bpf_prog_load', errno, `load program "${spec.name}"`)
    throw new ProgramRejected(spec, errno, text)
  }
}
