#!/usr/bin/env bun
/** The entry of the binary. */

import { main } from './cli.ts'

// A script may have left timers or sockets behind, which would keep the process.
process.exit(await main(process.argv.slice(2)))
