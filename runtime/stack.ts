/**
 * A stack as scripts get it: text, a frame per line. An object and not a plain string, so that `print` can put its frames on
 * lines of their own, where a newline in any other value is escaped.
 */
export class Stack extends String {}

/** Frames of the tracing itself, with which every kernel stack would begin. */
const ourFrames = /^(?:(?:bpf_prog_|bpf_trace_run|__bpf_trace_|__traceiter_)[^\n]*\n)+/

/** A kernel stack without the frames of tracing. */
export const kernelStackOf = (text: string): Stack => new Stack(text.replace(ourFrames, ''))
