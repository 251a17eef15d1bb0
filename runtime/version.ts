import manifest from '../package.json' with { type: 'json' }

declare const SYSTRACE_VERSION: string | undefined

/** The version, put in when the binary is built. */
export const version = typeof SYSTRACE_VERSION === 'string' ? SYSTRACE_VERSION : manifest.version

/** A text that is found in the executable of a build, whatever machine it is for, and tells its version. */
export const buildMark =
  typeof SYSTRACE_VERSION === 'string' ? `systrace-build/${SYSTRACE_VERSION}/` : 'systrace-build/0.0.0-dev/'
