import type { Device, Mailbox } from '../../callflow/design/document.ts'
import type { DesignSnapshot } from '../../callflow/design/snapshot.ts'
import type { SipUserAgent } from '../sip/user-agent.ts'
import type { Clock, Timers } from '../sip/user-agent-options.ts'
import type { MailboxCounts } from '../state/message-store.ts'
import { devicesOfUser, realmOf } from './devices.ts'
import { boxesOf, listenersOf, MESSAGE_SUMMARY, messageSummary, summaryOf } from './message-summary.ts'
import type { Binding } from './registrar/binding.ts'
import { locateHop, type PhoneSurroundings } from './registrar/locate-phone.ts'
import { routeHeaders, routeToBinding } from './registrar/route-to-binding.ts'

/** Changes of a moment, such as a message saved and deleted after its notification, are told once. */
const GATHER_MS = 100

export interface MessageWaitingOptions {
  readonly userAgent: PhoneSurroundings['userAgent'] & Pick<SipUserAgent, 'request' | 'isConnected'>
  readonly trunks: () => PhoneSurroundings['trunks']
  readonly bindingsOf: (deviceId: string, nowMs: number) => readonly Binding[]
  readonly counts: (mailboxId: string) => MailboxCounts
  readonly design: () => DesignSnapshot | undefined
  /** For phones that subscribed. */
  readonly onChanged?: (mailboxId: string) => void
  /** A phone that subscribed to these boxes is told once, in its subscription. */
  readonly isToldAnyway?: (binding: Binding, mailboxIds: readonly string[]) => boolean
  readonly clock: Clock
  readonly timers: Timers
}

/**
 * Lamps for waiting messages (MWI, RFC 3842): a NOTIFY to the registered phones of whoever owns a box or shares it when it changes, and to a
 * phone that comes back while messages wait. Nobody has to subscribe; who does (`presence/`) is told there and not here. All boxes of a person make one lamp.
 */
export class MessageWaiting {
  readonly #options: MessageWaitingOptions
  readonly #changed = new Set<string>()
  #stopTimer: (() => void) | undefined

  constructor(options: MessageWaitingOptions) {
    this.#options = options
  }

  changed(mailboxId: string): void {
    this.#options.onChanged?.(mailboxId)
    const box = this.#options.design()?.find('mailbox', mailboxId)
    if (!box) return
    for (const userId of listenersOf(box)) this.#changed.add(userId)
    if (this.#changed.size === 0) return
    this.#stopTimer ??= this.#options.timers.after(GATHER_MS, () => this.#tellAll())
  }

  /** A phone that was away is there again. */
  cameBack({ id, ownerId }: Device): void {
    const design = this.#options.design()
    if (!design || ownerId === null) return
    const boxes = boxesOf(design, ownerId)
    if (summaryOf(boxes, this.#options.counts)?.isWaiting) this.#tell(id, boxes, design)
  }

  close(): void {
    this.#stopTimer?.()
  }

  #tellAll(): void {
    this.#stopTimer = undefined
    const owners = [...this.#changed]
    this.#changed.clear()
    const design = this.#options.design()
    if (!design) return
    for (const ownerId of owners) {
      const boxes = boxesOf(design, ownerId)
      for (const { id } of devicesOfUser(design, ownerId)) this.#tell(id, boxes, design)
    }
  }

  #tell(deviceId: string, boxes: readonly Mailbox[], design: DesignSnapshot): void {
    const { bindingsOf, clock, counts, isToldAnyway } = this.#options
    const summary = summaryOf(boxes, counts)
    if (!summary) return
    const boxIds = boxes.map(({ id }) => id)
    const uri = `sip:${summary.account}@${realmOf(design)}`
    for (const binding of bindingsOf(deviceId, clock.now())) {
      if (isToldAnyway?.(binding, boxIds)) continue
      // A phone that knows no lamps refuses, one that is gone does not answer: neither matters to anybody.
      this.#notify(binding, uri, messageSummary(summary, uri)).catch(() => undefined)
    }
  }

  async #notify(binding: Binding, uri: string, content: string): Promise<void> {
    const { userAgent, trunks } = this.#options
    const route = routeToBinding(binding, userAgent.isConnected(binding.source))
    await userAgent.request({
      method: 'NOTIFY',
      target: route.target,
      via: await locateHop(route.hop, { userAgent, trunks: trunks() }),
      from: { uri },
      to: { uri: binding.contact },
      headers: [
        ...routeHeaders(route),
        ['Event', 'message-summary'],
        ['Subscription-State', 'terminated;reason=noresource'],
      ],
      body: { contentType: MESSAGE_SUMMARY, content },
    })
  }
}
