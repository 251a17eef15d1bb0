/** The lines of a trace in each style and format, of a program whose calls are known. */

import { describe, expect } from 'bun:test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command, Folder, systrace } from '../cli/command.ts'
import { testNeeding } from '../support/needs.ts'

const kernelTest = testNeeding('kernel', 'binary')

/** Traces a shell's commands, and gives what went to each file. */
const traced = async (
  args: readonly string[],
  shell: string,
  ...kinds: readonly string[]
): Promise<{ files: string[]; stderr: string; exit: number | string }> => {
  using folder = new Folder()
  const outputs = kinds.flatMap((kind, i) => ['-o', `${kind}:${join(folder.path, String(i))}`])
  const { stderr, exit } = await systrace(['trace', ...args, ...outputs, '--', 'sh', '-c', shell])
  return { files: kinds.map((_, i) => readFileSync(join(folder.path, String(i)), 'utf8')), stderr, exit }
}

const shell = 'cd /; cd /no/such/folder 2>/dev/null; cd /usr'

describe('formats', () => {
  kernelTest('several outputs at once have the same calls', async () => {
    const kinds = ['line', 'strace', 'table', 'json', 'csv', 'chrome']
    const { files, exit } = await traced(['-s', 'chdir'], shell, ...kinds)
    expect(exit).toBe(0)
    const [line, strace, table, json, csv, chrome] = files as [string, string, string, string, string, string]
    const calls = ['chdir("/")', 'chdir("/no/such/folder")', 'chdir("/usr")']
    const results = ['0', '-1 ENOENT (No such file or directory)', '0']
    expect(
      line
        .trimEnd()
        .split('\n')
        .map(text => text.replace(/^\[[\d:.]+\] sh\(\d+\) /, '')),
    ).toEqual(calls.map((call, i) => `${call} = ${results[i]}`))
    expect(strace.trimEnd().split('\n')).toEqual([
      ...calls.map((call, i) => `${call.padEnd(39)} = ${results[i]}`),
      '+++ exited with 0 +++',
    ])
    expect(
      table
        .split('\n')
        .slice(1, -1)
        .map(row => row.trim().split(/ {2,}/).slice(-3, -1)),
    ).toEqual([
      ['"/"', '0'],
      ['"/no/such/folder"', '-1 ENOENT (No such file or directory)'],
      ['"/usr"', '0'],
    ])
    const objects = json
      .trimEnd()
      .split('\n')
      .map(text => JSON.parse(text) as Record<string, unknown>)
    expect(
      objects.map(({ syscall, ret, errno, error, call }) => ({ syscall, ret, errno, error, call })),
    ).toEqual([
      { syscall: 'chdir', ret: 0, errno: null, error: false, call: 'chdir("/") = 0' },
      { syscall: 'chdir', ret: -2, errno: 'ENOENT', error: true, call: `${calls[1]} = ${results[1]}` },
      { syscall: 'chdir', ret: 0, errno: null, error: false, call: 'chdir("/usr") = 0' },
    ])
    expect(
      csv
        .trimEnd()
        .split('\n')
        .slice(1)
        .map(row => row.replace(/^\d{19},\d+,/, '').replace(/\d+$/, 'ns')),
    ).toEqual(['sh,chdir,"""/""",0,ns', 'sh,chdir,"""/no/such/folder""",-2,ns', 'sh,chdir,"""/usr""",0,ns'])
    const slices = (JSON.parse(`${chrome}]`) as Record<string, unknown>[]).filter(({ ph }) => ph === 'X')
    expect(slices.map(({ name }) => name)).toEqual(['chdir', 'chdir', 'chdir'])
  })

  kernelTest('signals and ends of processes stand between the calls in the style of strace', async () => {
    const { files, exit } = await traced(
      ['-f', '-s', 'kill', '-T', '-t', 'unix'],
      `trap : USR1; sh -c 'exit 3'; kill -USR1 $$; kill -TERM $$`,
      'strace',
    )
    expect(exit).toBe(128 + 15)
    const lines = files[0]!.trimEnd().split('\n')
    const pids = [...new Set(lines.map(line => line.split(' ')[0]!))]
    const name = (text: string): string =>
      pids
        .reduce((out, pid, i) => out.replaceAll(pid, `P${i}`), text)
        .replaceAll(/ +\d+\.\d{6} /g, ' ')
        .replace(/ <[\d.]+>$/, ' <T>')
    const sigchld =
      /^P1 --- SIGCHLD \{si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=P0, si_uid=0, si_status=3, si_utime=\d+, si_stime=\d+\} ---$/
    expect(lines.map(name)).toEqual([
      'P0 +++ exited with 3 +++',
      expect.stringMatching(sigchld) as unknown as string,
      expect.stringMatching(/^P1 kill\(P1, SIGUSR1\) += 0 <T>$/) as unknown as string,
      'P1 --- SIGUSR1 {si_signo=SIGUSR1, si_code=SI_USER, si_pid=P1, si_uid=0} ---',
      expect.stringMatching(/^P1 kill\(P1, SIGTERM\) += 0 <T>$/) as unknown as string,
      'P1 +++ killed by SIGTERM +++',
    ])
  })
})

describe('the run', () => {
  kernelTest('ends with the nth call', async () => {
    const { stdout, exit } = await systrace(['trace', '-q', '-n', '3'])
    expect(stdout.trimEnd().split('\n')).toHaveLength(3)
    expect(exit).toBe(0)
  })

  kernelTest('tells at its end what there was, or what left out all', async () => {
    const { stderr } = await traced(['-s', 'chdir'], shell, 'line')
    expect(stderr).toMatch(
      /^systrace: 3 calls in [\d.]+ s \([\d,]+\/s\)\n {2}1 syscall: chdir 3 \(100\.0 %\)\n {2}1 process: sh\(\d+\) 3 \(100\.0 %\)$/m,
    )
    const none = await traced(['-s', 'acct', '--failed'], shell, 'line')
    expect(none.stderr).toMatch(
      /^systrace: no calls in [\d.]+ s; --syscall, --failed leave out all there were$/m,
    )
  })

  kernelTest('has no lines of its own with -q', async () => {
    const { stderr } = await traced(['-q', '-s', 'chdir'], shell, 'line')
    expect(stderr).toBe('')
  })

  kernelTest('a reader that goes ends it quietly', async () => {
    await using command = new Command(['trace', '-v'])
    await command.attached()
    await command.until(({ stdout }) => stdout.includes('\n'), 'a line')
    command.closeOutput()
    const { exit, stderr } = await command.ended()
    expect(exit).toBe(0)
    expect(stderr.replace(/^systrace: attached .*\n/m, '')).not.toContain('rror')
  })

  kernelTest('what is not there is said in a line', async () => {
    const cases: readonly [args: string[], says: string, exit: number][] = [
      [['-p', '4194303'], 'There is no process 4194303', 2],
      [['-p', 'nosuchname'], 'There is no process called "nosuchname"', 2],
      [['--cgroup', '/no/such'], 'There is no cgroup "/no/such"', 2],
      [['--container', 'nosuch'], 'There is no container "nosuch"', 2],
      [['-s', 'opena'], 'no syscall is called "opena"\n  hint: did you mean "open"?\n', 2],
      [['-o', '/no/such/file'], 'Cannot open the output file "/no/such/file"', 3],
      [['--', '/no/such/program'], 'Cannot run "/no/such/program": there is no such file', 2],
      [['--', 'nosuchprogram'], 'Cannot run "nosuchprogram": there is no such program in PATH', 2],
    ]
    for (const [args, says, code] of cases) {
      const { stderr, exit } = await systrace(['trace', ...args])
      expect(stderr).toContain(says)
      expect(exit).toBe(code)
    }
  })
})
