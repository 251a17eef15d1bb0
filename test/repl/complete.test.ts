/** What Tab offers, by what stands before the cursor. */

import { describe, expect, test } from 'bun:test'
import { commonBeginning, completionsAt } from '../../runtime/repl/complete.ts'

const knowledge = {
  commands: ['list', 'off', 'filter', 'tables'],
  argumentsOf: (command: string) => (command === 'filter' ? ['pid=', 'comm=', '1'] : []),
  names: new Set(['opened', 'limit']),
}

/** The candidates at the end of a text, or at its `|`. */
const offered = (text: string): readonly string[] => {
  const cursor = text.includes('|') ? text.indexOf('|') : text.length
  return completionsAt(text.replace('|', ''), cursor, knowledge).candidates
}

describe('probes', () => {
  test('syscalls, in the string of on', () => {
    expect(offered("on('openat")).toEqual(['openat2'])
    expect(offered('on("pread')).toEqual(['pread64', 'preadv', 'preadv2'])
    expect(offered("on(['close', 'openat")).toEqual(['openat2'])
    expect(offered("on(['open*', '!close_r")).toEqual(['close_range'])
  })
  test('groups, process events, kinds', () => {
    expect(offered("on('%ne")).toEqual(['%net', '%network'].filter(name => offered("on('%ne").includes(name)))
    expect(offered("on('%net")).not.toContain('openat')
    expect(offered("on('process:e")).toEqual(['process:exec', 'process:exit'])
    expect(offered("on('kretp")).toEqual(['kretprobe:'])
    expect(offered("on('openat:")).toEqual(['openat:enter'])
  })
  test('not in other strings', () => {
    expect(offered("print('openat")).toEqual([])
    expect(offered("on('openat', e => print('op")).toEqual([])
  })
})

describe('fields of an event', () => {
  test('arguments and common ones, as the probe has them', () => {
    expect(offered("on('openat', e => print(e.f")).toEqual(['filename', 'flags'])
    expect(offered("on('openat', e => e.d")).toEqual(['dfd', 'duration'])
    expect(offered("on('openat:enter', e => e.d")).toEqual(['dfd'])
    expect(offered("on('process:fork', (ev) => ev.ch")).toEqual(['child', 'childTid'])
    expect(offered("on('read', { pid: 1 }, async (e) => { await e.co")).toEqual(['comm', 'count'])
    expect(offered("on('kill', e => e.args.")).toEqual(['pid', 'sig'])
  })
  test('of the handler around the cursor', () => {
    expect(offered("on('read', e => e.count); on('openat', e => e.f")).toEqual(['filename', 'flags'])
    expect(offered("on('read', e => e.|filename)")).toContain('count')
    expect(offered("on('read', e => x.")).toEqual([])
  })
})

describe('names', () => {
  test('of systrace, of what was declared, of JavaScript', () => {
    expect(offered('ope')).toEqual(['opened'])
    expect(offered('pri')).toEqual(['print', 'printf'])
    expect(offered('lim')).toEqual(['limit'])
    expect(offered('JSO')).toEqual(['JSON'])
    expect(offered('')).toEqual([])
  })
  test('of options, where they stand', () => {
    expect(offered("on('read', { mi")).toEqual(['minDuration: '])
    expect(offered("on('read', { pid: 1, u")).toEqual(['uid: '])
  })
  test('of properties, without calling anything', () => {
    expect(offered('JSON.st')).toEqual(['stringify'])
    expect(offered('Math.fl')).toEqual(['floor'])
    expect(offered('nosuch.')).toEqual([])
  })
})

test('commands, and what stands behind them', () => {
  expect(offered('.')).toEqual(['filter', 'list', 'off', 'tables'])
  expect(offered('.fi')).toEqual(['filter'])
  expect(offered('.filter p')).toEqual(['pid='])
  expect(offered('.filter 1 c')).toEqual(['comm='])
  expect(offered('.list x')).toEqual([])
})

test('commonBeginning() is what all begin with', () => {
  expect(commonBeginning(['openat', 'openat2', 'open'])).toBe('open')
  expect(commonBeginning(['read'])).toBe('read')
  expect(commonBeginning(['a', 'b'])).toBe('')
})
