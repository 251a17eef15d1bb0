/** How much longer than on a machine of today everything may take: SYSTRACE_PATIENCE=30 under an emulated one. */
export const patience = Number(process.env.SYSTRACE_PATIENCE ?? 1)
