/** How the per-CPU memory is divided in which records and keys are put together: what is in front of r9, and what behind. */

/** Bytes of a CPU's scratch memory: more than a value of a per-CPU map can have, so an array holds one for each. */
export const scratchSize = 65536
/** Where keys are put together: before the record, since constant offsets from r9 have 16 bits. */
const keyBytes = 1024
export const keyArea = -keyBytes
/** What following a recipe keeps, in front of the keys. */
const memoryStateBytes = 256
export const memoryState = keyArea - memoryStateBytes
/** Bytes in front of the record. */
export const beforeRecord = -memoryState
/** The most that a record may take. */
export const recordRoom = scratchSize - beforeRecord
