#!/usr/bin/env bun
/** The entry of the binary. */

import { main } from './cli.ts'

/** Waits until what a script wrote to a stream of its own has gone out, or nobody wants it. */
const written = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise(resolve => {
    if (stream.writableLength === 0) resolve()
    else stream.once('error', () => resolve()).write('', () => resolve())
  })

const exitCode = await main(process.argv.slice(2))
await Promise.all([written(process.stdout), written(process.stderr)])
// A script may have left timers or sockets behind, which would keep the process.
process.exit(exitCode)
