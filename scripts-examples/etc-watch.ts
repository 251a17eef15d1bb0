#!/usr/bin/env systrace
/**
 * Who opens files below /etc, but for two programs that may: as an object per event, for `-f json` and `-f csv`.
 *
 * Shows  string tests that the kernel makes; a handler that does what TypeScript can (dates, sets, objects)
 * Run    sudo systrace -f json scripts-examples/etc-watch.ts
 *
 *     {"type":"print","data":{"at":"2026-08-03T14:02:11.480Z","comm":"cat","uid":0,"path":"/etc/hostname"}}
 *
 * @tags files, security, json
 */
import { on, print } from 'systrace'

const known = new Set(['sshd', 'cron'])
const seen = new Set<string>()

on('openat', e => {
  if (!e.filename.startsWith('/etc/') || known.has(e.comm)) return
  const once = `${e.comm} ${e.filename}`
  if (seen.has(once)) return
  seen.add(once)
  print({ at: new Date(e.time).toISOString(), comm: e.comm, uid: e.uid, path: e.filename })
})
