import { describe, expect, test } from 'bun:test'
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { kernelBtfPath, openKernelBtf } from '../../ffi/btf-file.ts'
import { capabilities, featureNames, probe } from '../../ffi/probe.ts'
import { kernelTest, testNeeding } from '../support/needs.ts'
import { bpfDescriptors } from './tiny-programs.ts'

describe('capabilities', () => {
  test('reads the effective set', () => {
    const status = (set: string) => `CapPrm:\t000001ffffffffff\nCapEff:\t${set}\nCapBnd:\t0\n`
    expect(capabilities(status('0000000000000000'))).toEqual({ bpf: false, perfmon: false, sysAdmin: false })
    expect(capabilities(status('000000c000000000'))).toEqual({ bpf: true, perfmon: true, sysAdmin: false })
    expect(capabilities(status('0000000000200000'))).toEqual({ bpf: false, perfmon: false, sysAdmin: true })
  })
})

describe('probe', () => {
  kernelTest('this kernel has all features, each answer is kept and nothing is left open', () => {
    const before = bpfDescriptors()
    const features = featureNames.map(name => probe(name))
    expect(features.filter(({ ok }) => !ok)).toEqual([])
    expect(featureNames.every((name, i) => probe(name) === features[i])).toBe(true)
    expect(bpfDescriptors()).toEqual(before)
  })

  testNeeding('kernel', 'root')('without privilege the reason is what the kernel said', () => {
    const module = join(import.meta.dirname, '../../ffi/probe.ts')
    const code = `
      const { probe } = await import(${JSON.stringify(module)})
      const { libbpf, libc } = await import(${JSON.stringify(join(import.meta.dirname, '../../ffi/symbols.ts'))})
      // Whoever nobody is may not be able to read this folder: all code is loaded before.
      libc().getpagesize(); libbpf().libbpf_num_possible_cpus()
      process.setgroups?.([]); process.setgid(65534); process.setuid(65534)
      console.log(JSON.stringify(probe('ringbuf')))`
    const inDeno = ['run', '-A', `--config=${join(import.meta.dirname, '../../deno.json')}`, '-']
    const out = execFileSync(process.execPath, 'Deno' in globalThis ? inDeno : ['-'], {
      input: code,
      encoding: 'utf8',
    })
    expect(JSON.parse(out)).toEqual({
      name: 'ringbuf',
      ok: false,
      reason: 'Cannot create map "probe": bpf_map_create failed with EPERM',
      since: '5.8',
    })
  })
})

describe('openKernelBtf', () => {
  const btfTest = existsSync(kernelBtfPath) ? kernelTest : test.skip

  btfTest('has the same bytes as the file, mapped or read', () => {
    const file = openKernelBtf()
    expect(Buffer.compare(file.bytes, readFileSync(kernelBtfPath))).toBe(0)
    file[Symbol.dispose]()
    expect(file.bytes.length === 0).toBe(file.mapped)
  })

  test('a file that cannot be mapped is read', () => {
    using file = openKernelBtf('/proc/self/status')
    expect(file.mapped).toBe(false)
    expect(new TextDecoder().decode(file.bytes)).toContain('CapEff')
  })

  test('a file that is not there is the file system error', () => {
    expect(() => openKernelBtf('/no/such/btf')).toThrow('ENOENT')
  })
})
