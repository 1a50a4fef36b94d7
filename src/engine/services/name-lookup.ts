import { z } from 'zod'
import type { OperationOf, ResultOf } from '../../callflow/run/operation.ts'
import type { EngineClock } from '../clock.ts'
import type { EngineLog } from '../engine-log.ts'
import { oneLine } from './mail/mail.ts'
import { type WebAnswer, webRequest } from './web-client.ts'

type Found = ResultOf<'look-up-name'>

export interface NameLookupsOptions {
  readonly clock: EngineClock
  readonly log: EngineLog
  readonly ask?: (url: string) => Promise<WebAnswer>
}

/** Callers wait for it, so no longer. */
const WITHIN_MS = 1_000
const MAX_ANSWER_BYTES = 4_096
/** As phones show them, and then some. */
const MAX_NAME_CHARS = 60
/** Requests at once; a call beyond that goes on without a name. */
const MAX_AT_ONCE = 50
const MAX_KEPT = 10_000
/** How long an answer holds. What could not be had is asked for again soon, and not by every call. */
const KEPT_MS = { found: 24 * 3_600_000, unknown: 3_600_000, failed: 60_000 } as const

/** Names of callers, asked of a web address of one's own (M91): within a second, each number once, and never more than a line of text. */
export class NameLookups {
  readonly #options: NameLookupsOptions
  readonly #kept = new Map<string, { readonly found: Found; readonly untilMs: number }>()
  readonly #asking = new Map<string, Promise<Found>>()

  constructor(options: NameLookupsOptions) {
    this.#options = options
  }

  /** Never rejects. */
  async find({ number, listed, url }: Pick<OperationOf<'look-up-name'>, 'number' | 'listed' | 'url'>): Promise<Found> {
    if (listed !== '') return named(listed)
    if (url === '') return { outcome: 'unknown' }
    const address = withNumber(url, number)
    const kept = this.#kept.get(address)
    if (kept && this.#options.clock.now() < kept.untilMs) return kept.found
    const asking = this.#asking.get(address)
    if (asking) return asking
    if (this.#asking.size >= MAX_AT_ONCE) return { outcome: 'failed' }
    const asked = this.#ask(address).finally(() => this.#asking.delete(address))
    this.#asking.set(address, asked)
    return asked
  }

  async #ask(address: string): Promise<Found> {
    const { ask = askOnce, clock, log } = this.#options
    const answer = await ask(address)
    if (!answer.ok) log.warn({ why: answer.error }, 'the name of a caller could not be looked up')
    const found = answer.ok ? foundIn(answer) : ({ outcome: 'failed' } as const)
    this.#kept.delete(address)
    this.#kept.set(address, { found, untilMs: clock.now() + KEPT_MS[found.outcome] })
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > MAX_KEPT && oldest !== undefined) this.#kept.delete(oldest)
    return found
  }
}

const askOnce = (url: string) =>
  webRequest({
    url,
    method: 'get',
    headers: { Accept: 'application/json, text/plain' },
    timeoutMs: WITHIN_MS,
    maxAnswerBytes: MAX_ANSWER_BYTES,
  })

/** `number` joins whatever the address asks already. */
function withNumber(url: string, number: string): string {
  const [address = '', fragment] = url.split('#', 2)
  const joint = address.includes('?') ? '&' : '?'
  return `${address}${joint}number=${encodeURIComponent(number)}${fragment === undefined ? '' : `#${fragment}`}`
}

/** A name alone, or JSON with a `name`. A page for people, an error and nothing at all are no name. */
function foundIn({ status, body }: WebAnswer & { ok: true }): Found {
  if (status >= 500 || status === 429) return { outcome: 'failed' }
  if (status !== 200) return { outcome: 'unknown' }
  return named(nameIn(body.trim()))
}

/** One line, nothing that cannot be seen. */
function named(text: string): Found {
  const name = oneLine(text, MAX_NAME_CHARS)
  return name === '' ? { outcome: 'unknown' } : { outcome: 'found', name }
}

function nameIn(text: string): string {
  if (text.startsWith('<')) return ''
  if (!text.startsWith('{') && !text.startsWith('"')) return text.split(/[\r\n]/, 1)[0] ?? ''
  try {
    return answerSchema.parse(JSON.parse(text))
  } catch {
    return ''
  }
}

const answerSchema = z.union([z.string(), z.object({ name: z.string() }).transform(({ name }) => name)])
