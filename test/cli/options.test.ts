/** The binary's help, version, refusals and exit codes, as a user meets them. They need neither root nor BPF. */

import { describe, expect } from 'bun:test'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { testNeeding } from '../support/needs.ts'
import { powerless, systrace } from './command.ts'

const programTest = testNeeding('binary')

describe('help and version', () => {
  programTest('--help and -h go to standard output, without root', async () => {
    for (const args of [['--help'], ['-h'], ['explain', '--help'], ['run', '-h']]) {
      const { stdout, stderr, exit } = await systrace(args, { under: powerless })
      expect({ stderr, exit }).toEqual({ stderr: '', exit: 0 })
      expect(stdout).toContain('Usage:\n  systrace ')
    }
  })

  programTest('--version is that of package.json', async () => {
    const file = readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')
    const { version } = JSON.parse(file) as { version: string }
    expect(await systrace(['--version'])).toEqual({ stdout: `systrace ${version}\n`, stderr: '', exit: 0 })
  })
})

describe('refusals', () => {
  const cases: readonly [args: string[], stderr: string][] = [
    [['--pidd', '1'], 'Unknown option "--pidd"\n  hint: did you mean "--pid"?'],
    [
      ['-f', 'jsn', '-e', '1'],
      'Option "--format" must be text, json or csv, not "jsn"\n  hint: did you mean "json"?',
    ],
    [
      ['-d', '-1', '-e', '1'],
      'Option "--duration" must be seconds, or a duration such as 500ms or 2m, not "-1"',
    ],
    [
      [],
      `Nothing to run\n  hint: name a script, or give code: systrace -e "on('openat', e => print(e.comm, e.filename))"`,
    ],
    [['-p', '4194304', '-e', '1'], 'There is no process 4194304\n  hint: ps -e lists those that there are'],
    [['exlpain', 'x.ts'], 'There is no script "exlpain"\n  hint: did you mean "explain"?'],
    [["on('openat', e => 1)"], `There is no script "on('openat', e => 1)"\n  hint: code goes behind -e`],
  ]
  for (const [args, stderr] of cases)
    programTest(args.join(' ') || 'no arguments', async () => {
      expect(await systrace(args)).toEqual({ stdout: '', stderr: `systrace: ${stderr}\n`, exit: 2 })
    })

  programTest('a thread is no process', async () => {
    const thread = readdirSync('/proc/self/task').find(id => Number(id) !== process.pid)
    expect(await systrace(['-p', thread!, '-e', '1'])).toEqual({
      stdout: '',
      stderr: `systrace: ${thread} is a thread of the process ${process.pid}\n  hint: -p ${process.pid} traces the process\n`,
      exit: 2,
    })
  })

  programTest('are in colour where that is wanted', async () => {
    const coloured = await systrace(['--pidd'], { env: { FORCE_COLOR: '1' } })
    expect(coloured.stderr).toContain('\u001b[31m')
    const plain = await systrace(['--pidd'], { env: { FORCE_COLOR: '1', NO_COLOR: '1' } })
    expect(plain.stderr).not.toContain('\u001b')
  })

  programTest('come through when standard output or standard error is closed', async () => {
    const closed = (what: string) => ({ under: ['sh', '-c', `exec "$@" ${what}`, 'sh'] })
    expect(await systrace(['--pidd'], closed('2>&-'))).toEqual({ stdout: '', stderr: '', exit: 2 })
    expect((await systrace(['--pidd'], closed('>&-'))).exit).toBe(2)
    expect((await systrace(['--help'], closed('>/dev/full'))).stderr).toContain(
      'systrace: Cannot write the output: no space left on device',
    )
  })
})
