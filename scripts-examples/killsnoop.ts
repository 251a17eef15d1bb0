#!/usr/bin/env systrace
/**
 * Who sends which signal to whom.
 *
 * Shows  an argument that is called like a field of the event: `e.pid` is the caller, `e.args.pid` the receiver
 * Run    sudo systrace scripts-examples/killsnoop.ts
 *
 *     bash (4690) sends TERM to 4711: ok
 *     bash (4690) sends signal 42 to 4711: ESRCH
 *
 * @tags signals, processes
 */
import { on, print } from 'systrace'

const names: Record<number, string> = {
  1: 'HUP',
  2: 'INT',
  3: 'QUIT',
  6: 'ABRT',
  9: 'KILL',
  10: 'USR1',
  12: 'USR2',
  15: 'TERM',
  18: 'CONT',
  19: 'STOP',
}

on('kill', e => {
  // Signal 0 is a question: is there such a process?
  if (e.sig === 0) return
  const signal = names[e.sig] ?? `signal ${e.sig}`
  print(`${e.comm} (${e.pid}) sends ${signal} to ${e.args.pid}: ${e.error ?? 'ok'}`)
})
