import { expect, test } from 'bun:test'
import { existsSync, readFileSync } from 'node:fs'
import { openBtf } from '../../bpf/btf.ts'
import { buildBtf } from '../../bpf/btf-build.ts'

const place = (line: number, column: number, text: string) => ({ file: 'hello.ts', line, column, text })

const built = buildBtf({
  programs: [
    {
      name: 'sys_enter',
      lines: [
        { slot: 2, source: place(3, 5, 'if (x) return') },
        { slot: 9, source: place(4, 5000, 'count()') },
      ],
    },
    { name: 'sys_exit', lines: [] },
  ],
  storageValueSizes: [64, 24, 64],
})

/** A blob by hand: an anonymous union, bit fields, two structs of one name, and decoys for its name's offset. */
const handBuilt = (): Uint8Array => {
  const names = ['', 'int', 'task', 'pid', 'flag_a', 'flag_b', 'left', 'right', 'list']
  const at = (name: string): number =>
    names.slice(0, names.indexOf(name)).reduce((sum, it) => sum + it.length + 1, 0)
  const info = (kind: number, parts = 0, flag = 0): number => flag * 2 ** 31 + kind * 2 ** 24 + parts
  const bitField = (bits: number, offset: number): number => bits * 2 ** 24 + offset
  const types = [
    ...[at('int'), info(1), 4, (1 << 24) | 32], // 1
    ...[at('task'), info(4), 0], // 2: declared empty, to be passed over
    ...[0, info(3), 0, 1, 1, at('task')], // 3: int[offset of "task"], a decoy
    ...[0, info(5, 2), 8, at('left'), 1, 0, at('right'), 5, 0], // 4: anonymous union { int left; list *right }
    ...[0, info(2), 7], // 5: list *
    ...[at('task'), info(4, 4, 1), 24], // 6
    ...[
      at('pid'),
      1,
      bitField(0, 32),
      at('flag_a'),
      1,
      bitField(1, 64),
      at('flag_b'),
      1,
      bitField(3, 73),
      0,
      4,
      128,
    ],
    ...[at('list'), info(8), 3], // 7: typedef
    ...[at('list'), info(4, 1), 8, at('left'), 5, 0], // 8: struct with the typedef's name
  ]
  const strings = Buffer.from(`${names.join('\0')}\0`)
  const header = [0xeb9f | (1 << 16), 24, 0, types.length * 4, types.length * 4, strings.length]
  return Buffer.concat([new Uint8Array(Uint32Array.from([...header, ...types]).buffer), strings])
}

test('btf finds ids by kind and name', () => {
  const btf = openBtf(handBuilt())
  const have = [
    btf.typeId('struct', 'list'),
    btf.typeId('typedef', 'list'),
    btf.typeId('int', 'int'),
    btf.typeId('struct', 'int'),
    btf.typeId('struct', 'absent'),
    btf.typeId('union', ''),
  ]
  expect(have).toEqual([8, 7, 1, undefined, undefined, undefined])
})

test('btf takes the struct that has members, flattens and splits bit fields', () => {
  const task = openBtf(handBuilt()).struct('task')
  expect(task?.size).toBe(24)
  expect([...(task?.members ?? [])]).toEqual([
    ['pid', { offset: 4, type: 1 }],
    ['flag_a', { offset: 8, type: 1, bitOffset: 0, bitSize: 1 }],
    ['flag_b', { offset: 9, type: 1, bitOffset: 1, bitSize: 3 }],
    ['left', { offset: 16, type: 1 }],
    ['right', { offset: 16, type: 5 }],
  ])
})

test('btf knows sizes through typedefs and arrays', () => {
  const btf = openBtf(handBuilt())
  const list = btf.typeId('typedef', 'list')!
  const taskNameOffset = 5
  expect([0, 1, 4, 5, 6, list].map(btf.sizeOf)).toEqual([undefined, 4, 8, 8, 24, 4 * taskNameOffset])
  expect(() => btf.sizeOf(9)).toThrow('there is no type 9')
})

test('btf reads a blob at an odd address', () => {
  const blob = handBuilt()
  const shifted = new Uint8Array(blob.length + 1)
  shifted.set(blob, 1)
  expect(openBtf(shifted.subarray(1)).typeId('struct', 'list')).toBe(8)
})

test('btf refuses what is not BTF', () => {
  expect(() => openBtf(new Uint8Array(64))).toThrow('no BTF header')
  expect(() => openBtf(handBuilt().subarray(0, 100))).toThrow('end inside a section')
})

test('built btf holds a function per program and a struct per value size', () => {
  const btf = openBtf(built.bytes)
  expect(built.funcs.map(func => func.typeId)).toEqual([
    btf.typeId('func', 'sys_enter')!,
    btf.typeId('func', 'sys_exit')!,
  ])
  expect(built.keyTypeId).toBe(btf.typeId('int', 'int')!)
  expect([...built.valueTypeIds]).toEqual([
    [64, btf.typeId('struct', 'value_64')!],
    [24, btf.typeId('struct', 'value_24')!],
  ])
  const value = btf.struct('value_24')
  expect(value?.size).toBe(24)
  expect(btf.sizeOf(value!.members.get('bytes')!.type)).toBe(24)
})

test('built line info starts at slot 0 and keeps columns within their bits', () => {
  const info = built.funcs[0]!.lineInfo
  const words = new Uint32Array(info.buffer, info.byteOffset, info.length / 4)
  const header = new DataView(built.bytes.buffer)
  const strings = Buffer.from(built.bytes.subarray(24 + header.getUint32(16, true)))
  const text = (offset: number) => strings.toString('utf8', offset, strings.indexOf(0, offset))
  const rows = [0, 4].map(at => {
    const column = words[at + 3]! & 1023
    return [words[at], text(words[at + 1]!), text(words[at + 2]!), words[at + 3]! >>> 10, column]
  })
  expect(rows).toEqual([
    [0, 'hello.ts', 'if (x) return', 3, 5],
    [9, 'hello.ts', 'count()', 4, 1023],
  ])
  expect(built.funcs[1]!.lineInfo.length).toBe(0)
})

test('built func info names the function at slot 0', () => {
  expect([...new Uint32Array(built.funcs[1]!.funcInfo.buffer)]).toEqual([0, built.funcs[1]!.typeId])
})

test('btf-build refuses what the kernel would', () => {
  const program = (name: string, slots: number[]) => ({
    programs: [{ name, lines: slots.map(slot => ({ slot, source: place(1, 1, '') })) }],
    storageValueSizes: [],
  })
  expect(() => buildBtf(program('sys-exit', []))).toThrow('not an identifier')
  expect(() => buildBtf(program('x', [3, 3]))).toThrow('slot 3 comes after slot 3')
})

const vmlinux = '/sys/kernel/btf/vmlinux'

test.skipIf(!existsSync(vmlinux))('btf reads the running kernel', () => {
  const btf = openBtf(readFileSync(vmlinux))
  const enter = btf.typeId('typedef', 'btf_trace_sys_enter')
  expect(enter).toBeGreaterThan(0)
  expect(btf.typeId('typedef', 'btf_trace_sys_exit')).toBeGreaterThan(0)
  expect(btf.typeId('typedef', 'btf_trace_no_such_tracepoint')).toBeUndefined()
  const task = btf.struct('task_struct')!
  const size = (name: string) => btf.sizeOf(task.members.get(name)!.type)
  expect(['tgid', 'pid', 'comm', 'real_parent', 'group_leader'].map(size)).toEqual([4, 4, 16, 8, 8])
  expect(task.members.get('tgid')!.offset).toBe(task.members.get('pid')!.offset + 4)
})

test.skipIf(!existsSync(vmlinux))('btf reads prototypes of the running kernel', () => {
  const btf = openBtf(readFileSync(vmlinux))
  expect(btf.prototype('vfs_read')).toEqual({
    parameters: [
      { name: 'file', type: { kind: 'pointer', size: 8, text: 'struct file *' } },
      { name: 'buf', type: { kind: 'pointer', size: 8, text: 'char *' } },
      { name: 'count', type: { kind: 'unsigned', size: 8, text: 'size_t' } },
      { name: 'pos', type: { kind: 'pointer', size: 8, text: 'loff_t *' } },
    ],
    result: { kind: 'signed', size: 8, text: 'ssize_t' },
  })
  const exit = btf.prototype('do_exit')
  expect([exit?.parameters.map(({ type }) => type.kind), exit?.result]).toEqual([['signed'], undefined])
  expect(btf.prototype('no_such_function')).toBeUndefined()
})
