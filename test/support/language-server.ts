/** TypeScript's language server, as an editor drives it: JSON-RPC over a pipe. */

import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

interface Message {
  readonly id?: number | string
  readonly method?: string
  readonly params?: { readonly items?: readonly unknown[] }
  readonly result?: unknown
  readonly error?: { readonly message: string }
}

/** What a list of completions offers. */
export interface Completion {
  readonly label: string
  readonly [part: string]: unknown
}

const server = join(import.meta.dirname, '../../node_modules/.bin/tsc')

/** A place in a text, marked by `‸`, which is no part of it. */
export const marked = (
  text: string,
): { readonly text: string; readonly line: number; readonly character: number } => {
  const at = text.indexOf('‸')
  const before = text.slice(0, at).split('\n')
  return {
    text: text.slice(0, at) + text.slice(at + 1),
    line: before.length - 1,
    character: before.at(-1)!.length,
  }
}

/** A server for a folder; the files that are opened need not be on disk as they are shown to it. */
export class LanguageServer implements AsyncDisposable {
  readonly #child: ChildProcess
  readonly #waiting = new Map<number, (message: Message) => void>()
  #received = Buffer.alloc(0)
  #requests = 0
  readonly #versions = new Map<string, number>()
  readonly #ended: Promise<void>

  private constructor(folder: string) {
    this.#child = spawn(server, ['--lsp', '--stdio'], { cwd: folder, stdio: ['pipe', 'pipe', 'ignore'] })
    this.#child.stdout!.on('data', (bytes: Buffer) => this.#read(bytes))
    this.#ended = new Promise(resolve => this.#child.on('close', () => resolve()))
  }

  /** Starts one. */
  static async start(folder: string): Promise<LanguageServer> {
    const one = new LanguageServer(folder)
    await one.request('initialize', {
      processId: process.pid,
      rootUri: pathToFileURL(folder).href,
      workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'scripts' }],
      capabilities: {
        textDocument: {
          completion: {
            completionItem: { documentationFormat: ['markdown'], snippetSupport: false },
            contextSupport: true,
          },
          hover: { contentFormat: ['markdown'] },
        },
      },
    })
    one.#send({ method: 'initialized', params: {} })
    return one
  }

  /** Opens a file with a text, or gives it another one. */
  show(path: string, text: string): void {
    const uri = pathToFileURL(path).href
    const version = (this.#versions.get(uri) ?? 0) + 1
    this.#versions.set(uri, version)
    if (version === 1)
      this.#send({
        method: 'textDocument/didOpen',
        params: { textDocument: { uri, languageId: 'typescript', version, text } },
      })
    else
      this.#send({
        method: 'textDocument/didChange',
        params: { textDocument: { uri, version }, contentChanges: [{ text }] },
      })
  }

  /** What an editor offers at the `‸` of a text. */
  async completions(path: string, source: string): Promise<Completion[]> {
    const { text, line, character } = marked(source)
    this.show(path, text)
    const answer = await this.request('textDocument/completion', {
      textDocument: { uri: pathToFileURL(path).href },
      position: { line, character },
    })
    const list = answer as { readonly items?: Completion[] } | Completion[] | null
    return Array.isArray(list) ? list : (list?.items ?? [])
  }

  /** What an editor shows beside an offer. */
  async resolve(completion: Completion): Promise<string> {
    return JSON.stringify(await this.request('completionItem/resolve', completion))
  }

  /** @throws Error with what the server says */
  async request(method: string, params: unknown): Promise<unknown> {
    const id = ++this.#requests
    const answered = new Promise<Message>(resolve => this.#waiting.set(id, resolve))
    this.#send({ id, method, params })
    const { result, error } = await Promise.race([
      answered,
      this.#ended.then((): never => {
        throw new Error('the language server ended')
      }),
    ])
    if (error) throw new Error(`${method}: ${error.message}`)
    return result
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#ended
  }

  #send(message: object): void {
    const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }))
    this.#child.stdin!.write(`Content-Length: ${body.length}\r\n\r\n`)
    this.#child.stdin!.write(body)
  }

  #read(bytes: Buffer): void {
    this.#received = Buffer.concat([this.#received, bytes])
    for (;;) {
      const end = this.#received.indexOf('\r\n\r\n')
      if (end < 0) return
      const length = Number(/Content-Length: (\d+)/i.exec(this.#received.toString('latin1', 0, end))?.[1])
      if (this.#received.length < end + 4 + length) return
      const message = JSON.parse(this.#received.toString('utf8', end + 4, end + 4 + length)) as Message
      this.#received = this.#received.subarray(end + 4 + length)
      this.#take(message)
    }
  }

  #take(message: Message): void {
    if (message.method === undefined) {
      this.#waiting.get(Number(message.id))?.(message)
      this.#waiting.delete(Number(message.id))
    } else if (message.id !== undefined) {
      // It asks for settings, or to be told of files: none, and granted.
      const result =
        message.method === 'workspace/configuration' ? message.params?.items?.map(() => null) : null
      this.#send({ id: message.id, result })
    }
  }
}
