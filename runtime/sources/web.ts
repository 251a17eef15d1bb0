/** Fetches small files over https, with limits; what goes wrong is one line. */

import { parseDuration } from '../duration.ts'
import { SystraceError, UsageError } from '../errors.ts'

export interface FetchOptions {
  /** When to give up: `deadline()`, once for all files of a script. */
  readonly signal: AbortSignal
  /** Bytes that it may have, once decompressed. */
  readonly most: number
  /** The kind that is wanted, for servers that have several. */
  readonly accept?: string
  /** A web page instead of a file is an error of its own. */
  readonly script?: boolean
}

export interface Fetched {
  /** Where it was in the end, behind redirects. */
  readonly url: URL
  readonly bytes: Uint8Array
}

const mostRedirects = 5
const defaultTimeoutMs = 30_000

/** Set for slow networks: `SYSTRACE_FETCH_TIMEOUT=2m`. */
const timeoutMs = (): number => {
  const { SYSTRACE_FETCH_TIMEOUT: text } = process.env
  if (!text) return defaultTimeoutMs
  const ns = parseDuration(text)
  if (ns !== undefined && ns >= 1e6 && ns / 1e6 < 2 ** 31) return ns / 1e6
  throw new UsageError(
    `SYSTRACE_FETCH_TIMEOUT must be a duration, not ${JSON.stringify(text)}`,
    'such as 10s or 2m',
  )
}

/** When it has taken too long. @throws UsageError when SYSTRACE_FETCH_TIMEOUT is no duration */
export const deadline = (): AbortSignal => AbortSignal.timeout(timeoutMs())

const isLoopback = ({ hostname }: URL): boolean =>
  /^(?:localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)

/**
 * Reads an address, and checks that nobody in between could have changed what comes from it.
 *
 * @throws UsageError
 */
export const safeUrl = (text: string, what = 'The address'): URL => {
  let url: URL
  try {
    url = new URL(text)
  } catch {
    throw new UsageError(`${what} ${JSON.stringify(text)} is none`, 'such as https://example.com/script.ts')
  }
  if (url.username !== '' || url.password !== '')
    throw new UsageError(
      `${what} ${JSON.stringify(text)} has a password in it, which would be kept`,
      'leave it out',
    )
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url))) return url
  throw new UsageError(
    `${what} ${JSON.stringify(text)} is not https: what comes from it could be anybody's`,
    url.protocol === 'http:' ? `try https${text.slice('http'.length)}` : 'use https',
  )
}

const reasons: Readonly<Record<string, string>> = {
  ENOTFOUND: 'there is no host of that name, or no network',
  EAI_AGAIN: 'no answer from the name server: is there a network?',
  ECONNREFUSED: 'the host refuses the connection',
  ConnectionRefused: 'the host refuses the connection, or is not there',
  FailedToOpenSocket: 'no connection to the host',
  Malformed_HTTP_Response: 'what it answers is not HTTP',
  ECONNRESET: 'the connection broke off',
  ConnectionClosed: 'the connection broke off',
  ETIMEDOUT: 'the host does not answer',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by nobody but itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is signed by an authority that is not known here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is signed by an authority that is not known here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is signed by an authority that is not known here',
  UNABLE_TO_GET_ISSUER_CERT: 'its certificate is signed by an authority that is not known here',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet: is the clock right?',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host',
}

const failure = (url: URL, reason: string, cause?: unknown): SystraceError =>
  new SystraceError(`Cannot fetch ${JSON.stringify(url.href)}: ${reason}`, { cause })

const explained = (url: URL, error: unknown): Error => {
  if (error instanceof SystraceError || error instanceof UsageError) return error
  const { code, name, message } = error as { code?: unknown; name?: string; message?: string }
  if (name === 'TimeoutError') return failure(url, `it took longer than ${timeoutMs() / 1000} s`, error)
  const known = reasons[String(code)]
  const reason = known ?? `${message ?? name ?? 'failed'}${typeof code === 'string' ? ` (${code})` : ''}`
  return failure(url, reason.replaceAll(/\s+/g, ' '), error)
}

/** The body, as long as it is not too long. */
const bodyOf = async (url: URL, response: Response, most: number): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = []
  let length = 0
  const reader = response.body?.getReader()
  while (reader) {
    const { done, value } = await reader.read()
    if (done) break
    length += value.length
    if (length > most) {
      await reader.cancel()
      throw failure(url, `it has more than ${most >> 10} KB`)
    }
    chunks.push(value)
  }
  return Buffer.concat(chunks)
}

/** Where a redirect leads; it keeps to https, and does not lead from elsewhere to this machine. */
const redirected = (url: URL, response: Response): URL => {
  const location = response.headers.get('location')
  if (location === null) throw failure(url, `a redirect to nowhere (${response.status})`)
  let next: URL
  try {
    next = safeUrl(new URL(location, url).href, 'The redirect to')
  } catch (error) {
    throw failure(
      url,
      error instanceof UsageError ? `it leads elsewhere: ${error.message}` : 'a redirect to nowhere',
    )
  }
  if (isLoopback(next) && !isLoopback(url)) throw failure(url, 'it leads back to this machine')
  return next
}

const request = async (
  first: URL,
  { signal, most, accept, script }: FetchOptions,
): Promise<Fetched | undefined> => {
  let url = first
  for (let hops = 0; hops <= mostRedirects; hops++) {
    let response: Response
    try {
      response = await fetch(url, {
        redirect: 'manual',
        // Also where NODE_TLS_REJECT_UNAUTHORIZED says otherwise.
        tls: { rejectUnauthorized: true },
        signal,
        headers: { 'user-agent': 'systrace', ...(accept !== undefined && { accept }) },
      })
      if (response.status >= 300 && response.status < 400) {
        url = redirected(url, response)
        continue
      }
      if (response.status === 404 || response.status === 410) return undefined
      if (!response.ok)
        throw failure(url, `the server says ${response.status} ${response.statusText}`.trimEnd())
      if (script && /^text\/html\b/i.test(response.headers.get('content-type') ?? '')) throw webPage(url)
      return { url, bytes: await bodyOf(url, response, most) }
    } catch (error) {
      throw explained(url, error)
    }
  }
  throw failure(first, `more than ${mostRedirects} redirects`)
}

const webPage = (url: URL): UsageError => {
  const blob = /^\/([^/]+)\/([^/]+)\/blob\/([^/]+)\/(.+)$/.exec(url.pathname)
  const isGitHub = url.hostname === 'github.com' && blob
  return new UsageError(
    `${JSON.stringify(url.href)} is a web page and not a script`,
    isGitHub ? `try gh:${blob[1]}/${blob[2]}/${blob[4]}@${blob[3]}` : 'use the address of the file itself',
  )
}

/**
 * Fetches a file.
 *
 * @returns undefined when the server has none
 * @throws SystraceError when it cannot be fetched
 */
export const fetchFile = (url: URL, options: FetchOptions): Promise<Fetched | undefined> =>
  request(url, options)
