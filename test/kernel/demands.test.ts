/** What else may be demanded of the kernel: patterns of names, descriptors, paths, errors, cgroups with what is below them. */

import { describe, expect } from 'bun:test'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testNeeding } from '../support/needs.ts'
import { Tracer } from '../support/tracer.ts'
import { cgroupPath, kernelCases } from './cases.ts'

const mix = { program: 'calls', args: ['mix'] }

kernelCases('demands', [
  {
    name: 'comm: patterns',
    script: `
      on('getpgrp', { comm: 'wo*' }, e => print('wo*', e.comm))
      on('getpgrp', { comm: '*er' }, e => print('*er', e.comm))
      on('getpgrp', { comm: '*ork*' }, e => print('*ork*', e.comm))
      on('getpgrp', { comm: ['w?r*r', '?'] }, e => print('w?r*r or ?', e.comm))
      on('getpgrp', { comm: '\\\\*' }, e => print('itself', e.comm))
      on('getpgrp', { comm: '??????????????*' }, e => count(e.comm))
      on('getpgrp', { comm: '*' }, e => count(1))`,
    args: ['-u', '$uid'],
    workload: {
      program: 'fields',
      args: ['names', 'worker', 'wor', 'kworker/0:1', 'wxr er', '*', 'fifteen bytes..', '', 'w'],
      asUser: true,
    },
    unordered: true,
    expect: {
      rows: [
        ...['worker', 'wor'].map(name => ['wo*', name]),
        ...['worker', 'wxr er'].map(name => ['*er', name]),
        ...['worker', 'wor', 'kworker/0:1'].map(name => ['*ork*', name]).filter(([, name]) => name !== 'wor'),
        ...['worker', 'wxr er', '*', 'w'].map(name => ['w?r*r or ?', name]),
        ['itself', '*'],
      ],
      tables: { 'count(e.comm)': [['fifteen bytes..', 1]], 'count(1)': [[1, 8]] },
    },
  },
  {
    name: 'comm: a pattern that names do not fit, though their old bytes would',
    script: `on('getpgrp', { comm: '*xyz*' }, e => print(e.comm)); on('getpgrp', { comm: 'a*z' }, e => print(e.comm))`,
    args: ['-u', '$uid'],
    workload: { program: 'fields', args: ['names', 'abcdefghi xyz', 'a', 'ab'], asUser: true },
    expect: { rows: ['abcdefghi xyz', 'abcdefghi xyz'] },
  },
  {
    name: '-c with a pattern',
    script: `on('getpgrp', e => print(e.comm.length > 3))`,
    args: ['-c', '*$comm,nobody*'],
    workload: mix,
    expect: { rows: [true, true, true] },
  },
  {
    name: 'fd: at whatever place it is given, and not what a call has no descriptor for',
    script: `
      on('*', { fd: 77 }, e => print(e.name, e.ret))
      on('*', { fd: [5, 6, 1000000] }, e => count(e.name, e.args.fd))
      on('getpgrp', { fd: 0 }, e => print('none'))`,
    workload: { program: 'calls', args: ['values', '5', '77', '6', '5', '1000000', '78'] },
    expect: {
      rows: [['fsync', -9]],
      tables: {
        'count(e.name, e.args.fd)': [
          ['fsync', 5, 2],
          ['fsync', 6, 1],
          ['fsync', 1_000_000, 1],
        ],
      },
    },
  },
  {
    name: 'path: of several calls, at any of their places; its beginning is another',
    script: `
      on('*', { path: '/no/such' }, e => count(e.name))
      on('%file', { path: ['/no/such/file', '/no'] }, e => print(e.name, e.args))`,
    workload: mix,
    expect: {
      rows: [['creat', { pathname: '/no/such/file', mode: 0o600 }]],
      tables: {
        'count(e.name)': [
          ['openat2', 3],
          ['openat', 2],
          ['chdir', 1],
          ['open', 1],
        ],
      },
    },
  },
  {
    name: 'path: of execs that fail, and of those that do not',
    script: `
      on('*', { path: '/no/such/program' }, e => print(e.name, e.error))
      on('execve', { path: '/dev/null' }, e => count(e.error))
      // The exec that follows ends so, and is another.
      on('execve', { path: '/no/such/program', errno: 'EACCES' }, e => print('none', e.filename))
      on('execve:enter', { path: '/no/such/program' }, e => count('entries'))`,
    // By process, which is tested at entry already: others' execs on the machine may have unreadable strings.
    args: ['-p', '$pid'],
    workload: { program: 'processes', args: ['failed_execs'], waits: true },
    expect: {
      rows: [
        ['execve', 'ENOENT'],
        ['execve', 'ENOENT'],
      ],
      tables: { 'count(e.error)': [['EACCES', 1]], "count('entries')": [['entries', 2]] },
    },
  },
  {
    name: 'errno and ok',
    script: `
      on('*', { errno: 'ENOENT' }, e => count(e.name).as('missing'))
      on('*', { errno: ['EBADF', 'EINVAL'] }, e => e.name === 'bind' && print(e.error))
      on(['getpgrp', 'getsid', 'chdir'], { ok: true }, e => count(e.name).as('fine'))
      on(['getpgrp', 'getsid', 'chdir'], { ok: false }, e => count(e.name).as('not'))`,
    workload: mix,
    expect: {
      rows: Array(5).fill('EBADF'),
      tables: {
        missing: [
          ['openat', 2],
          ['chdir', 1],
          ['creat', 1],
          ['open', 1],
        ],
        fine: [
          ['getpgrp', 3],
          ['getsid', 1],
        ],
        not: [['chdir', 1]],
      },
    },
  },
])

describe('cgroups by path', () => {
  testNeeding(
    'kernel',
    'root',
    'binary',
    'tracefs',
  )(
    'are those below as well, of before and of later',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'cgroups-'))
      const name = `systrace-test-${process.pid}`
      const top = join(cgroupPath('/'), name)
      const groups = ['', '/below', '/below/deep', '/later']
      const opened = (group: string): string => join(folder, `in${group.replaceAll('/', '-')}`)
      const openIn = (group: string): void => {
        const { status, stderr } = spawnSync(
          'sh',
          ['-c', `echo 0 >"${top}${group}/cgroup.procs"; exec cat "${opened(group)}"`],
          { encoding: 'utf8' },
        )
        expect(stderr).toContain('No such file')
        expect(status).toBe(1)
      }
      mkdirSync(`${top}/below/deep`, { recursive: true })
      try {
        const script = (path: string): string =>
          `on('openat', { cgroup: ${path} }, e => e.filename.startsWith('${folder}') && print(e.filename))`
        const oldest = { SYSTRACE_FEATURES: 'perf,hash,read,bounded,rows,levels' }
        const tracers = await Tracer.startAll(
          [
            ['-e', script(`'/${name}'`)],
            ['--no-pushdown', '-e', script(`['${top}/below']`)],
            ['-e', script(`['/${name}/below/deep', 1n]`)],
            ['-e', script(`'/${name}/below'`)],
            ['-e', script(`['/${name}/below/deep', 1n]`)],
          ],
          [undefined, undefined, undefined, oldest, oldest],
        )
        mkdirSync(`${top}/later`)
        for (const group of groups) openIn(group)
        const [all, below, deep, belowOfOld, deepOfOld] = await Promise.all(
          tracers.map(tracer => tracer.stop()),
        )
        expect(all!.rows).toEqual(groups.map(opened))
        expect(below!.rows).toEqual(['/below', '/below/deep'].map(opened))
        expect(deep!.rows).toEqual(['/below/deep'].map(opened))
        expect(belowOfOld!.rows).toEqual(below!.rows)
        expect(deepOfOld!.rows).toEqual(deep!.rows)
      } finally {
        for (const group of groups.toReversed())
          try {
            rmdirSync(`${top}${group}`)
          } catch {
            // It was not made.
          }
        rmSync(folder, { recursive: true })
      }
    },
    30_000,
  )
})
