import { type ClientRequest, request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type AddressRule, lookupBy, refusedLiteral } from './address-rule.ts'

export interface WebRequest {
  /** http or https; a name and password in it go out as basic authorization. */
  readonly url: string
  readonly method: 'get' | 'post' | 'put'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: { readonly sizeBytes: number; readonly open: () => Readable }
  /** For all of it, the answer's body included. */
  readonly timeoutMs: number
  /** More of the answer's body is an error; 0: the body is thrown away unread. */
  readonly maxAnswerBytes: number
  readonly signal?: AbortSignal
  /** Where it may connect to; everywhere when absent, as for what belongs to the account itself. */
  readonly rule?: AddressRule
}

export type WebAnswer =
  | { readonly ok: true; readonly status: number; readonly body: string }
  | { readonly ok: false; readonly error: string }

export type WebBytes =
  | {
      readonly ok: true
      readonly status: number
      readonly headers: IncomingHttpHeaders
      readonly bytes: Uint8Array<ArrayBuffer>
    }
  | { readonly ok: false; readonly error: string }

/** An answer as text, read as UTF-8. */
export async function webRequest(about: WebRequest): Promise<WebAnswer> {
  const answer = await webBytes(about)
  return answer.ok ? { ok: true, status: answer.status, body: Buffer.from(answer.bytes).toString('utf8') } : answer
}

/** One request, never a redirect followed, bounded in time and size. Never rejects. */
export async function webBytes(about: WebRequest): Promise<WebBytes> {
  const url = URL.canParse(about.url) ? new URL(about.url) : undefined
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:')
    return { ok: false, error: 'not an http or https address' }
  const refused = about.rule && refusedLiteral(url.hostname, about.rule)
  if (refused !== undefined) return { ok: false, error: refused }
  const timeout = AbortSignal.timeout(about.timeoutMs)
  const signal = about.signal ? AbortSignal.any([timeout, about.signal]) : timeout
  try {
    return await exchange(about, url, signal)
  } catch (error) {
    if (timeout.aborted) return { ok: false, error: `no answer within ${about.timeoutMs / 1_000} s` }
    return { ok: false, error: reasonOf(error) }
  }
}

async function exchange(about: WebRequest, url: URL, signal: AbortSignal): Promise<WebBytes> {
  const { promise: answered, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest
  const auth =
    url.username === '' ? {} : { auth: `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}` }
  const length = about.body || about.method !== 'get' ? { 'Content-Length': String(about.body?.sizeBytes ?? 0) } : {}
  const request = send(url, {
    method: about.method.toUpperCase(),
    headers: { ...about.headers, ...length },
    signal,
    agent: false,
    ...(about.rule ? { lookup: lookupBy(about.rule) } : {}),
    ...auth,
  })
  request.on('response', resolve)
  request.on('error', reject)
  // Whoever closes before the answer is an error of the request; one that closes after it has said what counts.
  const sending = about.body ? sendBody(about.body, request, reject) : undefined
  if (!sending) request.end()
  const response = await answered
  if (about.maxAnswerBytes === 0) {
    const { statusCode = 0 } = response
    if (statusCode >= 200 && statusCode < 300) await sending?.all() // taken means all of it
    request.destroy()
    return { ok: true, status: statusCode, headers: response.headers, bytes: new Uint8Array() }
  }
  const tooLong = { ok: false, error: `the answer is longer than ${about.maxAnswerBytes} bytes` } as const
  if (Number(response.headers['content-length'] ?? 0) > about.maxAnswerBytes) {
    request.destroy()
    return tooLong
  }
  const chunks: Buffer[] = []
  let sizeBytes = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length
    if (sizeBytes > about.maxAnswerBytes) {
      request.destroy()
      return tooLong
    }
    chunks.push(chunk)
  }
  const bytes = new Uint8Array(Buffer.concat(chunks))
  return { ok: true, status: response.statusCode ?? 0, headers: response.headers, bytes }
}

/**
 * Writes the body. `all` rejects when some of it was never written. That the connection is closed says nothing about that: a server has counted to
 * `Content-Length` before the end of the file is noticed here, and may answer and close then.
 */
function sendBody(
  { sizeBytes, open }: NonNullable<WebRequest['body']>,
  request: ClientRequest,
  onUnreadable: (error: Error) => void,
) {
  let writtenBytes = 0
  const source = open()
  source.once('error', onUnreadable)
  source.on('data', (chunk: Buffer) => {
    writtenBytes += chunk.length
  })
  const piped = pipeline(source, request)
  piped.catch(() => {}) // the request's own error says more
  return {
    async all(): Promise<void> {
      await piped.catch((error: unknown) => {
        if (writtenBytes < sizeBytes) throw error
      })
    },
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code: unknown = Reflect.get(error, 'code')
  return typeof code === 'string' && !error.message.includes(code) ? `${error.message} (${code})` : error.message
}
