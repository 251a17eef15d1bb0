/**
 * A word as it is written in a shell's command line, in quotes if it has to be.
 *
 * @example shellWord("it's") // `'it'\''s'`
 */
export const shellWord = (word: string): string =>
  /^[\p{L}\p{M}\p{N}_@%+=:,./-]+$/u.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
