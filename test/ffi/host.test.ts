import { describe, expect, test } from 'bun:test'
import { execFileSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { host } from '../../ffi/current-host.ts'
import { MappedMemory } from '../../ffi/memory.ts'
import { struct } from '../../ffi/struct.ts'
import { libbpf, libbpfTable, libc } from '../../ffi/symbols.ts'
import { check, errnoName, LibraryMissing, LibraryTooOld, SysError } from '../../ffi/syserror.ts'
import { linksOf } from '../../runtime/tool/libraries.ts'
import { kernelTest, testNeeding } from '../support/needs.ts'
import { descriptors } from './tiny-programs.ts'

const caught = (run: () => unknown): unknown => {
  try {
    run()
  } catch (error) {
    return error
  }
  return undefined
}

describe('open', () => {
  test('a library that is not there is LibraryMissing', () => {
    const open = () => host().open({ files: ['libsystrace-no-such.so.9'], package: 'libno1' }, {})
    const error = caught(open)
    expect(error).toBeInstanceOf(LibraryMissing)
    expect(error).toMatchObject({ library: 'libsystrace-no-such.so.9', package: 'libno1' })
    expect(String(error)).toContain('Cannot load libsystrace-no-such.so.9: ')
  })

  kernelTest('a symbol that is not there is LibraryTooOld when it is read, not before', () => {
    const table = {
      bpf_no_such_call: { args: [], result: 'i32', since: '9.9' },
      libbpf_major_version: libbpfTable.libbpf_major_version,
    } as const
    const library = host().open({ files: ['libbpf.so.1'], package: 'libbpf1' }, table)
    expect(library.libbpf_major_version()).toBe(1)
    const error = caught(() => library.bpf_no_such_call)
    expect(error).toBeInstanceOf(LibraryTooOld)
    expect(error).toMatchObject({ symbol: 'bpf_no_such_call', since: '9.9', package: 'libbpf1' })
  })

  kernelTest('every symbol of the table is in the libbpf of this machine', () => {
    const library = libbpf()
    for (const name of Object.keys(libbpfTable)) expect(library).toHaveProperty(name)
    expect(library.libbpf_version_string()).toMatch(/^v1\./)
  })

  test('a failing libc call leaves its errno', () => {
    expect(libc().close(-1)).toBe(-1)
    expect(errnoName(host().errno())).toBe('EBADF')
  })
})

describe('check', () => {
  test('passes results and throws errors by name', () => {
    expect(check('bpf_map_create', 7)).toBe(7)
    const error = caught(() => check('bpf_map_create', -1, 'create map "x"'))
    expect(error).toBeInstanceOf(SysError)
    expect(error).toMatchObject({ call: 'bpf_map_create', errno: 1, code: 'EPERM' })
    expect(String(error)).toBe('SysError: Cannot create map "x": bpf_map_create failed with EPERM')
  })

  test("knows the kernel's own numbers", () => {
    expect([errnoName(524), errnoName(22), errnoName(4000)]).toEqual(['ENOTSUPP', 'EINVAL', 'errno 4000'])
  })
})

describe('struct', () => {
  const sample = struct('sample', [
    ['sz', 'size_t'],
    ['small', 'u8'],
    ['half', 'u16'],
    ['word', 'i32'],
    ['', 'u32'],
    ['where', 'pointer'],
    ['name', 'u8', 3],
  ])

  test('aligns as C does', () => {
    expect(sample.offsets).toEqual({ sz: 0, small: 8, half: 10, word: 12, where: 24, name: 32 })
    expect(sample.size).toBe(40)
  })

  test('packs its own size, numbers and the address of bytes', () => {
    const target = Uint8Array.of(1, 2, 3)
    const bytes = sample.pack({ small: 255, word: -2, where: target })
    const view = new DataView(bytes.buffer)
    expect(sample.read(bytes, 'sz')).toBe(40)
    expect(bytes[8]).toBe(255)
    expect(view.getInt32(12, true)).toBe(-2)
    expect(sample.read(bytes, 'where')).toBe(host().addressOf(target))
    expect([...new Uint8Array(host().view(sample.read(bytes, 'where'), 3))]).toEqual([1, 2, 3])
  })
})

test('mapped memory is empty after dispose, also through arrays made before', () => {
  const fd = openSync('/dev/zero', 'r')
  const memory = new MappedMemory(fd, 4096, { private: true })
  closeSync(fd)
  const words = new Uint32Array(memory.buffer)
  expect([words.length, words[5]]).toEqual([1024, 0])
  memory[Symbol.dispose]()
  memory[Symbol.dispose]()
  expect([words.length, words[5], memory.bytes.length]).toEqual([0, undefined, 0])
})

test('loadAddon loads a native addon from memory and leaves nothing behind', () => {
  const require = createRequire(import.meta.url)
  const libcName = process.report ? 'gnu' : 'musl'
  const folder = dirname(require.resolve(`@oxc-parser/binding-linux-${process.arch}-${libcName}`))
  const file = readdirSync(folder).find(name => name.endsWith('.node'))!
  const addon = host().loadAddon(readFileSync(join(folder, file)))
  expect(addon).toHaveProperty('parseSync')
  expect(descriptors(/memfd:systrace/)).toEqual([])
})

describe('loadLibrary', () => {
  testNeeding('gcc')('makes a library known by its soname, to others that need it too', () => {
    const folder = mkdtempSync(join(tmpdir(), 'library-'))
    const build = (name: string, code: string, ...more: string[]): Uint8Array => {
      const file = join(folder, `${name}.so`)
      const flags = ['-shared', '-fPIC', '-x', 'c', '-', '-o', file, `-Wl,-soname,${name}.so.1`]
      execFileSync('gcc', [...flags, '-x', 'none', ...more], { input: code })
      return readFileSync(file)
    }
    try {
      const inner = build('libsystrace-inner', 'int inner(void) { return 41; }')
      const code = 'int inner(void); int outer(void) { return inner() + 1; }'
      const outer = build('libsystrace-outer', code, join(folder, 'libsystrace-inner.so'))
      expect(linksOf(outer)).toMatchObject({ soname: 'libsystrace-outer.so.1' })
      expect(linksOf(outer)?.needed).toContain('libsystrace-inner.so.1')
      rmSync(folder, { recursive: true })

      expect(caught(() => host().loadLibrary('libsystrace-outer.so.1', outer))).toMatchObject({
        library: 'libsystrace-outer.so.1',
        said: expect.stringContaining('libsystrace-inner.so.1'),
      })
      host().loadLibrary('libsystrace-inner.so.1', inner)
      host().loadLibrary('libsystrace-outer.so.1', outer)
      expect(descriptors(/memfd:libsystrace/)).toEqual([])
      const table = { outer: { args: [], result: 'i32', since: '1' } } as const
      expect(
        host()
          .open({ files: ['libsystrace-outer.so.1'], package: '' }, table)
          .outer(),
      ).toBe(42)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
