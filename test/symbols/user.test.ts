import { describe, expect, test } from 'bun:test'
import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { findMapping, parseMaps } from '../../runtime/symbols/maps.ts'
import { parsePerfMap } from '../../runtime/symbols/perf-map.ts'
import { type UserSymbol, userSymbols } from '../../runtime/symbols/user.ts'
import { testNeeding } from '../support/needs.ts'
import { build, functionsByNm, start } from './target.ts'

const gccTest = testNeeding('gcc')
const rootGccTest = testNeeding('gcc', 'root')

const text = ({ name, offset, object }: UserSymbol): string =>
  `${name ?? ''}+0x${offset.toString(16)} ${object}`
const atStart = (name: string): string => `${name}+0x0 target`

describe('parseMaps', () => {
  const mappings = parseMaps(`55d0-55d8 r-xp 00002000 fe:00 260131                     /usr/bin/a b
55d8-55e0 r-xp 00001000 fe:00 77 /tmp/new\\012line (deleted)
7f00-7f10 rw-p 00000000 00:00 0
7ffd-7fff rw-p 00000000 00:00 0                          [stack]
`)
  test('reads paths with blanks, newlines, and of deleted files', () =>
    expect(mappings.map(({ path, isDeleted, inode }) => ({ path, isDeleted, inode }))).toEqual([
      { path: '/usr/bin/a b', isDeleted: false, inode: 260131 },
      { path: '/tmp/new\nline', isDeleted: true, inode: 77 },
      { path: '', isDeleted: false, inode: 0 },
      { path: '[stack]', isDeleted: false, inode: 0 },
    ]))

  test('finds the mapping that holds an address', () => {
    const cases: [number, string | undefined][] = [
      [0x55cf, undefined],
      [0x55d0, '/usr/bin/a b'],
      [0x55d8, '/tmp/new\nline'],
      [0x55e0, undefined],
      [0x7ffe, '[stack]'],
      [0x7fff, undefined],
    ]
    for (const [address, path] of cases) expect(findMapping(mappings, address)?.path).toBe(path!)
  })
})

describe('parsePerfMap', () => {
  const map = parsePerfMap('1000 20 old\n1000 20 new name\x1b[2J\n0x2000 0x10 next\nbad line\n1010')
  test('the later of two entries holds, and what is not a line is skipped', () => {
    expect(map.find(0x1004)).toEqual({ name: 'new name?[2J', offset: 4 })
    expect(map.find(0x200f)).toEqual({ name: 'next', offset: 15 })
    expect(map.find(0x2010)).toBeUndefined()
    expect(map.count).toBe(2)
  })
})

describe('userSymbols', () => {
  for (const [kind, flag] of [
    ['position-independent', '-pie'],
    ['at a fixed address', '-no-pie'],
  ] as const) {
    gccTest(`resolves functions of a program: ${kind}`, async () => {
      using program = build(flag)
      await using running = await start(program.path)
      const user = userSymbols()
      const addresses = await running.ask('functions')
      expect(addresses.map(address => text(user.resolve(running.pid, address)))).toEqual([
        atStart('next_function'),
        atStart('local_function'),
      ])
      expect(text(user.resolve(running.pid, addresses[0]! + 2n))).toBe('next_function+0x2 target')
    })
  }

  gccTest('gives the address in the file, as nm has it, where there is no name', async () => {
    using program = build('-pie')
    const expected = functionsByNm(program.path).find(([, name]) => name === 'local_function')!
    execFileSync('strip', [program.path])
    await using running = await start(program.path)
    const [, local] = await running.ask('functions')
    expect(text(userSymbols().resolve(running.pid, local!))).toBe(`+0x${expected[0].toString(16)} target`)
  })

  gccTest('names what is not a file', async () => {
    using program = build()
    await using running = await start(program.path)
    const user = userSymbols()
    const [heap] = await running.ask('heap')
    expect(text(user.resolve(running.pid, heap!))).toBe('+0x0 [heap]')
    expect(user.resolve(running.pid, 0x10n).object).toBeUndefined()
  })

  gccTest('sees a library that was loaded since', async () => {
    using program = build()
    await using running = await start(program.path)
    const user = userSymbols()
    user.observe(running.pid)
    const [cos] = await running.ask('load')
    await sleep(60)
    const { name, object } = user.resolve(running.pid, cos!)
    expect(object).toBe('libm.so.6')
    // Its address is that of the variant for this processor, or of the exported name.
    if (name !== undefined) expect(name).toMatch(/cos/)
  })

  gccTest('resolves for a process that has exited, if it was seen before', async () => {
    using program = build()
    const running = await start(program.path)
    const user = userSymbols()
    user.observe(running.pid)
    const [next] = await running.ask('functions')
    await running.end()
    expect(existsSync(`/proc/${running.pid}`)).toBe(false)
    expect(text(user.resolve(running.pid, next!))).toBe(atStart('next_function'))
    await sleep(250)
    expect(text(user.resolve(running.pid, next! + 1n))).toBe('next_function+0x1 target')
    expect(userSymbols().resolve(running.pid, next!).object).toBeUndefined()
  })

  gccTest('notices that a process runs another program', async () => {
    using one = build()
    using two = build('-no-pie')
    await using running = await start(one.path)
    const user = userSymbols()
    const [before] = await running.ask('functions')
    expect(text(user.resolve(running.pid, before!))).toBe(atStart('next_function'))
    await running.ask(`exec ${two.path}`)
    const [after] = await running.ask('functions')
    await sleep(250)
    expect(text(user.resolve(running.pid, after!))).toBe(atStart('next_function'))
    expect(user.resolve(running.pid, before!).name).toBeUndefined()
  })

  rootGccTest('resolves in a program whose file was deleted', async () => {
    using program = build()
    await using running = await start(program.path)
    const [next] = await running.ask('functions')
    rmSync(program.path)
    expect(text(userSymbols().resolve(running.pid, next!))).toBe(atStart('next_function'))
  })

  gccTest('does not take another file that has the path by now', async () => {
    using program = build()
    const running = await start(program.path)
    const user = userSymbols()
    user.observe(running.pid)
    const [next] = await running.ask('functions')
    await running.end()
    copyFileSync(program.path, `${program.path}.new`)
    execFileSync('mv', [`${program.path}.new`, program.path])
    expect(user.resolve(running.pid, next!).name).toBeUndefined()
  })

  gccTest('reads the map of code that the process compiled itself', async () => {
    using program = build()
    await using running = await start(program.path)
    const user = userSymbols()
    const [heap] = await running.ask('heap')
    expect(user.resolve(running.pid, heap!).object).toBe('[heap]')
    const path = `/tmp/perf-${running.pid}.map`
    try {
      writeFileSync(path, `${heap!.toString(16)} 40 LazyCompile:~hot app.js:3\n`)
      await sleep(250)
      expect(text(user.resolve(running.pid, heap! + 8n))).toBe('LazyCompile:~hot app.js:3+0x8 [jit]')
    } finally {
      rmSync(path, { force: true })
    }
  })

  testNeeding(
    'gcc',
    'root',
    'sudo',
  )('ignores a map that another user wrote', async () => {
    using program = build()
    chmodSync(program.folder, 0o755)
    await using running = await start(program.path)
    const [heap] = await running.ask('heap')
    const path = `/tmp/perf-${running.pid}.map`
    try {
      writeFileSync(path, `${heap!.toString(16)} 40 lie\n`)
      execFileSync('chown', ['nobody', path])
      expect(userSymbols().resolve(running.pid, heap!).object).toBe('[heap]')
    } finally {
      rmSync(path, { force: true })
    }
  })

  test('resolves functions of our own C library and vDSO', () => {
    const maps = parseMaps(readFileSync('/proc/self/maps', 'utf8'))
    const user = userSymbols()
    const libc = maps.find(({ path, fileOffset }) => /\/libc\.so\.6$/.test(path) && fileOffset === 0)
    if (libc !== undefined) {
      const functions = functionsByNm(libc.path, '-D')
      for (const wanted of ['getppid', 'close']) {
        const [address] = functions.find(([, name]) => name === wanted)!
        expect(text(user.resolve(process.pid, libc.start + address))).toBe(`${wanted}+0x0 libc.so.6`)
      }
    }
    const vdso = maps.find(({ path }) => path === '[vdso]')
    if (vdso !== undefined) {
      const found = new Set<string | undefined>()
      for (let at = vdso.start; at < vdso.end; at += 16) found.add(user.resolve(process.pid, at).name)
      expect([...found].filter(name => name?.includes('clock_gettime'))).not.toEqual([])
    }
  })
})
