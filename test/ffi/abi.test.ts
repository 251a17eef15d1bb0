/** Sizes and offsets of ffi/abi.ts against what a C compiler makes of libbpf's and the kernel's headers. */

import { describe, expect } from 'bun:test'
import { readFileSync } from 'node:fs'
import * as abi from '../../ffi/abi.ts'
import { libbpfTable } from '../../ffi/symbols.ts'
import { testNeeding } from '../support/needs.ts'
import { printedByC } from '../support/printed-by-c.ts'

const structs = [
  abi.mapCreateOpts,
  abi.progLoadOpts,
  abi.btfLoadOpts,
  abi.linkCreateOpts,
  abi.funcInfo,
  abi.progInfo,
  abi.pollfd,
  abi.perfMmapPage,
  abi.perfEventHeader,
  abi.perfEventAttr,
  abi.passwd,
  abi.rlimit,
  abi.capHeader,
  abi.capData,
  abi.sockFprog,
]

/** What C calls otherwise (bits), or has more of than we use: newer kernels take the struct as short as it was. */
const notCompared = ['perf_event_attr', 'perf_event_attr.flags', 'perf_event_mmap_page']

/** With the clock, from Linux 4.1. */
const PERF_ATTR_SIZE_VER3 = 96

const numbers = Object.entries(abi).flatMap(([name, value]): [string, number][] =>
  typeof value === 'number' && /^(BPF_|POLL|PR_|SECCOMP_|RLIMIT_|_LINUX_)/.test(name) ? [[name, value]] : [],
)

const headers = [
  ...['poll.h', 'pwd.h', 'sys/prctl.h', 'sys/resource.h'],
  ...['linux/perf_event.h', 'linux/capability.h', 'linux/filter.h', 'linux/seccomp.h'],
  ...['bpf/bpf.h', 'bpf/libbpf.h'],
]

const cTest = testNeeding('gcc', 'libbpf-dev')

describe('abi', () => {
  cTest('structs have the sizes and offsets of C', () => {
    const asked = structs.flatMap(({ name, offsets }) => [
      `printf("${name} %zu\\n", sizeof(struct ${name}));`,
      ...Object.keys(offsets).map(
        field => `printf("${name}.${field} %zu\\n", offsetof(struct ${name}, ${field}));`,
      ),
      `printf("bpf_line_info %zu\\n", sizeof(struct bpf_line_info));`,
    ])
    const ours = structs.flatMap(({ name, size, offsets }): [string, number][] => [
      [name, size],
      ...Object.entries(offsets).map(([field, at]): [string, number] => [`${name}.${field}`, at]),
      ['bpf_line_info', abi.lineInfoSize],
    ])
    const compared = asked.filter(line => !notCompared.some(name => line.includes(`"${name} `)))
    const printed = printedByC(headers, compared)
    const kept = ours.filter(([name]) => !notCompared.includes(name))
    expect(Object.fromEntries(kept)).toEqual(Object.fromEntries(printed))
    expect(abi.perfEventAttr.size).toBe(PERF_ATTR_SIZE_VER3)
  })

  cTest('constants are those of the headers', () => {
    const asked = numbers.map(([name]) => `printf("${name} %llu\\n", (unsigned long long)${name});`)
    expect(Object.fromEntries(numbers)).toEqual(Object.fromEntries(printedByC(headers, asked)))
  })

  cTest('symbols are declared in the headers', () => {
    const text = ['bpf.h', 'libbpf.h', 'btf.h']
      .map(name => readFileSync(`/usr/include/bpf/${name}`, 'utf8'))
      .join('\n')
    expect(Object.keys(libbpfTable).filter(name => !new RegExp(`\\b${name}\\(`).test(text))).toEqual([])
  })
})
