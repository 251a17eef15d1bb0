/** The manual page, systrace(1): what the help says of all commands, as roff for man(1). */

import type { CommandPage, ManualPages } from '../commands/command.ts'

type Pairs = ManualPages['exitCodes']

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\e',
  '-': '\\-',
  "'": '\\(aq',
  '`': '\\(ga',
  '^': '\\(ha',
  '~': '\\(ti',
}

/** A text that means itself, so that what is copied from the page is what is meant. */
const plain = (text: string): string =>
  text
    .replaceAll(/[-\\'`^~]/g, char => escapes[char]!)
    .replaceAll(
      /\P{ASCII}/gu,
      char => `\\[u${char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}]`,
    )
    .replaceAll(/^\./gm, '\\&.')

const bold = (text: string): string => `\\fB${plain(text)}\\fR`

/** `-p, --pid <pid>`: what is typed bold, what it stands for in italics. */
const flagText = (flags: string): string => {
  const [, names = '', value] = /^(.*?)(?: <(.*)>)?$/.exec(flags)!
  const typed = names.split(', ').map(bold).join(', ')
  return value === undefined ? typed : `${typed} \\fI${plain(value)}\\fR`
}

const entry = (left: string, right: string): string => `.TP\n${left}\n${plain(right)}\n`

const optionsOf = ({ groups, options }: CommandPage): string =>
  groups
    .map(group => {
      const rows = Object.values(options).filter(row => row.group === group)
      return rows.length === 0
        ? ''
        : `.SS ${plain(group)}\n${rows.map(row => entry(flagText(row.flags), row.help)).join('')}`
    })
    .join('')

const examplesOf = ({ examples }: CommandPage): string =>
  examples.map(([what, line]) => `${plain(what)}:\n.PP\n.nf\n.RS 4\n${plain(line)}\n.RE\n.fi\n`).join('.PP\n')

/** A command in a section of its own. */
const sectionOf = (page: CommandPage): string =>
  `.SH SYSTRACE ${page.name.toUpperCase()}\n${plain(page.about)}.\n.PP\n.nf\n${page.usage.map(plain).join('\n')}\n.fi\n${optionsOf(page)}${
    page.examples.length === 0 ? '' : `.SS Examples\n${examplesOf(page)}`
  }`

const pairsOf = (pairs: Pairs): string =>
  pairs.map(([left, right]) => entry(bold(left.trim()), right)).join('')

const description = `A few lines of TypeScript say which events are wanted,
and what to do with them.
systrace moves what the kernel can do of that into the kernel, as eBPF programs,
and runs the rest as ordinary TypeScript.
.PP
To trace it needs
.B CAP_BPF
and
.BR CAP_PERFMON .
Through
.BR sudo (8)
it becomes the user who called it before a script runs, and keeps these two.
.B systrace doctor
shows what is missing.
`

const environment: Pairs = [
  ['NO_COLOR', 'no colours, whatever its value, unless that is empty'],
  ['FORCE_COLOR', 'colours where no terminal is, unless it is 0'],
  ['SUDO_UID, SUDO_GID', 'set by sudo: whom to become'],
]

/** The page as roff. */
export const manualText = ({ pages, sections, exitCodes }: ManualPages, version: string): string => {
  const run = pages.find(({ name }) => name === 'run')!
  const others = pages.filter(page => page !== run)
  return [
    `.TH SYSTRACE 1 "" "systrace ${plain(version)}" "User Commands"\n`,
    '.SH NAME\nsystrace \\- scriptable tracing for Linux, in TypeScript\n',
    `.SH SYNOPSIS\n.nf\n${pages
      .flatMap(page => page.usage)
      .map(plain)
      .join('\n')}\n.fi\n`,
    `.SH DESCRIPTION\n${description}`,
    `.SH COMMANDS\n${pairsOf(pages.map(({ name, about }) => [name, about]))}`,
    `.SH OPTIONS\nThese are options of\n.BR run ,\nwhich may be left out.\nThey come before the script; what is behind it is the script's own.\n${optionsOf(run)}`,
    ...sections.map(([title, pairs]) => `.SH ${plain(title.toUpperCase())}\n${pairsOf(pairs)}`),
    ...others.map(sectionOf),
    `.SH EXIT STATUS\n${pairsOf(exitCodes)}`,
    `.SH ENVIRONMENT\n${pairsOf(environment)}`,
    `.SH EXAMPLES\n${examplesOf(run)}`,
    '.SH SEE ALSO\n.BR strace (1),\n.BR capabilities (7),\n.BR bpf (2)\n',
  ].join('')
}
