/** Completion as it is typed: in bash, zsh and fish, at a terminal, with the Tab key. */

import { afterAll, describe, expect } from 'bun:test'
import { dirname } from 'node:path'
import { type Need, testNeeding } from '../support/needs.ts'
import { Screen } from '../support/screen.ts'
import { binary, Folder, systrace } from './command.ts'

const folder = new Folder()
afterAll(() => folder[Symbol.dispose]())

const script = `import { duration, on, options, print } from 'systrace'
const opt = options({ slowest: duration('10ms') })
on('openat', { minDuration: opt.slowest }, e => print(e.filename))
`

/** A shell of its own, with nothing but our completions. */
const starts = {
  bash: () => {
    const rc = folder.write('bash/rc', "PS1='> '\nsource <(systrace completions bash)\n")
    return `bash --rcfile ${rc} -i`
  },
  zsh: () => {
    const rc = "PS1='> '\nautoload -Uz compinit && compinit -u\nsource <(systrace completions zsh)\n"
    return `ZDOTDIR=${dirname(folder.write('zsh/.zshrc', rc))} zsh -d -i`
  },
  fish: () => {
    const rc = folder.write(
      'fish/rc',
      "function fish_prompt; echo '> '; end\nfunction fish_right_prompt; end\nset -g fish_greeting\nset -g fish_autosuggestion_enabled 0\nsystrace completions fish | source\n",
    )
    return `HOME=${folder.path}/fish TMPDIR=${folder.path}/fish XDG_CONFIG_HOME= fish --no-config -C 'source ${rc}'`
  },
} as const satisfies Partial<Record<Need, () => string>>

/** What is typed before Tab is pressed, and what stands there then. */
const typed = [
  ['tra', 'trace'],
  ['doc', 'doctor'],
  ['-f js', '-f json'],
  ['trace --sty', 'trace --style'],
  ['trace --format=chr', 'trace --format=chrome'],
  ['trace -s openat,process_madv', 'trace -s openat,process_madvise'],
  ['trace -u nobo', 'trace -u nobody'],
  ['trace -o json:some-f', 'trace -o json:some-file'],
  ['some-scr', 'some-script.ts'],
  ['some-script.ts --slo', 'some-script.ts --slowest'],
  ['trace -- sha512s', 'trace -- sha512sum'],
  ['completions fi', 'completions fish'],
] as const

describe('completions', () => {
  for (const [shell, start] of Object.entries(starts))
    testNeeding(
      'kernel',
      'binary',
      'tmux',
      shell as keyof typeof starts,
    )(
      shell,
      async () => {
        folder.write('some-script.ts', script)
        folder.write('some-file', '')
        const here = `cd ${folder.path} && PATH=${dirname(binary)}:$PATH`
        using screen = new Screen(`${here} ${start()}`, { columns: 100, rows: 30 })
        await screen.shows(/^> ?$/m)
        for (const [before, after] of typed) {
          screen.keys('-l', `systrace ${before}`)
          screen.keys('Tab')
          await screen.shows(text => text.split('\n').includes(`> systrace ${after}`))
          screen.keys('C-u')
          screen.keys('C-l')
          await screen.shows(/^> ?$/)
        }
        // Several: the shell lists them.
        screen.keys('-l', 'systrace trace --sort p')
        screen.keys('Tab', 'Tab')
        expect(await screen.shows(/p50[\s\S]*p95[\s\S]*p99/)).toContain('p99')
      },
      60_000,
    )

  const programTest = testNeeding('binary')

  programTest('an unknown shell is refused, with the nearest', async () => {
    expect(await systrace(['completions', 'bsh'])).toEqual({
      stdout: '',
      stderr: 'systrace: There are no completions for "bsh"\n  hint: did you mean "bash"?\n',
      exit: 2,
    })
    expect((await systrace(['completions'])).stderr).toContain('hint: systrace completions bash | zsh | fish')
    expect((await systrace(['completions', 'bash', 'zsh'])).exit).toBe(2)
  })
})
