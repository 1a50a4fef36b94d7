import { setTimeout as after } from 'node:timers/promises'
import { Readable } from 'node:stream'
import type { OperationOf, ResultOf } from '../../callflow/run/operation.ts'
import type { EngineLog } from '../engine-log.ts'
import type { AddressRule } from './address-rule.ts'
import { webRequest } from './web-client.ts'

type Asking = OperationOf<'http-request'>
type Asked = ResultOf<'http-request'>

export interface WebRequestsOptions {
  readonly log: EngineLog
  /** Where steps may lead now; undefined: everywhere. */
  readonly rule: () => AddressRule | undefined
  /** Milliseconds before the second, third ... try. The last one holds for all that follow. */
  readonly backoffMs?: readonly number[]
}

const DEFAULT_BACKOFF_MS = [1_000, 5_000, 15_000]
/** Requests of all calls together, waiting ones included; a server that hangs must not hold the engine's memory. */
const MAX_AT_ONCE = 500
/** Of an answer; what a pivot understands is shorter. */
const MAX_ANSWER_BYTES = 65_536

/**
 * What steps ask of web servers: webhooks, pivots, voicemail callbacks. `fields` travel in the address of a GET, and as a form or JSON in
 * the body of the others.
 * An answer of the server ends it, whatever its status, but for 408, 425, 429 and 5xx, which are tried again as long as there are tries.
 */
export class WebRequests {
  readonly #options: WebRequestsOptions
  readonly #stop = new AbortController()
  #running = 0

  constructor(options: WebRequestsOptions) {
    this.#options = options
  }

  /** Answers at once with `sent` when no answer is awaited. Never rejects. */
  async perform(callId: string, asking: Asking): Promise<Asked> {
    if (this.#running >= MAX_AT_ONCE) {
      this.#options.log.warn({ callId, limit: MAX_AT_ONCE }, 'a web request was not sent: too many are on their way')
      return { outcome: 'failed' }
    }
    this.#running++
    const asked = this.#untilAnswered(callId, asking).finally(() => this.#running--)
    return asking.awaits === 'nothing' ? { outcome: 'sent' } : asked
  }

  /** Breaks off what is on its way. */
  close(): void {
    this.#stop.abort()
  }

  async #untilAnswered(callId: string, asking: Asking): Promise<Asked> {
    const { backoffMs = DEFAULT_BACKOFF_MS } = this.#options
    for (let tries = 1; ; tries++) {
      const asked = await this.#once(asking)
      const isLast = tries >= asking.retries || this.#stop.signal.aborted
      const isOver = isLast || (asked.ok && !isTrouble(asked.status))
      if (asked.ok && isOver && asking.awaits === 'answer') return { outcome: 'answered', ...answerOf(asked) }
      if (asked.ok && isTaken(asked.status)) return { outcome: 'sent' }
      if (isOver) {
        const why = asked.ok ? `the server answered ${asked.status}` : asked.error
        this.#options.log.warn({ callId, host: hostOf(asking.url), why, tries }, 'a web request failed')
        return { outcome: 'failed' }
      }
      await after(backoffMs[tries - 1] ?? backoffMs.at(-1) ?? 0, undefined, { signal: this.#stop.signal }).catch(
        () => {},
      )
    }
  }

  #once({ url, method, fields, encoding, headers, timeoutMs }: Asking): ReturnType<typeof webRequest> {
    const form = new URLSearchParams(fields).toString()
    const isGet = method === 'get'
    const isJson = encoding === 'json'
    const rule = this.#options.rule()
    const body = Buffer.from(isJson ? JSON.stringify(fields) : form)
    const contentType = isJson ? 'application/json' : 'application/x-www-form-urlencoded'
    return webRequest({
      url: isGet ? withQuery(url, form) : url,
      method,
      headers: { ...headers, ...(isGet ? {} : { 'Content-Type': contentType }) },
      ...(isGet ? {} : { body: { sizeBytes: body.length, open: () => Readable.from([body]) } }),
      timeoutMs,
      maxAnswerBytes: MAX_ANSWER_BYTES,
      signal: this.#stop.signal,
      ...(rule ? { rule } : {}),
    })
  }
}

const answerOf = ({ status, body }: { readonly status: number; readonly body: string }) => ({ status, body })

const isTaken = (status: number) => status >= 200 && status < 300
const isTrouble = (status: number) => status >= 500 || [408, 425, 429].includes(status)

function withQuery(url: string, query: string): string {
  if (!URL.canParse(url)) return url // refused by the request itself
  const whole = new URL(url)
  whole.search = [whole.search.replace('?', ''), query].filter((part) => part !== '').join('&')
  return whole.href
}

/** Addresses may hold passwords and numbers of callers: logs name the host alone. */
const hostOf = (url: string) => (URL.canParse(url) ? new URL(url).host : '')
