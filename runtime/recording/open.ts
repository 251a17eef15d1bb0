/** A path on the command line → a replay. */

import { RecordingFile } from './reader.ts'
import { Replay } from './replay.ts'

/**
 * Opens a recording.
 *
 * @param durationMs how much of its time is replayed
 * @param lenient nobody asked for events by name, so that those that are not there are none
 * @throws UsageError when it is none, SystraceError when it cannot be read
 */
export const openReplay = (path: string, durationMs: number, lenient: boolean): Replay =>
  new Replay(new RecordingFile(path), path, durationMs, lenient)
