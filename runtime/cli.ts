/** argv → one call → exit code. The only place that prints errors. */

import { LibraryMissing, LibraryTooOld, SysError } from '../ffi/syserror.ts'
import { parseArgs, type Request, version } from './args.ts'
import { render } from './diagnostic.ts'
import { EXIT, SystraceError, UsageError } from './errors.ts'
import { explainScript } from './explain.ts'
import { Loader, ScriptRefused, type ScriptSource } from './loader.ts'
import { run } from './session.ts'
import { openSink } from './sinks/open.ts'
import { explainFailure } from './world.ts'

const tell = (text: string): void => {
  process.stderr.write(`${text}\n`)
}

/** Runs the command line. @returns the exit code */
export const main = async (argv: readonly string[]): Promise<number> => {
  const loader = new Loader()
  try {
    const request = parseArgs(argv)
    switch (request.kind) {
      case 'help':
        process.stdout.write(request.text)
        return EXIT.ok
      case 'version':
        process.stdout.write(`systrace ${version}\n`)
        return EXIT.ok
      case 'explain':
        process.stdout.write(explainScript(loader, await sourceOf(request), request))
        return EXIT.ok
      case 'run':
        return await runRequest(loader, request)
    }
  } catch (error) {
    return report(error, loader)
  }
}

type RunRequest = Extract<Request, { kind: 'run' | 'explain' }>

const sourceOf = async (request: RunRequest): Promise<ScriptSource> => {
  if (request.source !== 'stdin') return request.source
  const chunks: Uint8Array[] = []
  for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array)
  return { kind: 'text', name: '-', text: Buffer.concat(chunks).toString('utf8') }
}

const runRequest = async (loader: Loader, request: RunRequest): Promise<number> => {
  const sink = openSink(request)
  const started = process.env.SYSTRACE_TRACE_START === '1'
  const code = await run({
    ...request,
    loader,
    source: await sourceOf(request),
    sink,
    tell: request.quiet ? () => {} : tell,
    progress: (step, plan) => {
      if (started) tell(`${step} ${performance.now().toFixed(2)}`)
      if (request.verbose && step === 'attached') {
        const hooks = plan.programs
          .map(p => `${p.spec.name} (${p.spec.insns.length} instructions)`)
          .join(', ')
        tell(`systrace: attached ${hooks || 'nothing'} after ${performance.now().toFixed(1)} ms`)
      }
    },
  })
  sink.close()
  return code
}

/** One clear message for what went wrong, and the exit code that says whose fault it is. */
const report = (error: unknown, loader: Loader): number => {
  const hint = (text: string | undefined): string => (text ? `\n  hint: ${text}` : '')
  if (error instanceof UsageError) {
    tell(`systrace: ${error.message}${hint(error.hint)}`)
    return EXIT.usage
  }
  if (error instanceof ScriptRefused) {
    for (const diagnostic of error.diagnostics) tell(render(diagnostic, loader.sources))
    return error.diagnostics.some(d => d.code === 'unknown-probe') ? EXIT.usage : EXIT.script
  }
  if (error instanceof SystraceError) {
    tell(`systrace: ${error.message}${hint(error.hint)}`)
    return EXIT.world
  }
  if (error instanceof SysError || error instanceof LibraryMissing || error instanceof LibraryTooOld) {
    const failure = explainFailure(error)
    tell(`systrace: ${failure.message}${hint(failure.hint)}`)
    return failure.bug ? EXIT.bug : EXIT.world
  }
  tell(
    `systrace: a bug in systrace, please report it with this text\n${error instanceof Error ? error.stack : String(error)}`,
  )
  return EXIT.bug
}
