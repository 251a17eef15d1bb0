/** Names of processes, cgroups and containers → what the kernel tests, on made-up machines and on this one. */

import { afterAll, describe, expect, test } from 'bun:test'
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { SystraceError, UsageError } from '../../runtime/errors.ts'
import { findCgroup, type Machine } from '../../runtime/trace/cgroups.ts'
import { findContainer } from '../../runtime/trace/containers.ts'
import { findProcesses } from '../../runtime/trace/processes.ts'

const folder = mkdtempSync(join(tmpdir(), 'machine-'))
afterAll(() => rmSync(folder, { recursive: true }))

const id = (digits: string): string => digits.repeat(64).slice(0, 64)
const web = id('4c01db0b')
const cache = id('4c01db0c')
const pod = id('00aa11')
const old = id('dd')

const cgroups = [
  `/system.slice/docker-${web}.scope/init`,
  `/docker/${cache}`,
  `/machine.slice/libpod-conmon-${pod}.scope`,
  `/machine.slice/libpod-${pod}.scope/container`,
  '/machine.slice/machine-my\\x2dvm.scope',
  '/machine.slice/systemd-nspawn@box.service/payload',
  `/kubepods.slice/pod1/cri-containerd-${id('beef')}.scope`,
  '/default/batch',
]

const machine: Machine = { root: join(folder, 'a') }

const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(machine.root, path)), { recursive: true })
  writeFileSync(join(machine.root, path), text)
}

const mount = '/sys/fs/cgroup/unified'
write('/proc/self/mountinfo', `30 24 0:26 / ${mount} rw,relatime - cgroup2 none rw\n`)
for (const path of cgroups) mkdirSync(join(machine.root, mount, path), { recursive: true })
write(`/var/lib/docker/containers/${web}/config.v2.json`, JSON.stringify({ ID: web, Name: '/web' }))
write(`/var/lib/docker/containers/${old}/config.v2.json`, JSON.stringify({ ID: old, Name: '/old' }))
write('/var/lib/docker/containers/broken/config.v2.json', '{')
write(
  '/home/ann/.local/share/containers/storage/overlay-containers/containers.json',
  JSON.stringify([{ id: pod, names: ['pod', 'also'] }]),
)
write('/run/containerd/io.containerd.runtime.v2.task/default/batch/address', '')
write('/var/lib/nerdctl/1935db59/names/default/ctrd', id('beef'))
for (const [pid, comm, args, groups] of [
  [1, 'systemd', '/sbin/init', '0::/init.scope\n'],
  [20, 'nginx', 'nginx: master', '0::/\n'],
  [21, 'nginx', 'nginx: worker', '0::/\n'],
  [30, 'systemd-journal', '/lib/systemd/systemd-journald', '0::/\n'],
  [40, 'old', 'old', `4:memory:/docker/${old}\n0::/\n`],
] as const) {
  write(`/proc/${pid}/comm`, `${comm}\n`)
  write(`/proc/${pid}/cmdline`, `${args}\0`)
  write(`/proc/${pid}/cgroup`, groups)
}

const place = (path: string) => ({
  id: statSync(join(machine.root, mount, path), { bigint: true }).ino,
  level: path.split('/').length - 1,
  path,
})

/** What is thrown, in one line. */
const refusal = (run: () => unknown): string => {
  try {
    run()
  } catch (error) {
    if (error instanceof UsageError || error instanceof SystraceError)
      return [error.message, ...(error.hint ? [error.hint] : [])].join(' | ').replaceAll(folder, '')
    throw error
  }
  return 'nothing'
}

describe('findCgroup()', () => {
  const path = `/docker/${cache}`

  test('by its path, with the mount point or without, and by its id', () => {
    expect(findCgroup(path, machine)).toEqual(place(path))
    expect(findCgroup(`docker/${cache}/`, machine)).toEqual(place(path))
    expect(findCgroup(join(machine.root, mount, path), machine)).toEqual(place(path))
    expect(findCgroup(String(place(path).id), machine)).toEqual(place(path))
  })

  test('the root is above all', () => {
    const { level, path } = findCgroup('/', machine)
    expect({ level, path }).toEqual({ level: 0, path: '/' })
  })

  const refused: readonly [text: string, message: string][] = [
    [
      '/machine.slic',
      `There is no cgroup "/machine.slic" in the cgroup v2 tree at /a${mount} | did you mean "/machine.slice"?`,
    ],
    [
      '/x/y/z/0',
      `There is no cgroup "/x/y/z/0" in the cgroup v2 tree at /a${mount} | its path is behind "0::" in /proc/PID/cgroup`,
    ],
    [
      '/docker/../docker',
      `There is no cgroup "/docker/../docker" in the cgroup v2 tree at /a${mount} | its path`,
    ],
    ['', `There is no cgroup "" in the cgroup v2 tree at /a${mount}`],
    ['1', 'There is no cgroup with the id 1 | e.cgroup in a script is the id of a cgroup'],
  ]
  for (const [text, message] of refused)
    test(`refuses ${JSON.stringify(text)}`, () => {
      expect(refusal(() => findCgroup(text, machine))).toStartWith(message)
    })

  test('says when there is no tree', () => {
    expect(refusal(() => findCgroup('/', { root: join(folder, 'empty') }))).toBe(
      'Cannot select by cgroup: no cgroup v2 tree is mounted | mount -t cgroup2 none /sys/fs/cgroup',
    )
  })
})

describe('findContainer()', () => {
  const found: readonly [what: string, text: string, paths: readonly string[]][] = [
    ["docker's by name", 'web', [`/system.slice/docker-${web}.scope`]],
    ["docker's by id", cache, [`/docker/${cache}`]],
    ['the first digits of an id', '4c01db0c', [`/docker/${cache}`]],
    ["podman's by name, without its monitor", 'pod', [`/machine.slice/libpod-${pod}.scope`]],
    ["podman's by another name", 'also', [`/machine.slice/libpod-${pod}.scope`]],
    ["podman's by digits", '00aa11', [`/machine.slice/libpod-${pod}.scope`]],
    ["systemd's machines", 'my-vm', ['/machine.slice/machine-my\\x2dvm.scope']],
    ["systemd-nspawn's", 'box', ['/machine.slice/systemd-nspawn@box.service']],
    ["containerd's by id that is a text", 'batch', ['/default/batch']],
    ["nerdctl's by name", 'ctrd', [`/kubepods.slice/pod1/cri-containerd-${id('beef')}.scope`]],
  ]
  for (const [what, text, paths] of found)
    test(what, () => {
      expect(findContainer(text, machine)).toEqual({ name: text, cgroups: paths.map(place) })
    })

  const refused: readonly [text: string, message: string][] = [
    ['wbe', 'There is no container "wbe" | did you mean "web"?'],
    ['4c01db0', 'The ids of 2 containers begin with "4c01db0" | give more of it: 4c01db0'],
    ['4c01d', '"4c01d" is too short for an id | give at least 6 of its digits'],
    [
      'old',
      `Cannot select the container "old": it is in no cgroup v2, only in /docker/${old} | select its processes instead: -p PID -f`,
    ],
    ['something', 'There is no container "something" | there are '],
  ]
  for (const [text, message] of refused)
    test(`refuses ${text}`, () => {
      expect(refusal(() => findContainer(text, machine))).toStartWith(message)
    })
})

describe('findProcesses()', () => {
  test('by name, cut or in full, by pattern, by id', () => {
    expect(findProcesses(['nginx'], machine)).toEqual([20, 21])
    expect(findProcesses(['systemd-journald', '1'], machine)).toEqual([30, 1])
    expect(findProcesses(['ngin*', 'nginx', '*temd*'], machine)).toEqual([20, 21, 1, 30])
  })

  const refused: readonly [text: string, message: string][] = [
    ['nginxx', 'There is no process called "nginxx" | did you mean "nginx"?'],
    ['systemd-journalx', 'There is no process called "systemd-journalx"'],
    ['zz*', 'There is no process that fits "zz*" | ps -e lists those that there are'],
  ]
  for (const [text, message] of refused)
    test(`refuses ${text}`, () => {
      expect(refusal(() => findProcesses([text], machine))).toStartWith(message)
    })

  test('of this machine', () => {
    expect(findProcesses(['1'])).toEqual([1])
    expect(refusal(() => findProcesses(['4194304']))).toBe(
      'There is no process 4194304 | ps -e lists those that there are',
    )
  })
})
