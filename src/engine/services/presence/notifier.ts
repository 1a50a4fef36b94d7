import type { Device } from '../../../callflow/design/document.ts'
import type { DesignSnapshot } from '../../../callflow/design/snapshot.ts'
import type { EngineClock } from '../../clock.ts'
import { parseNameAddr } from '../../sip/message/name-addr.ts'
import { transports } from '../../sip/transport/transports.ts'
import type { Timers } from '../../sip/user-agent-options.ts'
import type {
  EventDialog,
  IncomingRequest,
  MessageBody,
  RequestToAnswer,
  ResponseOptions,
  SipUserAgent,
} from '../../sip/user-agent.ts'
import { deviceByUsername } from '../devices.ts'
import type { Binding } from '../registrar/binding.ts'
import { addressAsked } from './address-asked.ts'
import { type KeptSubscription, resumed, type SubscriptionStore } from './kept-subscription.ts'
import { keys, type LampSources, type Looked } from './lamp.ts'
import { ListWriter } from './list-writer.ts'
import { Pace } from './pace.ts'
import { type StateWriter, stateWriter } from './state-writer.ts'
import { allowEvents, readEvent, readExpires, readSubscribe } from './subscribe-request.ts'
import { type EndReason, Subscription, type SubscriptionAbout } from './subscription.ts'
import { SubscriptionTable, type TableLimits } from './subscription-table.ts'
import { boxesAt, LIST, ownLamps, watchedAt } from './watched.ts'

export interface NotifierOptions {
  readonly userAgent: Pick<SipUserAgent, 'resumeDialog' | 'isConnected'>
  readonly bindingsOf: (deviceId: string, nowMs: number) => readonly Binding[]
  readonly design: () => DesignSnapshot | undefined
  readonly sources: LampSources
  readonly store: SubscriptionStore
  readonly clock: EngineClock
  readonly timers: Timers
  readonly limits?: TableLimits
}

/** What happens in a moment, such as a call that comes in and rings, is told once. */
const GATHER_MS = 50
/** RFC 4235 §3.10: no more than one NOTIFY a second, the latest state last. */
const MIN_GAP_MS = 1_000
const SWEEP_MS = 5_000

type Begin = (onRequest: (incoming: RequestToAnswer) => void) => EventDialog

/** Tells phones what they subscribed to (RFC 6665 §4.2): lamps, presence, waiting messages. ADR 88. */
export class Notifier {
  readonly #options: NotifierOptions
  readonly #table: SubscriptionTable
  readonly #pace: Pace<Subscription>
  readonly #waiting = new Set<Subscription>()
  /** Of phones that have lost their connection and not registered over another: they are told when they have. */
  readonly #adrift = new Set<Subscription>()
  #stopSweep: (() => void) | undefined
  #isClosed = false

  constructor(options: NotifierOptions) {
    this.#options = options
    this.#table = new SubscriptionTable(options.limits)
    this.#pace = new Pace({ timers: options.timers, act: (subscription) => this.#tell(subscription) })
  }

  get size(): number {
    return this.#table.size
  }

  /** A SUBSCRIBE outside a dialog, of a phone that was let in. Throws `RemoteProtocolError` for what cannot be read. */
  subscribe({ request, respond, beginDialog }: IncomingRequest, device: Device): void {
    const asked = readSubscribe(request)
    if ('refusal' in asked) return respond(asked.refusal)
    const design = this.#options.design()
    const address = design && addressAsked(request, design)
    if (!address) return respond({ status: 403 })
    const { event, eventId, seconds } = asked
    const isList = address.address === LIST && event !== 'message-summary'
    if (isList && !asked.takesLists) return respond({ status: 421, headers: [requiresLists] })
    const about: SubscriptionAbout = { deviceId: device.id, event, eventId, ...address, isList }
    const found = this.#lookAt(about, design, device)
    if (typeof found === 'string') return respond({ status: found === 'unknown' ? 404 : 403 })
    const contact = parseNameAddr(request.headers.get('Contact') ?? '', 'Contact').uri
    const earlier = this.#table.same(about, contact)
    const full = earlier ? undefined : this.#table.refusal(device.id)
    if (full === 'phone') return respond({ status: 403, reason: 'Too many subscriptions' })
    if (full === 'all') return respond({ status: 503, headers: [['Retry-After', '60']] })
    const accepted = acceptance(seconds, isList)
    const expiresMs = this.#options.clock.now() + seconds * 1_000
    const subscription = this.#open({ about, expiresMs, version: 0 }, (onRequest) => {
      const dialog = beginDialog(accepted, onRequest)
      earlier?.drop()
      return dialog
    })
    if (seconds === 0) subscription.end('timeout')
    else this.#tell(subscription)
  }

  /** Whether that phone has asked to be told of all these boxes itself (RFC 3842): at that contact, where it stands at several. */
  tellsMessages({ deviceId, contact }: Pick<Binding, 'deviceId' | 'contact'>, mailboxIds: readonly string[]): boolean {
    const [first, ...others] = mailboxIds.map(keys.mailbox)
    if (first === undefined) return false
    const isOnly = this.#options.bindingsOf(deviceId, this.#options.clock.now()).length < 2
    return [...this.#table.watching(first)].some(
      (subscription) =>
        subscription.about.deviceId === deviceId &&
        subscription.about.event === 'message-summary' &&
        (isOnly || subscription.dialog.remoteTarget === contact) &&
        others.every((key) => subscription.keys.includes(key)),
    )
  }

  /** Something that lamps are lit by has changed. */
  touched(keys: Iterable<string>): void {
    for (const key of keys) for (const subscription of this.#table.watching(key)) this.#tellSoon(subscription)
  }

  /** Another design runs: what was watched may be gone, somebody's password may be another. */
  designChanged(mayStay: (deviceId: string) => boolean): void {
    for (const subscription of this.#table.all()) {
      if (mayStay(subscription.about.deviceId)) this.#tellSoon(subscription)
      else subscription.end('deactivated')
    }
  }

  /** Those of the run before: each is told how things stand now, one after another. */
  resume(): void {
    const { store, clock, userAgent } = this.#options
    for (const before of store.load(clock.now())) {
      if (this.#table.refusal(before.about.deviceId) !== undefined) continue
      const kept = resumed(before)
      this.#pace.add(this.#open(kept, (onRequest) => userAgent.resumeDialog(kept.dialog, onRequest)))
    }
  }

  /** Tells nobody any more. */
  close(): void {
    this.#isClosed = true
    this.#pace.close()
    this.#stopSweep?.()
  }

  #open({ about, expiresMs, version }: Omit<KeptSubscription, 'dialog'>, begin: Begin): Subscription {
    const { store, clock } = this.#options
    const { event, entity, isList } = about
    const writer = isList ? new ListWriter(event, entity, version) : stateWriter(event, entity, version)
    const dialog = begin((incoming) => this.#again(subscription, incoming))
    const subscription: Subscription = new Subscription({
      about,
      dialog,
      clock,
      expiresMs,
      version,
      look: (isWhole) => this.#look(subscription, writer, isWhole),
      hasLostConnection: () => this.#hasLostConnection(subscription),
      onNews: () => this.#tellSoon(subscription),
      onOver: () => {
        this.#table.remove(subscription)
        this.#pace.remove(subscription)
        this.#adrift.delete(subscription)
        subscription.stopLookingAgain()
        store.remove(dialog.kept)
      },
    })
    this.#table.add(subscription)
    if (expiresMs > clock.now()) store.save(subscription.kept)
    this.#stopSweep ??= this.#sweepLater()
    return subscription
  }

  /** A SUBSCRIBE in its dialog: refreshes or ends it (RFC 6665 §4.2.1.2). */
  #again(subscription: Subscription, { request, respond }: RequestToAnswer): void {
    if (request.method !== 'SUBSCRIBE') return respond({ status: 405, headers: [['Allow', 'SUBSCRIBE']] })
    const event = readEvent(request.headers)
    if (!event) return respond({ status: 489, headers: [allowEvents] })
    if (event.event !== subscription.about.event || event.eventId !== subscription.about.eventId)
      return respond({ status: 481, reason: 'No such subscription' })
    const design = this.#options.design()
    if (!design || !inService(design, subscription.about.deviceId)) {
      respond({ status: 403 })
      return subscription.end('rejected')
    }
    const seconds = readExpires(request.headers)
    if (typeof seconds !== 'number') return respond(seconds.refusal)
    respond(acceptance(seconds, subscription.about.isList))
    if (seconds === 0) return subscription.end('timeout')
    subscription.expiresMs = this.#options.clock.now() + seconds * 1_000
    this.#options.store.save(subscription.kept)
    this.#tell(subscription, true)
  }

  #lookAt({ event, address, isList }: SubscriptionAbout, design: DesignSnapshot, watcher: Device): Looked {
    const { sources } = this.#options
    const about = {
      design,
      watcher,
      read: (key: Parameters<typeof sources.read>[0]) => sources.read(key),
      wallMs: sources.wallMs(),
    }
    if (isList) return ownLamps(about)
    return event === 'message-summary' ? boxesAt(about, address) : watchedAt(about, address)
  }

  #look(subscription: Subscription, writer: StateWriter, isWhole: boolean): MessageBody | EndReason | undefined {
    const { design: active, sources, timers } = this.#options
    const design = active()
    if (!design) return undefined
    const { deviceId, event } = subscription.about
    const device = inService(design, deviceId)
    if (!device) return 'deactivated'
    const watched = this.#lookAt(subscription.about, design, device)
    if (typeof watched === 'string') return watched === 'unknown' ? 'noresource' : 'rejected'
    this.#table.watch(subscription, watched.keys)
    const saidEndsInMs = event === 'presence' && watched.person ? sources.saidEndsInMs(watched.person) : undefined
    const againInMs = watched.changesInMs ?? saidEndsInMs
    subscription.stopLookingAgain()
    if (againInMs !== undefined)
      subscription.stopLookingAgain = timers.after(againInMs, () => this.#tellSoon(subscription))
    const body = writer.write({ watched, sources, design }, isWhole)
    if (writer.hasMore) timers.after(MIN_GAP_MS, () => this.#tellSoon(subscription))
    return body
  }

  #tellSoon(subscription: Subscription): void {
    if (this.#waiting.has(subscription) || subscription.isOver || this.#isClosed) return
    const { timers, clock } = this.#options
    this.#waiting.add(subscription)
    timers.after(Math.max(GATHER_MS, subscription.toldMs + MIN_GAP_MS - clock.now()), () => {
      this.#waiting.delete(subscription)
      this.#pace.add(subscription)
    })
  }

  #tell(subscription: Subscription, isWhole = false): void {
    if (this.#isClosed) return
    if (this.#follow(subscription)) subscription.tell(isWhole)
    else this.#adrift.add(subscription)
  }

  /** Phones came or went: those that had lost their connection may be there again. */
  registrationsChanged(): void {
    const adrift = [...this.#adrift]
    this.#adrift.clear()
    for (const subscription of adrift) this.#tellSoon(subscription)
  }

  /** A connection that is gone is replaced by the one that the phone registered over since. False: it has not yet. */
  #follow(subscription: Subscription): boolean {
    if (!this.#hasLostConnection(subscription)) return true
    const { userAgent, bindingsOf, clock } = this.#options
    const { dialog, about } = subscription
    const there = bindingsOf(about.deviceId, clock.now()).filter(({ source }) => userAgent.isConnected(source))
    const same = there.find(({ contact }) => contact === dialog.remoteTarget)
    const now = same ?? (there.length === 1 ? there[0] : undefined)
    if (now) dialog.moveTo(now.source)
    return now !== undefined
  }

  #hasLostConnection({ dialog }: Subscription): boolean {
    const { flow } = dialog.kept
    return transports[flow.transport].isConnection && !this.#options.userAgent.isConnected(flow)
  }

  #sweepLater(): () => void {
    return this.#options.timers.after(SWEEP_MS, () => {
      const nowMs = this.#options.clock.now()
      for (const subscription of this.#table.all()) if (subscription.expiresMs <= nowMs) subscription.end('timeout')
      this.#stopSweep = this.#table.size > 0 && !this.#isClosed ? this.#sweepLater() : undefined
    })
  }
}

const requiresLists = ['Require', 'eventlist'] as const

const acceptance = (seconds: number, isList: boolean): ResponseOptions => ({
  status: 200,
  headers: [['Expires', String(seconds)], ...(isList ? [requiresLists] : [])],
})

/** Undefined: taken out of the design, or disabled, or another has its name. */
function inService(design: DesignSnapshot, deviceId: string): Device | undefined {
  const device = design.find('device', deviceId)
  return device && deviceByUsername(design, device.sipUsername)?.id === deviceId ? device : undefined
}
