import { describe, expect, test } from 'bun:test'
import { type ConstantSetName, constantSet } from '../../bpf/facts/constants.ts'
import { structSize } from '../../bpf/facts/structs.ts'
import { type Arch, syscallTable } from '../../bpf/facts/syscalls.ts'
import { maxReads, stackPointer } from '../../bpf/recipe.ts'
import { callFormatter } from '../../runtime/calls/format.ts'
import { defaultCallOptions } from '../../runtime/calls/options.ts'
import { recipeOf } from '../../runtime/calls/recipes.ts'
import { type Spec, specNames, specOf, splitTypes, type Type, typeOf } from '../../runtime/calls/spec.ts'
import { structSpecs } from '../../runtime/calls/struct-specs.ts'
import { rawCall } from '../support/call-memory.ts'

const architectures = ['x64', 'arm64'] as const

const allTypes = (spec: Spec): Type[] =>
  [...spec.args, ...spec.cases.flatMap(({ args }) => splitTypes(args))].map(typeOf)

const setsOf = (type: Type): readonly string[] =>
  type.kind === 'bits' ? [...type.enums, ...type.flags] : type.kind === 'pointer' ? setsOf(type.to) : []

test('typeOf() reads the notation', () => {
  expect(typeOf('#open_access_modes|open_mode_flags@8:int')).toEqual({
    kind: 'bits',
    enums: ['open_access_modes'],
    flags: ['open_mode_flags'],
    size: 8,
    otherwise: 'int',
  })
  expect(typeOf('>pollfd[$1]')).toEqual({
    kind: 'pointer',
    side: 'out',
    ifResult: false,
    to: { kind: 'word', word: 'pollfd' },
    count: { from: 'arg', arg: 1 },
  })
  expect(typeOf('-')).toEqual({ kind: 'none' })
})

test('specOf() reads cases and what decides on them', () => {
  const spec = specOf('futex')!
  expect(spec.by).toEqual({ arg: 1, mask: 127, shift: 0 })
  expect(spec.cases[0]).toEqual({ names: 'FUTEX_WAIT', args: 'uint, &timespec', result: undefined })
  expect(specOf('no_such_call')).toBeUndefined()
})

describe.each(architectures)('on %s', arch => {
  const all = syscallTable(arch).all()

  test('every syscall has a spec, and no more arguments than the kernel declares', () => {
    for (const { name, args } of all) {
      const spec = specOf(name)
      expect([name, spec !== undefined]).toEqual([name, true])
      // What the kernel's headers number but no kernel has anymore is declared with six registers.
      // A signal's frame is no argument, but lies where the stack pointer leads.
      const given = spec!.args.filter(type => type !== 'frame')
      expect([name, given.length <= args.length]).toEqual([name, true])
    }
  })

  test('every case is of a constant that there is', () => {
    const missing = all.flatMap(({ name }) => {
      const spec = specOf(name)!
      if (!spec.by) return []
      const type = typeOf(spec.args[spec.by.arg]!)
      const known = new Set(
        setsOf(type).flatMap(set => constantSet(set as ConstantSetName, arch).entries.map(([n]) => n)),
      )
      if (known.size === 0) return []
      return spec.cases
        .flatMap(({ names }) => names.split(' '))
        .filter(constant => constant !== '*' && !known.has(constant))
        .map(constant => `${name}: ${constant}`)
    })
    // Both are there only on the other architecture.
    expect(missing.filter(text => arch === 'x64' || !text.startsWith('arch_prctl'))).toEqual([])
  })

  test('recipes stay within what a program reads, and formatters look up no more than that', () => {
    for (const syscall of all) {
      const { enter, exit } = recipeOf(syscall, { stringSize: 32, arch })
      expect([syscall.name, enter.length <= maxReads, exit.length <= maxReads]).toEqual([
        syscall.name,
        true,
        true,
      ])
      for (const { arg } of [...enter, ...exit]) expect(arg < 6 || arg === stackPointer).toBe(true)
    }
  })

  test('every syscall is written, whatever its arguments and its result', () => {
    for (const syscall of all) {
      const format = callFormatter(syscall, { ...defaultCallOptions, arch })
      for (const value of [0, 1, 2, 3, 5, 0x7fff_ffff_f000n, -1n])
        for (const result of [undefined, 0, 3, -14]) {
          const args = [0, 1, 2, 3, 4, 5].map(() => value)
          const call = rawCall(
            { name: syscall.name, args, ...(result !== undefined && { result }) },
            { arch },
          )
          const text = format(call)
          expect([syscall.name, text.startsWith(`${syscall.name}(`)]).toEqual([syscall.name, true])
          expect(text).not.toMatch(/undefined|NaN|\[object/)
        }
    }
  })
})

test('every spec is of a syscall that one of the architectures has', () => {
  const known = new Set(
    architectures.flatMap(arch =>
      syscallTable(arch as Arch)
        .all()
        .map(({ name }) => name),
    ),
  )
  expect([...specNames()].filter(name => !known.has(name))).toEqual([])
})

test('every set of constants and every struct that specs name is there', () => {
  for (const name of specNames())
    for (const type of allTypes(specOf(name)!))
      for (const set of setsOf(type))
        expect(constantSet(set as ConstantSetName, 'x64').entries.length).toBeGreaterThan(0)
  for (const line of structSpecs.trim().split('\n')) {
    const head = line.slice(0, line.indexOf(' '))
    expect([head, structSize(head.slice(head.indexOf('=') + 1), 'x64') > 0]).toEqual([head, true])
  }
})

test('only calls that destroy what they were given, or end elsewhere, are read before they run', () => {
  const before = syscallTable('x64')
    .all()
    .filter(syscall => recipeOf(syscall, { stringSize: 32 }).enter.length > 0)
    .map(({ name }) => name)
  expect(before.sort()).toEqual([
    'accept',
    'accept4',
    'capget',
    'capset',
    'copy_file_range',
    'execve',
    'execveat',
    'getpeername',
    'getsockname',
    'getsockopt',
    'name_to_handle_at',
    'ppoll',
    'pselect6',
    'recvfrom',
    'rt_sigreturn',
    'select',
    'sendfile',
    'splice',
  ])
})
