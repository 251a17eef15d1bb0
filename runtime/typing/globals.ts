/**
 * What the runtime has beside JavaScript itself, as far as scripts use it, for projects without `@types/node`: with it, these
 * declarations merge. Modules of the runtime can be imported, and are not checked.
 */
export const globalsText = `// What scripts find without importing it. Install @types/node, or bun-types, for more.

interface Console {
  log(...values: unknown[]): void
  info(...values: unknown[]): void
  debug(...values: unknown[]): void
  warn(...values: unknown[]): void
  error(...values: unknown[]): void
}
declare var console: Console

declare namespace NodeJS {
  interface ProcessEnv {
    [name: string]: string | undefined
  }
  interface Process {
    argv: string[]
    env: ProcessEnv
    readonly pid: number
    exitCode?: number | string | null | undefined
    cwd(): string
    exit(code?: number | string | null): never
  }
  interface Timeout {}
}
declare var process: NodeJS.Process

declare function setTimeout(run: (nothing: void) => void, ms?: number): NodeJS.Timeout
declare function setInterval(run: (nothing: void) => void, ms?: number): NodeJS.Timeout
declare function clearTimeout(timer: NodeJS.Timeout | undefined): void
declare function clearInterval(timer: NodeJS.Timeout | undefined): void
declare function queueMicrotask(run: () => void): void
declare function structuredClone<T>(value: T): T

interface Performance {
  /** Milliseconds. */
  now(): number
}
declare var performance: Performance

interface TextEncoder {
  encode(text?: string): Uint8Array
}
declare var TextEncoder: { new (): TextEncoder }
interface TextDecoder {
  decode(bytes?: Uint8Array): string
}
declare var TextDecoder: { new (encoding?: string): TextDecoder }

interface Blob {
  readonly size: number
  readonly type: string
}
interface File extends Blob {
  readonly name: string
}

// Of no known type without the packages above.
declare module 'node:*'
declare module 'bun:*'
declare module 'bun'
`
