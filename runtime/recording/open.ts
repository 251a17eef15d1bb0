/** Paths on the command line → a replay. */

import type { Asked } from './coverage.ts'
import { RecordingFile, RecordingFiles } from './reader.ts'
import { Replay } from './replay.ts'

/**
 * Opens a recording: its file, or its files if it has several.
 *
 * @param durationMs how much of its time is replayed
 * @throws UsageError when it is none, SystraceError when it cannot be read
 */
export const openReplay = (paths: readonly string[], durationMs: number, asked: Asked): Replay => {
  const [first, ...others] = paths as [string, ...string[]]
  const recording = others.length > 0 ? new RecordingFiles(paths) : new RecordingFile(first)
  return new Replay(recording, first, durationMs, asked)
}
