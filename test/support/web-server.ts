/** A server on this machine that scripts are fetched from; it remembers what was asked for. */

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type Answer = string | ((request: Request) => Response | Promise<Response>)

/** A certificate that only those trust who are told to. */
export interface Certificate {
  readonly cert: string
  readonly key: string
}

/** Makes one for a host, by openssl. */
export const certificateFor = (host: string): Certificate => {
  const folder = mkdtempSync(join(tmpdir(), 'certificate-'))
  try {
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
    const args = [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-days',
      '2',
    ]
    const names = ['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`]
    execFileSync('openssl', [...args, ...names, '-keyout', key, '-out', cert], { stdio: 'ignore' })
    return { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

export class WebServer implements Disposable {
  /** What is there, by path; anything else is 404. */
  readonly files = new Map<string, Answer>()
  /** The paths that were asked for, since the last look. */
  readonly #asked: string[] = []
  readonly #server: ReturnType<typeof Bun.serve>

  constructor(tls?: Certificate) {
    this.#server = Bun.serve({
      hostname: '127.0.0.1',
      port: 0,
      ...(tls && { tls }),
      fetch: request => {
        const { pathname } = new URL(request.url)
        this.#asked.push(pathname)
        const answer = this.files.get(pathname)
        if (answer === undefined) return new Response('not here', { status: 404 })
        return typeof answer === 'string' ? new Response(answer) : answer(request)
      },
    })
  }

  /** `http://127.0.0.1:4711` */
  get origin(): string {
    return this.#server.url.origin
  }

  get port(): number {
    return Number(this.#server.port)
  }

  /** What was asked for since the last call. */
  asked(): string[] {
    return this.#asked.splice(0)
  }

  [Symbol.dispose](): void {
    void this.#server.stop(true)
  }
}
