/** argv → one call → exit code. The only place that prints errors. */

import { writeSync } from 'node:fs'
import { isOption, parseCommandLine, type Request } from './command-line/args.ts'
import { type Paint, render, ScriptRefused } from './diagnostic.ts'
import { EXIT, UsageError } from './errors.ts'
import { Loader, type ScriptSource, sourceText } from './loader.ts'
import { fallbackText } from './machine/features.ts'
import { type GivenUp, givenUpText, giveUpRights, type Rights } from './machine/privileges.ts'
import { checkProcesses } from './machine/world.ts'
import { checkNotScript } from './overwrite.ts'
import { readerOf, written } from './reader.ts'
import { reportOf } from './report.ts'
import { HelpWanted } from './script/command-line.ts'
import { type RunOptions, run } from './session.ts'
import { colorWanted, openSink } from './sinks/open.ts'
import { ClosedOutput, FileOutput, isTerminal } from './sinks/output.ts'
import { openTool, type Tool } from './tool/tool.ts'
import type { TopRun } from './top/plan-run.ts'
import type { TopRequest } from './top/request.ts'
import type { TraceRun } from './trace/plan-run.ts'
import type { TraceRequest } from './trace/request.ts'
import { version } from './version.ts'

/** Runs the command line: that of the script inside of this executable, if it is a tool. @returns the exit code */
export const main = async (argv: readonly string[]): Promise<number> => {
  let loader = new Loader()
  let request: Request | undefined
  let tool: Tool | undefined
  try {
    tool = openTool()
    request = tool ? await toolRequest(argv, tool) : await parseCommandLine(argv)
    const rights = rightsOf(request)
    if (rights !== 'root') tellGivenUp(giveUpRights(rights), request, tellAs(tool?.name))
    if (request.kind === 'trace') {
      const { planTraceRun, traceScript } = await import('./trace/plan-run.ts')
      if (request.given.script) {
        printOut(traceScript(request))
        return EXIT.ok
      }
      const { replay } = await replayOf(request.given.from, request.given.duration || Infinity, 'all')
      const traced = planTraceRun(request, tell, undefined, replay)
      loader = await loaderWith(traced.functions)
      return await runTrace(loader, request, traced)
    }
    if (request.kind === 'top') {
      const { planTopRun } = await import('./top/plan-run.ts')
      const top = planTopRun(request)
      loader = await loaderWith(top.functions)
      return await runTop(loader, request, top)
    }
    return await carryOut(loader, request, tool)
  } catch (error) {
    if (error instanceof ClosedOutput) return EXIT.ok
    const isOurScript = request?.kind === 'trace' || request?.kind === 'top'
    const failure = isOurScript ? asUsage(error) : error
    const { text, exitCode } = reported(request, failure, loader.sources, tool?.name)
    tell(text)
    return exitCode
  } finally {
    if (request?.kind === 'run' || request?.kind === 'trace')
      await Promise.all([written(process.stdout), written(process.stderr)])
  }
}

/** For a script of `trace`, which calls these. */
const loaderWith = async (functions: object): Promise<Loader> => {
  const { traceModule } = await import('./trace/script.ts')
  return new Loader({ [traceModule]: functions })
}

const toolRequest = async (argv: readonly string[], tool: Tool): Promise<Request> =>
  (await import('./tool/request.ts')).parseToolArgs(argv, tool)

const reported = (
  request: Request | undefined,
  error: unknown,
  sources: ReadonlyMap<string, string>,
  program?: string,
): ReturnType<typeof reportOf> =>
  reportOf(error, {
    version,
    ...(program !== undefined && { program }),
    sources,
    verbose: isCommand(request) && request.verbose,
    paint: painter(request),
  })

/** What a request is carried out with, if sudo gave more. */
const rightsOf = (request: Request): Rights => {
  switch (request.kind) {
    case 'help':
    case 'version':
      return 'root'
    case 'explain':
      return 'user'
    case 'run':
      if (request.asRoot) return 'root'
      return request.from === undefined ? 'script' : 'user'
    case 'trace':
    case 'top':
      if (request.given.asRoot) return 'root'
      if (request.given.from !== undefined) return 'user'
      return request.given.kprobe ? 'functions' : 'trace'
    case 'command': {
      const { rights } = request.command
      if (request.given.asRoot) return 'root'
      return typeof rights === 'function' ? rights(request) : rights
    }
  }
}

const tellGivenUp = (givenUp: GivenUp | undefined, request: Request, say: typeof tell): void => {
  if (givenUp === undefined || !isCommand(request)) return
  if (request.verbose) say(`systrace: ${givenUpText(givenUp)}`)
  if (request.kind === 'run' && givenUp.kept.includes('sys_admin') && !request.quiet)
    say(
      'systrace: this kernel knows no CAP_BPF: CAP_SYS_ADMIN is kept, with which a script may do nearly all',
    )
}

/** What is wrong with the script of `trace` is wrong with its options: the text of the script says nothing to anybody. */
const asUsage = (error: unknown): unknown => {
  if (!(error instanceof ScriptRefused)) return error
  const [first] = error.diagnostics
  return new UsageError(error.message, first?.hint)
}

const carryOut = async (
  loader: Loader,
  request: Exclude<Request, TraceRequest | TopRequest>,
  tool: Tool | undefined,
): Promise<number> => {
  try {
    switch (request.kind) {
      case 'help':
        printHelp(request.text)
        return EXIT.ok
      case 'version':
        printOut(tool ? `${tool.name} (systrace ${version})\n` : `systrace ${version}\n`)
        return EXIT.ok
      case 'explain': {
        const { explainScript } = await import('./explain/explain.ts')
        const source = await sourceOf(request)
        const { replay } = await replayOf(request.from, Infinity, 'by name')
        printOut(explainScript(loader, source, request, replay))
        return EXIT.ok
      }
      case 'run':
        return await runRequest(loader, request)
      case 'command':
        return await request.command.run({
          ...request,
          loader,
          out: printOut,
          tell,
          paint: painter(undefined),
          manual: async () => (await import('./command-line/help.ts')).manualPages(),
        })
    }
  } catch (error) {
    if (!(error instanceof HelpWanted)) throw error
    printHelp(error.text)
    return EXIT.ok
  }
}

type CommandRequest = Extract<Request, { kind: 'run' | 'explain' }>

const isCommand = (request: Request | undefined): request is CommandRequest | TraceRequest | TopRequest =>
  request !== undefined && !['help', 'version', 'command'].includes(request.kind)

/** Written at once, so that it keeps its place among the output; who closed standard error does not want it. */
const tell = (text: string): void => {
  const bytes = new TextEncoder().encode(`${text}\n`)
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(2, bytes, at)
  } catch {}
}

/** A tool speaks by its own name. */
const tellAs = (name: string | undefined): typeof tell =>
  name === undefined ? tell : text => tell(text.replace(/^systrace: /, `${name}: `))

/** With its headings in bold and its remarks dim, on a terminal. */
const printHelp = (text: string): void => {
  if (!colorWanted(true, isTerminal(1))) {
    printOut(text)
    return
  }
  const { styleText } = process.getBuiltinModule('node:util')
  const style = (name: 'bold' | 'dim') => (part: string) => styleText(name, part, { validateStream: false })
  printOut(text.replaceAll(/^\S.*:$/gm, style('bold')).replaceAll(/^ +# .*$/gm, style('dim')))
}

const printOut = (text: string): void => {
  const output = new FileOutput(1)
  output.write(text)
  output.flush()
}

const styles = {
  error: ['bold', 'red'],
  warning: ['bold', 'yellow'],
  place: 'dim',
  mark: 'red',
  hint: 'cyan',
} as const

/** Colours for standard error, where it is a terminal; found out when there is something to say. */
const painter = (request: Request | undefined): Paint => {
  let wanted: boolean | undefined
  return (role, text) => {
    wanted ??= colorWanted(!isCommand(request) || request.color, isTerminal(2))
    if (!wanted) return text
    return process
      .getBuiltinModule('node:util')
      .styleText([styles[role]].flat(), text, { validateStream: false })
  }
}

const sourceOf = async (request: CommandRequest): Promise<ScriptSource> => {
  const { source } = request
  if (source !== 'stdin' && source.kind === 'reference') {
    // Scripts of this machine do not pay for the way to others.
    const { resolveSource } = await import('./sources/resolve.ts')
    const options = { ...request, onlyRead: request.kind === 'explain', tell, paint: painter(request) }
    return await resolveSource(source.spec, options)
  }
  if (source !== 'stdin') return source
  const chunks: Uint8Array[] = []
  for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array)
  return { kind: 'text', name: '<stdin>', text: sourceText('<stdin>', Buffer.concat(chunks)) }
}

/** Options behind the script are the script's own; one that reads no arguments was not meant to get them. */
const warnOfArguments = ({ scriptArgs, source }: CommandRequest, loader: Loader): void => {
  const option = scriptArgs.find(isOption)
  if (option === undefined) return
  const reads = [...loader.sources.values()].some(text => /argv|parseArgs|\boptions\b/.test(text))
  if (reads) return
  tell(
    source !== 'stdin' && source.kind === 'packed'
      ? `${source.name}: "${option}" goes to the script, which takes no options; general ones come before all else`
      : `systrace: "${option}" behind the script goes to the script; options of systrace come before it`,
  )
}

const runRequest = async (loader: Loader, request: CommandRequest): Promise<number> => {
  if (request.from === undefined) checkProcesses(request.filters.pid ?? [])
  const source = await sourceOf(request)
  const name = source.kind === 'file' ? source.path : source.name
  process.argv = [source.kind === 'packed' ? name : 'systrace', name, ...request.scriptArgs]
  if (request.output !== undefined) checkNotScript(request.output, source, 'output')
  const options = {
    ...request,
    loader,
    source,
    sink: openSink(request),
    reader: request.output === undefined ? readerOf(1) : undefined,
    ...(await replayOf(request.from, request.durationMs, 'by name')),
    compiled: () => warnOfArguments(request, loader),
    watch: request.watch
      ? {
          refused: (error: unknown, sources: ReadonlyMap<string, string>) =>
            tell(reported(request, error, sources).text),
        }
      : undefined,
  }
  return runScript(request, options, tellAs(source.kind === 'packed' ? source.name : undefined))
}

/** The recording that a run's events come from, if it is not the kernel. */
const replayOf = async (
  paths: readonly string[] | undefined,
  durationMs: number,
  asked: 'by name' | 'all',
): Promise<Pick<RunOptions, 'replay'>> => {
  if (paths === undefined) return {}
  // A run of the kernel does not pay for it.
  const { openReplay } = await import('./recording/open.ts')
  return { replay: openReplay(paths, durationMs, asked) }
}

const runTrace = async (loader: Loader, request: TraceRequest, traced: TraceRun): Promise<number> => {
  await using control = await traced.openControl()
  return await runScript(request, {
    ...traced,
    loader,
    scriptArgs: [],
    reader: traced.toStdout ? readerOf(1) : undefined,
    paused: () => control.typing,
    compiled: () => {},
  })
}

const runTop = async (loader: Loader, request: TopRequest, { screen, ...run }: TopRun): Promise<number> => {
  using _ = screen
  return await runScript(
    request,
    { ...run, loader, scriptArgs: [], reader: undefined, compiled: () => {} },
    screen.telling(tell),
  )
}

/** Runs a script, and tells how it goes. `compiled` is called when it has been compiled, unless nothing is to be told. */
const runScript = async (
  request: CommandRequest | TraceRequest | TopRequest,
  options: Omit<RunOptions, 'show' | 'tell' | 'progress'> & { readonly compiled: () => void },
  say: typeof tell = tell,
): Promise<number> => {
  const paint = painter(request)
  const { quiet, verbose } = request
  const { sink, compiled } = options
  const show: RunOptions['show'] = (diagnostic, sources) => {
    if (!quiet || diagnostic.severity === 'error') say(render(diagnostic, sources, paint))
  }
  const timed = process.env.SYSTRACE_TRACE_START === '1'
  // A script may end the process by itself: what it printed is written all the same.
  const close = (): void => {
    try {
      sink.close()
    } catch {}
  }
  process.once('exit', close)
  try {
    const code = await run({
      ...options,
      show,
      tell: quiet ? () => {} : say,
      progress: (step, plan, ms) => {
        if (step === 'compiled' && !quiet) compiled()
        if (timed) say(`${step} ${ms.toFixed(2)}`)
        if (!verbose || step !== 'attached') return
        const hooks = plan.programs.map(({ spec }) => `${spec.name} (${spec.insns.length} instructions)`)
        const fallbacks = fallbackText(plan.target.features)
        say(`systrace: attached ${hooks.join(', ') || 'nothing'} after ${ms.toFixed(1)} ms${fallbacks}`)
      },
    })
    process.off('exit', close)
    sink.close()
    return code
  } catch (error) {
    // What the script printed before it failed is not lost; a failure to write it is not the news.
    process.off('exit', close)
    close()
    throw error
  }
}

// A script may have left timers or sockets behind, which would keep the process.
if (import.meta.main) process.exit(await main(process.argv.slice(2)))
