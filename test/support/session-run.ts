/**
 * A run with options that no command line gives yet: `bun session-run.ts '{ "script": "…", "filters": { "tree": true } }'`. What
 * it prints and how it ends is what `systrace` does.
 */

import { Loader } from '../../runtime/loader.ts'
import { reportOf } from '../../runtime/report.ts'
import { type RunOptions, run } from '../../runtime/session.ts'
import { openSink } from '../../runtime/sinks/open.ts'

/** The options of a run as JSON, the script as text. */
export type SessionRun = { readonly script: string } & Partial<
  Pick<RunOptions, 'filters' | 'command' | 'follow' | 'durationMs' | 'pushdown' | 'ringSize'>
>

const main = async ({ script, ...given }: SessionRun): Promise<number> => {
  const loader = new Loader()
  const tell = (text: string): void => void process.stderr.write(`${text}\n`)
  const sink = openSink({ output: process.env.SESSION_OUTPUT, format: 'json', color: false })
  try {
    const code = await run({
      loader,
      source: { kind: 'text', name: '<run>', text: script },
      scriptArgs: [],
      filters: {},
      durationMs: Number.POSITIVE_INFINITY,
      reader: undefined,
      pushdown: true,
      ringSize: 8 << 20,
      tableRows: 65_536,
      ...given,
      sink,
      show: ({ message }) => tell(message),
      tell,
      progress: step => {
        if (step === 'attached') tell('systrace: attached here')
      },
    })
    sink.close()
    return code
  } catch (error) {
    sink.close()
    const report = reportOf(error, {
      version: 'test',
      sources: loader.sources,
      verbose: false,
      paint: (_, text) => text,
    })
    tell(report.text)
    return report.exitCode
  }
}

// As the binary does: a script may have left timers behind.
if (import.meta.main) process.exit(await main(JSON.parse(process.argv[2]!) as SessionRun))
