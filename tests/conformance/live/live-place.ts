import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Device } from '../../../src/callflow/design/document.ts'
import { CALL_BACK_MS } from '../../../src/callflow/scripts/emergency-call-back.ts'
import { numberShownForHelp } from '../../../src/callflow/rehearse/called-for-help.ts'
import { VirtualWorld, type WorldSetup } from '../../../src/callflow/rehearse/world.ts'
import type { DialLeg } from '../../../src/callflow/run/operation.ts'
import { agentWrites } from '../../../src/callflow/scripts/agent-state.ts'
import type { CallBed } from '../../../src/engine/calls/testing/call-bed.ts'
import { ENGINE, type SimParty } from '../../../src/engine/calls/testing/sim-party.ts'
import type { MediaStream } from '../../../src/engine/media/media-engine.ts'
import { hasOutsideNumber } from '../../../src/engine/services/devices.ts'
import { sampleSdp } from '../../../src/engine/sip/testing/sdp-samples.ts'
import { parseMessage } from '../../../src/engine/sip/message/parse-message.ts'
import type { IncomingSession, Session } from '../../../src/engine/sip/user-agent.ts'
import type { Decision } from './decisions.ts'
import { numberOf, type OtherCall } from './other-calls.ts'
import { WAV } from './people.ts'
import { sitDown } from './room-people.ts'
import { addressOfTrunk, callersAddress, othersAddress, REALM, type Scenario } from './scenario.ts'

export interface OtherParty {
  readonly party: SimParty
  readonly session: Session
}

/** The phones and carriers of a design on a simulated network, with what the set-up says was so before the call. */
export class LivePlace {
  readonly caller: SimParty
  /** Phones and carriers that are rung. */
  readonly called: readonly SimParty[]
  /** Ends of calls that others have: whom a pick-up or a retrieval brings. */
  readonly others: OtherParty[] = []
  /** For people in conference rooms. */
  readonly streams: MediaStream[] = []
  readonly #bed: CallBed
  readonly #scenario: Scenario
  readonly #phones: ReadonlyMap<string, SimParty>
  readonly #carriers: ReadonlyMap<string, SimParty>
  #registrations = 0

  private constructor(bed: CallBed, scenario: Scenario, parties: Parties) {
    this.#bed = bed
    this.#scenario = scenario
    this.caller = parties.caller
    this.#phones = parties.phones
    this.#carriers = parties.carriers
    this.called = [...parties.phones.values(), ...parties.carriers.values()]
    this.#registerAll()
  }

  #registerAll(): void {
    for (const device of this.#registrable()) this.register(device.id)
  }

  static async open(bed: CallBed, scenario: Scenario): Promise<LivePlace> {
    return new LivePlace(bed, scenario, await partiesOf(bed, scenario))
  }

  /** A phone, or a carrier with that number in the Request-URI. */
  isAt(party: SimParty, session: IncomingSession, { target }: DialLeg): boolean {
    if (target.kind === 'device' && this.#phones.get(target.deviceId) === party) return true
    if (![...this.#carriers.values()].includes(party)) return false
    const { design } = this.#scenario
    const number =
      target.kind === 'number' ? target.number : (design.find('device', target.deviceId)?.outsideNumber ?? '')
    const dialled = /^sips?:([^@;]+)/.exec(session.request.uri)?.[1] ?? ''
    return decodeURIComponent(dialled).replaceAll(/\D/g, '').endsWith(number.replaceAll(/\D/g, ''))
  }

  register(deviceId: string): void {
    this.#registerFor(deviceId, 3_600)
  }

  unregister(deviceId: string): void {
    this.#registerFor(deviceId, 0)
  }

  /** What the set-up says, and the calls that others have. */
  async prepare(decisions: readonly Decision[], others: readonly OtherCall[]): Promise<void> {
    const { world } = this.#bed.engine
    const { setup } = this.#scenario
    const {
      state = [],
      kept = [],
      agentsAway = [],
      agentsBusy = [],
      waiting = [],
      conferences = [],
    } = setup.world ?? {}
    for (const { key, value } of state) world.runtimeState.write(key, value)
    await this.#fillMailboxes()
    for (const what of kept) await world.kept.keep(what, this.#wav())
    for (const agentId of agentsAway)
      for (const { key, value } of agentWrites({ agentId, action: 'log-out' }, setup.startMs))
        world.runtimeState.write(key, value)
    const busy = { callId: 'other-call', outcome: 'answered', wrapUpMs: 0 } as const
    if (agentsBusy.length > 0) world.queues.report({ ...busy, queueId: '', agentIds: agentsBusy })
    await this.#serve(waiting)
    this.#registerAll() // however long that took
    for (const { queueId, callers } of waiting)
      for (let at = 0; at < callers; at++)
        world.queues.join({ queueId, callId: `ahead-${at}`, priority: 1_000, maxCallers: 0 })
    for (let opened = 0; opened < this.#seatsWanted(decisions); opened++)
      this.streams.push(await world.media.openStream())
    for (const { conferenceId, members, moderators } of conferences)
      sitDown({ conferences: world.conferences, streams: this.streams, conferenceId }, { members, moderators })
    this.#keyWrongPins()
    this.#callForHelp()
    for (const [at, other] of others.entries()) await this.#call(at, other)
  }

  /** So many were served that they waited so long on average, at a pace by which it takes as long from here. */
  async #serve(waiting: NonNullable<WorldSetup['waiting']>): Promise<void> {
    const { queues } = this.#bed.engine.world
    for (const { queueId, callers, averageWaitMs } of waiting) {
      if (averageWaitMs === undefined) continue
      const join = (at: number) =>
        queues.join({ queueId, callId: `served-${queueId}-${at}`, priority: 0, maxCallers: 0 })
      const serve = async (joined: ReturnType<typeof join>, at: number, afterMs: number) => {
        await this.#bed.clock.advance(afterMs)
        queues.report({ queueId, callId: `served-${queueId}-${at}`, agentIds: [], outcome: 'answered', wrapUpMs: 0 })
        if (joined.outcome === 'joined') queues.leave(joined.ticket, 'answered')
      }
      if (callers === 0) for (let at = 0; at < 3; at++) await serve(join(at), at, averageWaitMs)
      else {
        // All came at once: on average they waited for half of them.
        const together = Array.from({ length: 2 * callers + 1 }, (_, at) => join(at))
        for (const [at, joined] of together.entries())
          await serve(joined, at, Math.round(averageWaitMs / (callers + 1)))
      }
    }
  }

  #seatsWanted(decisions: readonly Decision[]): number {
    const inside = (this.#scenario.setup.world?.conferences ?? []).reduce(
      (sum, { members, moderators }) => sum + members + moderators,
      0,
    )
    const joins = decisions.flatMap(({ operation }) =>
      operation.kind === 'join-conference' ? [operation.maxParticipants + 1] : [],
    )
    return inside + joins.reduce((sum, seats) => sum + seats, 0)
  }

  async #fillMailboxes(): Promise<void> {
    const { design, setup } = this.#scenario
    const before = new VirtualWorld({ design, startMs: setup.startMs, seed: 1, setup: setup.world ?? {} })
    for (const { mailboxId } of setup.world?.mailboxes ?? []) {
      for (const message of before.messagesOf(mailboxId))
        await this.#bed.engine.world.messages.add({ ...message, mailboxId, wasCutShort: false }, this.#wav())
    }
  }

  #wav(): string {
    const path = join(this.#bed.engine.recordingsFolder, `wav-${this.#registrations++}`)
    writeFileSync(path, WAV)
    return path
  }

  /** What the engine remembers of them; those of more than half an hour ago it has forgotten. */
  #callForHelp(): void {
    const { design, setup } = this.#scenario
    for (const { deviceId, agoMs } of setup.world?.calledForHelp ?? []) {
      const shown = numberShownForHelp(design, deviceId)
      if (!shown || agoMs >= CALL_BACK_MS) continue
      const { origin, name } = shown.caller
      const userId = origin.kind === 'device' ? (origin.userId ?? '') : ''
      const about = { callId: 'before', number: '911', address: '', mailed: [] }
      this.#bed.engine.emergencies.add({ ...about, deviceId, userId, callerName: name, callerNumber: shown.number })
    }
  }

  /** At whatever the call will ask a PIN for. */
  #keyWrongPins(): void {
    const { world } = this.#bed.engine
    const { design, setup, rehearsal } = this.#scenario
    const { byCaller = 0, byOthers = 0 } = setup.world?.wrongPins ?? {}
    const asked = rehearsal.trace.flatMap((event) =>
      event.kind === 'operation' && event.operation.kind === 'pin-try' ? [event.operation] : [],
    )
    const seen = new Map(asked.map((operation) => [operation.of.id, operation]))
    for (const { kind, of } of seen.values()) {
      const wrong = { kind, of, outcome: 'wrong', byOwner: false } as const
      for (let by = 0; by < byOthers; by++) {
        const caller = { name: '', number: `+1999555${1_000 + by}`, origin: { kind: 'trunk' } } as const
        world.pinGuard.perform(wrong, { caller, design })
      }
      for (let tried = 0; tried < byCaller; tried++) world.pinGuard.perform(wrong, { caller: setup.caller, design })
    }
  }

  async #call(at: number, other: OtherCall): Promise<void> {
    const { design } = this.#scenario
    const trunk = design.list('trunk')[0]
    if (!trunk) return
    const party = await this.#bed.party(othersAddress(addressOfTrunk(design, trunk.id)))
    const phone = other.kind === 'parked' ? undefined : this.#phones.get(other.deviceId)
    const { session } = party.call(numberOf(at))
    this.others.push({ party, session })
    await this.#bed.clock.advance(200)
    if (other.kind === 'talks') phone?.called.at(-1)?.answer({ sdp: sampleSdp(phone.audioPort) })
    await this.#bed.clock.advance(100)
  }

  #registrable(): readonly Device[] {
    return this.#scenario.design.list('device').filter((device) => device.enabled && !hasOutsideNumber(device))
  }

  /** As if it had come by a REGISTER: nobody waits for its answer. */
  #registerFor(deviceId: string, expiresSec: number): void {
    const device = this.#scenario.design.find('device', deviceId)
    if (!device || hasOutsideNumber(device)) return
    const index = this.#registrable().findIndex(({ id }) => id === deviceId)
    const address = addressOfPhone(index)
    const aor = `sip:${device.sipUsername}@${REALM}`
    const lines = [
      `REGISTER sip:${ENGINE} SIP/2.0`,
      `Via: SIP/2.0/UDP ${address};branch=z9hG4bK${deviceId}${++this.#registrations}`,
      `From: <${aor}>;tag=1`,
      `To: <${aor}>`,
      `Call-ID: ${deviceId}`,
      `CSeq: ${this.#registrations} REGISTER`,
      `Contact: <sip:${device.sipUsername}@${address}>`,
      `Expires: ${expiresSec}`,
      'Content-Length: 0',
    ]
    const request = parseMessage(Buffer.from(`${lines.join('\r\n')}\r\n\r\n`))
    if (request.kind !== 'request') return
    const source = { transport: 'udp', address, port: 5_060 } as const
    const nowMs = this.#bed.clock.now()
    const { status } = this.#bed.engine.world.registrar.register({ request, source, device, realm: REALM, nowMs })
    if (status !== 200) throw new Error(`${deviceId} could not register: ${status}`)
  }
}

const addressOfPhone = (index: number): string => `10.0.${Math.floor(index / 250)}.${(index % 250) + 1}`

interface Parties {
  readonly caller: SimParty
  readonly phones: ReadonlyMap<string, SimParty>
  readonly carriers: ReadonlyMap<string, SimParty>
}

async function partiesOf(bed: CallBed, { design, setup }: Scenario): Promise<Parties> {
  const phones = new Map<string, SimParty>()
  const registrable = design.list('device').filter((device) => device.enabled && !hasOutsideNumber(device))
  for (const [index, device] of registrable.entries())
    phones.set(device.id, await bed.party(addressOfPhone(index), device.sipUsername, false))
  const carriers = new Map<string, SimParty>()
  for (const trunk of design.list('trunk')) carriers.set(trunk.id, await bed.party(addressOfTrunk(design, trunk.id)))
  const { origin } = setup.caller
  const own = origin.kind === 'device' ? phones.get(origin.deviceId) : undefined
  const trunkId = origin.kind === 'trunk' ? (origin.trunkId ?? '') : ''
  const caller = own ?? (await bed.party(callersAddress(addressOfTrunk(design, trunkId))))
  return { caller, phones, carriers }
}
