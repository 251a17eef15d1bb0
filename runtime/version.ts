declare const SYSTRACE_VERSION: string | undefined

/** The version, put in when the binary is built. */
export const version = typeof SYSTRACE_VERSION === 'string' ? SYSTRACE_VERSION : '0.0.0-dev'
