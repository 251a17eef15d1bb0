/** A path on the command line → a replay. */

import type { Asked } from './coverage.ts'
import { RecordingFile } from './reader.ts'
import { Replay } from './replay.ts'

/**
 * Opens a recording.
 *
 * @param durationMs how much of its time is replayed
 * @throws UsageError when it is none, SystraceError when it cannot be read
 */
export const openReplay = (path: string, durationMs: number, asked: Asked): Replay =>
  new Replay(new RecordingFile(path), path, durationMs, asked)
