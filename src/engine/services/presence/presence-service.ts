import type { Device } from '../../../callflow/design/document.ts'
import type { DesignSnapshot } from '../../../callflow/design/snapshot.ts'
import type { Call } from '../../calls/call.ts'
import { phoneDialogsOf } from '../../calls/phone-dialogs.ts'
import type { EngineClock } from '../../clock.ts'
import type { Timers } from '../../sip/user-agent-options.ts'
import type { IncomingRequest, SipUserAgent } from '../../sip/user-agent.ts'
import type { MailboxCounts } from '../../state/message-store.ts'
import type { RuntimeState } from '../../state/runtime-state.ts'
import { needsNoRegistration } from '../devices.ts'
import type { Binding } from '../registrar/binding.ts'
import type { Registrar } from '../registrar/registrar.ts'
import type { SubscriptionStore } from './kept-subscription.ts'
import { keys, type LampSources } from './lamp.ts'
import { Notifier } from './notifier.ts'
import { ParkedCalls } from './parked-calls.ts'
import { PhoneTable } from './phone-table.ts'
import { type CallAtStep, CallsAtSteps, type Step } from './step-lamp.ts'
import { Publications } from './publications.ts'

export interface PresenceOptions {
  readonly userAgent: Pick<SipUserAgent, 'resumeDialog' | 'isConnected'>
  readonly registrar: Pick<Registrar, 'bindingsOf' | 'isRegistered' | 'list'>
  readonly runtimeState: RuntimeState
  readonly counts: (mailboxId: string) => MailboxCounts
  readonly design: () => DesignSnapshot | undefined
  readonly store: SubscriptionStore
  readonly clock: EngineClock
  readonly timers: Timers
  readonly newTag: () => string
}

/** What phones and people do, and who is told (RFC 3856, RFC 4235, RFC 3842, RFC 3903). ADR 88. */
export class PresenceService {
  readonly #options: PresenceOptions
  readonly #phones = new PhoneTable()
  readonly #parked = new ParkedCalls()
  readonly #atSteps = new CallsAtSteps()
  readonly #roomsInUse = new Set<string>()
  readonly #publications: Publications
  readonly #notifier: Notifier
  #registered: ReadonlySet<string> = new Set()

  constructor(options: PresenceOptions) {
    const { runtimeState, registrar } = options
    this.#options = options
    this.#publications = new Publications(options)
    this.#notifier = new Notifier({
      ...options,
      sources: this.#sources(),
      bindingsOf: (deviceId, nowMs) => registrar.bindingsOf(deviceId, nowMs),
    })
    runtimeState.onWritten((key) => this.#notifier.touched([keys.state(key)]))
  }

  get subscriptions(): number {
    return this.#notifier.size
  }

  subscribe(incoming: IncomingRequest, device: Device): void {
    this.#notifier.subscribe(incoming, device)
  }

  publish(incoming: IncomingRequest, device: Device): void {
    this.#publications.publish(incoming, device)
  }

  /** A call looks otherwise. */
  callChanged(call: Call): void {
    const { callId, who } = call
    const slot = call.world.parking.slotOf(callId)
    this.#notifier.touched(this.#parked.set(callId, slot, who.isWithheld ? nameless : who))
    this.#notifier.touched(this.#phones.set(callId, phoneDialogsOf(call)))
    this.#notifier.touched(this.#atSteps.set(callId, stepOf(call), atStep(call)))
  }

  callEnded(callId: string): void {
    this.#notifier.touched(this.#parked.set(callId, '', nameless))
    this.#notifier.touched(this.#phones.set(callId, []))
    this.#notifier.touched(this.#atSteps.set(callId, undefined, { isTalking: false, who: nameless }))
  }

  /** Somebody came into the room, or the last has left it. */
  roomChanged(conferenceId: string, isInUse: boolean): void {
    if (this.#roomsInUse.has(conferenceId) === isInUse) return
    if (isInUse) this.#roomsInUse.add(conferenceId)
    else this.#roomsInUse.delete(conferenceId)
    this.#notifier.touched([keys.room(conferenceId)])
  }

  /** Whether that phone has subscribed to all these boxes, so that nothing else need tell it. */
  tellsMessages(binding: Pick<Binding, 'deviceId' | 'contact'>, mailboxIds: readonly string[]): boolean {
    return this.#notifier.tellsMessages(binding, mailboxIds)
  }

  messagesChanged(mailboxId: string): void {
    this.#notifier.touched([keys.mailbox(mailboxId)])
  }

  registrationsChanged(): void {
    const { registrar, clock } = this.#options
    const before = this.#registered
    const now = new Set(registrar.list(clock.now()).map(({ deviceId }) => deviceId))
    this.#registered = now
    const changed = [...before, ...now].filter((deviceId) => before.has(deviceId) !== now.has(deviceId))
    this.#notifier.touched(changed.map(keys.device))
    this.#notifier.registrationsChanged()
  }

  designChanged(mayStay: (deviceId: string) => boolean): void {
    this.#notifier.designChanged(mayStay)
  }

  /** Goes on where the run before ended. */
  resume(): void {
    this.#notifier.resume()
  }

  close(): void {
    this.#notifier.close()
  }

  #sources(): LampSources {
    const { runtimeState, registrar, clock, counts, design } = this.#options
    return {
      phoneDialogs: (person) => this.#phones.of(person),
      parked: (slot) => this.#parked.in(slot),
      callsAt: (step) => this.#atSteps.at(step),
      isInUse: (conferenceId) => this.#roomsInUse.has(conferenceId),
      read: (key) => runtimeState.read(key),
      counts,
      isReachable(deviceId) {
        const device = design()?.find('device', deviceId)
        return device !== undefined && (needsNoRegistration(device) || registrar.isRegistered(deviceId, clock.now()))
      },
      said: (person) => this.#publications.said(person),
      saidEndsInMs: (person) => this.#publications.runsOutInMs(person),
      wallMs: () => clock.wall(),
    }
  }
}

const nameless = { name: '', number: '' }

const stepOf = ({ callflowId, nodeId }: Call): Step | undefined => (nodeId === '' ? undefined : { callflowId, nodeId })

function atStep({ isTalking, who }: Call): CallAtStep {
  return { isTalking, who: who.isWithheld ? nameless : { name: who.name, number: who.number } }
}
