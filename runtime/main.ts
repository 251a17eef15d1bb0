#!/usr/bin/env bun
/** The entry of the binary. */

import { main } from './cli.ts'

process.exitCode = await main(process.argv.slice(2))
