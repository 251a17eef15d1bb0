/** How the per-CPU memory is divided in which records and keys are put together: what is in front of r9, and what behind. */

/** Bytes of a CPU's scratch memory: more than a value of a per-CPU map can have, so an array holds one for each. */
export const scratchSize = 65536
/** Bytes in front of the record, since constant offsets from r9 have 16 bits. */
export const beforeRecord = 1024
/** Where keys are put together. */
export const keyArea = -beforeRecord
/** What following a recipe keeps: in the place of keys, which are not made at the same time. */
export const memoryState = keyArea
/** The most that a record may take. */
export const recordRoom = scratchSize - beforeRecord
