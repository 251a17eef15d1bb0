/** The tool that this executable is, if it is one: what is behind its own end. */

import { closeSync, openSync } from 'node:fs'
import type { SourceMap, SourceMapPayload } from 'node:module'
import { basename } from 'node:path'
import { host } from '../../ffi/current-host.ts'
import { beforeLibbpf } from '../../ffi/symbols.ts'
import { LibraryMissing } from '../../ffi/syserror.ts'
import { host as runtimeHost } from '../current-host.ts'
import { SystraceError } from '../errors.ts'
import type { PackedScript } from '../loader.ts'
import { DamagedPayload, type Manifest, type Payload, readExecutable } from './payload.ts'

/** A tool that is running. */
export interface Tool {
  /** What it was called. */
  readonly name: string
  readonly manifest: Manifest
  readonly script: PackedScript
}

/** The file is there for the process that runs it, even when its path no longer is. */
const ownFile = '/proc/self/exe'

/**
 * Looks whether a script is inside of this executable.
 *
 * @throws SystraceError when there is one, and it is damaged
 */
export const openTool = (): Tool | undefined => {
  if (!runtimeHost.isCompiled()) return undefined
  const file = openOwn()
  const payload = whole(() => readExecutable(file)?.payload)
  if (!payload) {
    closeSync(file)
    return undefined
  }
  // The file stays open: with fewer rights, later, the process might not open it again.
  const { libraries } = payload.manifest
  if (libraries.length > 0) beforeLibbpf(() => loadLibraries(libraries, payload))
  return { name: basename(process.argv0), manifest: payload.manifest, script: packedScript(payload) }
}

const openOwn = (): number => {
  try {
    return openSync(ownFile, 'r')
  } catch (cause) {
    const { code } = cause as { code?: string }
    if (code !== 'EACCES') throw cause
    throw new SystraceError('This executable may be run, but not read, and what it runs is inside', {
      hint: `let who runs it read it: chmod +r ${process.argv0}`,
      cause,
    })
  }
}

const loadLibraries = (libraries: Manifest['libraries'], payload: Payload): void => {
  for (const library of libraries) {
    const bytes = whole(() => payload.read(library))
    try {
      host().loadLibrary(library.name, bytes)
    } catch (cause) {
      if (!(cause instanceof LibraryMissing)) throw cause
      throw new SystraceError(`The ${library.name} inside of this tool cannot be loaded: ${cause.said}`, {
        hint: 'compile it without --embed-libbpf, or with it on a machine whose C library is as old as here',
        cause,
      })
    }
  }
}

const whole = <T>(read: () => T): T => {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof DamagedPayload)) throw error
    throw new SystraceError(`This tool is damaged: ${error.message}`, { hint: 'copy it anew', cause: error })
  }
}

const packedScript = (payload: Payload): PackedScript => {
  const { modules, implicit, valibot, code, map } = payload.manifest
  return {
    modules,
    implicit,
    valibot,
    code: whole(() => payload.read(code)).toString('utf8'),
    placeIn: placesOf(() => payload.read(map).toString('utf8')),
  }
}

/** The way from a place in a bundle back by its source map, which is read when an error needs it. */
export const placesOf = (readMap: () => string): PackedScript['placeIn'] => {
  let places: SourceMap | undefined
  return (line, column) => {
    // Not an import: only errors need it. Deno has none before 2.8.
    const its: { SourceMap?: typeof SourceMap } = process.getBuiltinModule('node:module')
    if (its.SourceMap === undefined) return undefined
    places ??= new its.SourceMap(JSON.parse(readMap()) as SourceMapPayload)
    const entry = places.findEntry(line - 1, column - 1)
    if (!('originalSource' in entry) || !entry.originalSource) return undefined
    return { name: entry.originalSource, line: entry.originalLine + 1, column: entry.originalColumn + 1 }
  }
}
