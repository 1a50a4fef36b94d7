import type { Device } from '../../../callflow/design/document.ts'
import type { DesignSnapshot } from '../../../callflow/design/snapshot.ts'
import type { EngineClock } from '../../clock.ts'
import type { EngineLog } from '../../engine-log.ts'
import { SourceMeter } from '../../listening/source-meter.ts'
import type { IncomingRequest, ResponseOptions, SipUserAgent } from '../../sip/user-agent.ts'
import type { Timers } from '../../sip/user-agent-options.ts'
import { devicesOfUser } from '../devices.ts'
import type { Binding } from '../registrar/binding.ts'
import { locateHop } from '../registrar/locate-phone.ts'
import { routeHeaders, routeToBinding } from '../registrar/route-to-binding.ts'
import type { TrunkService } from '../trunks/trunk-service.ts'
import { readTextMessage } from './read-text-message.ts'
import type { TextMessage, TextMessageRows } from './text-message.ts'

/** What one phone may send in a minute. */
const MAX_A_MINUTE = 30
/** What waits for one person, and of one phone for others. */
const MAX_WAITING_FOR = 100
const MAX_WAITING_FROM = 100
const MAX_WAITING = 10_000
/** A sender is answered within its patience, which is that of a transaction (RFC 3428 §4 wants an answer at once). */
const ANSWER_WITHIN_MS = 4_000

export interface TextMessagesOptions {
  readonly userAgent: Pick<SipUserAgent, 'request' | 'isConnected' | 'locate' | 'addressesFor' | 'listenPoints'>
  readonly trunks: () => Pick<TrunkService, 'trunkAt'>
  readonly bindingsOf: (deviceId: string, nowMs: number) => readonly Binding[]
  readonly design: () => DesignSnapshot | undefined
  readonly rows: TextMessageRows
  readonly clock: EngineClock
  readonly timers: Timers
  readonly newId: () => string
  readonly log: Pick<EngineLog, 'warn'>
}

/** What waits for one person, the oldest first. */
interface Waiting {
  readonly messages: TextMessage[]
  isBeingTold: boolean
}

/**
 * Messages between extensions (RFC 3428): to every phone of whoever is meant, and kept until one of them has taken it, a week at most. Those that wait go
 * first and one after the other, so nothing overtakes. Nothing here answers a message with a message.
 */
export class TextMessages {
  readonly #options: TextMessagesOptions
  readonly #waiting = new Map<string, Waiting>()
  readonly #meter = new SourceMeter(MAX_A_MINUTE)

  constructor(options: TextMessagesOptions) {
    this.#options = options
    for (const message of options.rows.all()) this.#waitingFor(message.recipientId).messages.push(message)
  }

  /** Of everybody. */
  get count(): number {
    return this.#all().length
  }

  /** A MESSAGE of a phone that has shown who it is. */
  receive({ request, respond }: IncomingRequest, sender: Device): void {
    const { design: designNow, clock, newId } = this.#options
    const design = designNow()
    if (!design) return respond({ status: 503 })
    if (!this.#meter.note(sender.id, clock.now()))
      return respond({ ...later(60), reason: `More than ${MAX_A_MINUTE} messages in a minute` })
    const read = readTextMessage(request, { sender, design, wallMs: clock.wall() })
    if (read.kind === 'refused') return respond(read.response)
    const message = { ...read.message, id: newId() }
    this.#pass(message, respond).catch((error: unknown) => {
      this.#options.log.warn({ err: error }, 'a message could not be kept')
      respond(later(60))
    })
  }

  /** A phone said where it is, for the first time or again. */
  registered({ id, ownerId }: Device): void {
    for (const recipientId of [id, ownerId ?? '']) {
      if (this.#waiting.has(recipientId)) this.#tell(recipientId)
    }
  }

  async #pass(message: TextMessage, respond: (response: ResponseOptions) => void): Promise<void> {
    const { timers, clock } = this.#options
    const isNext = !this.#waiting.has(message.recipientId)
    if (!isNext || this.#phonesOf(message.recipientId).length === 0) return this.#keep(message, respond)
    let isOver = false
    let keeping: Promise<void> | undefined
    const stopWaiting = timers.after(ANSWER_WITHIN_MS, () => {
      isOver = true
      keeping = this.#keep(message, respond).catch(() => respond(later(60)))
    })
    const isTaken = await this.#deliver(message)
    stopWaiting()
    if (!isOver) {
      if (isTaken) return respond({ status: 200 })
      if (message.expiresMs <= clock.wall()) return respond({ status: 480 })
      return this.#keep(message, respond)
    }
    await keeping
    if (isTaken) this.#forget(message)
  }

  async #keep(message: TextMessage, respond: (response: ResponseOptions) => void): Promise<void> {
    const { rows, clock } = this.#options
    if (message.expiresMs <= clock.wall()) return respond({ status: 480 })
    this.#sweep()
    const all = this.#all()
    const isFull =
      all.length >= MAX_WAITING ||
      all.filter(({ senderId }) => senderId === message.senderId).length >= MAX_WAITING_FROM ||
      all.filter(({ recipientId }) => recipientId === message.recipientId).length >= MAX_WAITING_FOR
    if (isFull) return respond({ ...later(3_600), reason: 'Too many messages wait' })
    const waiting = this.#waitingFor(message.recipientId)
    waiting.messages.push(message)
    try {
      await rows.keep(message)
    } catch (error) {
      this.#drop(message)
      throw error
    }
    respond({ status: 202 })
  }

  /** The first, and then the next, as long as they are taken. */
  #tell(recipientId: string): void {
    const waiting = this.#waitingFor(recipientId)
    if (waiting.isBeingTold) return
    waiting.isBeingTold = true
    this.#tellAll(waiting)
      .catch((error: unknown) => this.#options.log.warn({ err: error }, 'a message could not be passed on'))
      .finally(() => {
        waiting.isBeingTold = false
      })
  }

  async #tellAll(waiting: Waiting): Promise<void> {
    this.#sweep()
    for (let first = waiting.messages[0]; first !== undefined; first = waiting.messages[0]) {
      if (!(await this.#deliver(first))) return
      this.#forget(first)
    }
  }

  /** Whether one phone has taken it. Nobody waits for the others. */
  async #deliver(message: TextMessage): Promise<boolean> {
    const tries = this.#phonesOf(message.recipientId).map(async (binding) => {
      if (!(await this.#send(message, binding))) throw new Error('not taken')
    })
    return Promise.any(tries).then(
      () => true,
      () => false,
    )
  }

  async #send({ id, from, to, text }: TextMessage, binding: Binding): Promise<boolean> {
    const { userAgent, trunks } = this.#options
    const route = routeToBinding(binding, userAgent.isConnected(binding.source))
    const response = await userAgent.request({
      method: 'MESSAGE',
      target: route.target,
      via: await locateHop(route.hop, { userAgent, trunks: trunks() }),
      from,
      to: { uri: to },
      headers: routeHeaders(route),
      body: { contentType: 'text/plain;charset=UTF-8', content: text },
      sequence: { sipCallId: id, cseq: 1 },
    })
    return response.status < 300
  }

  #phonesOf(recipientId: string): readonly Binding[] {
    const { design: designNow, bindingsOf, clock } = this.#options
    const design = designNow()
    if (!design) return []
    const device = design.find('device', recipientId)
    const devices = device ? [device] : devicesOfUser(design, recipientId)
    return devices.flatMap(({ id }) => bindingsOf(id, clock.now()))
  }

  #waitingFor(recipientId: string): Waiting {
    const known = this.#waiting.get(recipientId)
    if (known) return known
    const made: Waiting = { messages: [], isBeingTold: false }
    this.#waiting.set(recipientId, made)
    return made
  }

  #all(): readonly TextMessage[] {
    return [...this.#waiting.values()].flatMap(({ messages }) => messages)
  }

  #sweep(): void {
    const nowMs = this.#options.clock.wall()
    for (const message of this.#all()) if (message.expiresMs <= nowMs) this.#forget(message)
  }

  #forget(message: TextMessage): void {
    this.#drop(message)
    this.#options.rows.remove(message.id)
  }

  #drop({ id, recipientId }: TextMessage): void {
    const waiting = this.#waiting.get(recipientId)
    const at = waiting?.messages.findIndex((each) => each.id === id) ?? -1
    if (at >= 0) waiting?.messages.splice(at, 1)
    if (waiting?.messages.length === 0) this.#waiting.delete(recipientId)
  }
}

const later = (seconds: number): ResponseOptions => ({ status: 503, headers: [['Retry-After', String(seconds)]] })
