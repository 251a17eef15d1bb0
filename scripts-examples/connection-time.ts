#!/usr/bin/env systrace
/**
 * How long programs keep their connections: from connect to close.
 *
 * Shows  map: state that two handlers share, which is in the kernel when all its uses can be; keys of several parts
 * Run    sudo systrace -d 60 scripts-examples/connection-time.ts
 *
 *     ns connected[curl]  3 values
 *       [ 64M, 128M)  2 │██████████████████████████████████████████████████
 *       [128M, 256M)  1 │█████████████████████████
 *
 * @tags network, latency
 */
import { hist, map, on } from 'systrace'

const connected = map<[pid: number, fd: number], bigint>()

on('connect:enter', e => {
  connected.set([e.pid, e.fd], e.ns)
})

on('close:enter', e => {
  const since = connected.get([e.pid, e.fd])
  if (since === undefined) return
  hist(e.ns - since, e.comm).as('ns connected')
  connected.delete([e.pid, e.fd])
})
