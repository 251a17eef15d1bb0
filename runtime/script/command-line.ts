/** What a script knows of the command line that started it. */

/** The part of a command line that is the script's own. */
export interface CommandLine {
  /** Everything behind the script. */
  readonly args: readonly string[]
  /** How messages call the script: `slow.ts`. */
  readonly name: string
  /** How it is started, up to its own arguments: `systrace slow.ts`. */
  readonly start: string
  /** Whether it takes arguments besides its options: it uses `args`. */
  readonly takesRest: boolean
  /** Options that belong before the script, with their dashes. */
  readonly outerOptions: readonly string[]
  /** What they belong before: `the script`, or `--`. */
  readonly before: string
  /** Options of a tool that stand among the script's own. */
  readonly general?: GeneralOptions
  /** What its head says it is for. */
  about(): About
}

/** Options of a tool beside those of its script. */
export interface GeneralOptions {
  /** All that they are called, with dashes. */
  readonly options: readonly string[]
  /** Whether they stand before all that is for the script. */
  readonly comeFirst: boolean
  /** The section of the help that lists them. */
  help(): string
}

/** What a script says of itself in the comment at its head. */
export interface About {
  /** The first paragraph, as one line. */
  readonly title: string | undefined
  /** The paragraphs behind it, as written. */
  readonly text: string
  /** `@name slow-reads` and the like, by the word behind the `@`. */
  readonly tags: ReadonlyMap<string, string>
}

export const noAbout: About = { title: undefined, text: '', tags: new Map() }

/** That of a script which nobody started from a command line, such as in a test. */
export const noCommandLine: CommandLine = {
  args: [],
  name: 'the script',
  start: 'systrace SCRIPT',
  takesRest: true,
  outerOptions: [],
  before: 'the script',
  about: () => noAbout,
}

/** No fault: the script was asked for its help, which this is. It ends the script's start. */
export class HelpWanted extends Error {
  override readonly name = 'HelpWanted'
  /** The whole help, with a line feed at its end. */
  readonly text: string
  constructor(text: string) {
    super('The help was asked for')
    this.text = text
  }
}

/** Whether arguments ask for the help. */
export const asksForHelp = (args: readonly string[]): boolean => {
  const end = args.indexOf('--')
  return args.slice(0, end < 0 ? undefined : end).some(arg => arg === '--help' || arg === '-h')
}
