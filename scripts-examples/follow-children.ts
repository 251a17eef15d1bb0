#!/usr/bin/env systrace
/**
 * The files that make opens, and every process that it starts.
 *
 * Shows  a filter that changes while the script runs: the kernel drops what all other processes open
 * Run    sudo systrace scripts-examples/follow-children.ts
 *
 *     make (4711) opens Makefile
 *     make (4711) starts 4712
 *     cc1 (4712) opens hello.c
 *     4712 ends
 *
 * The script hears of a new process some milliseconds after it began: the first files may be missing, processes are not.
 *
 * @tags processes, files
 */
import { on, print } from 'systrace'

const followed = new Set<number>()

const opens = on('openat', { pid: [] }, e => print(`${e.comm} (${e.pid}) opens ${e.filename}`))

const follow = () => opens.filter({ pid: [...followed] })

on('execve', e => {
  if (e.comm !== 'make' || e.ret !== 0) return
  followed.add(e.pid)
  follow()
})

on(['fork', 'vfork', 'clone', 'clone3'], e => {
  if (e.ret <= 0 || !followed.has(e.pid)) return
  print(`${e.comm} (${e.pid}) starts ${e.ret}`)
  followed.add(e.ret)
  follow()
})

on('exit_group', e => {
  if (!followed.delete(e.pid)) return
  print(`${e.pid} ends`)
  follow()
})
