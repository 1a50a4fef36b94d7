import { type Document, makeDocument } from '../../../callflow/design/document.ts'
import { snapshotOf } from '../../../callflow/design/snapshot.ts'
import type { TraceEvent } from '../../../callflow/run/trace.ts'
import type { Cdr } from '../../control/contract.ts'
import type { ConferenceRoom } from '../../control/conference-contract.ts'
import type { QueueBoard } from '../../control/queue-contract.ts'
import type { SipMessage } from '../../sip/message/message.ts'
import { createUserAgent } from '../../sip/create-user-agent.ts'
import { SimClock } from '../../sip/testing/sim-clock.ts'
import { SimNetwork } from '../../sip/testing/sim-network.ts'
import { type AddressShown, asWeAre } from '../../sip/transport/outside-addresses.ts'
import type { TransportKind } from '../../sip/transport/transport.ts'
import type { SipUserAgent } from '../../sip/user-agent.ts'
import type { Clock, Timers } from '../../sip/user-agent-options.ts'
import type { Call } from '../call.ts'
import { type BedEngine, type BedEngineOptions, openBedEngine } from './bed-engine.ts'
import { type AckAnswer, answeringInAck } from './offerless.ts'
import { OneLife } from './one-life.ts'
import { hearingNotify } from './referring.ts'
import { SilentMedia, type SilentStream } from './silent-media.ts'
import { ENGINE, SimParty } from './sim-party.ts'

const someAccount = makeDocument('account', { id: 'account', name: 'Company', sipRealm: 'bed.test' })

/** What is not as everywhere. */
export interface BedExtras extends Pick<BedEngineOptions, 'promptsFolder' | 'made' | 'soundsFrom' | 'dns' | 'instead'> {
  /** Epoch milliseconds at which the clock begins. */
  readonly startMs?: number
  /** Absent: UDP. */
  readonly transport?: TransportKind
  /** What the engine says of where it is. */
  readonly addressShown?: AddressShown
}

/** The switchboard with all it asks of, on a simulated network and clock with silent media; the database is a real one, in a folder of its own. */
export class CallBed {
  readonly clock: SimClock
  readonly network: SimNetwork
  media: SilentMedia
  userAgent: SipUserAgent
  engine: BedEngine
  /** What was told of conference rooms, undefined where one was left by everybody. */
  readonly roomsTold: (ConferenceRoom | undefined)[] = []
  /** What was told of queues. */
  readonly boards: QueueBoard[] = []
  readonly cdrs: Cdr[] = []
  readonly traced: TraceEvent[] = []
  readonly pinsShut: string[] = []
  readonly outsideStopped: string[] = []
  readonly errors: unknown[] = []
  /** Ways to make the call of the moment fail. */
  onChanged: (call: Pick<Call, 'view'>) => void = () => {}
  onTrace: (event: TraceEvent, callId: string) => void = () => {}
  #tokens = 0
  #parties = 0
  #life: OneLife
  readonly #maxCalls: number
  readonly #addressShown: AddressShown
  readonly #more: Omit<BedExtras, 'startMs' | 'transport' | 'addressShown'>

  constructor(
    documents: readonly Document[],
    maxCalls: number,
    { startMs = 0, transport = 'udp', addressShown = asWeAre, ...more }: BedExtras = {},
  ) {
    this.clock = new SimClock(startMs)
    this.network = new SimNetwork(this.clock, transport)
    this.#maxCalls = maxCalls
    this.#addressShown = addressShown
    this.#more = more
    const born = this.#born(documents)
    this.#life = born.life
    this.media = born.media
    this.userAgent = born.userAgent
    this.engine = born.engine
  }

  /** `kill -9`. */
  kill(): void {
    this.#life.end()
    this.network.unplug(ENGINE)
    this.engine.abandon()
  }

  /** On what the one that was killed has left: the ids of parked calls that cannot go on. */
  async startAgain(documents: readonly Document[]): Promise<readonly string[]> {
    const { life, ...born } = this.#born(documents, this.engine.dataDir)
    this.#life = life
    Object.assign(this, born)
    return this.engine.start()
  }

  #born(documents: readonly Document[], dataDir?: string) {
    const life = new OneLife(this.clock)
    const media = new SilentMedia(life)
    const userAgent = this.#agent(ENGINE, life.using(this.network.transport(ENGINE)), life)
    const engine = openBedEngine({
      clock: life,
      media,
      userAgent,
      design: snapshotOf([...(documents.some(({ kind }) => kind === 'account') ? [] : [someAccount]), ...documents]),
      maxCalls: this.#maxCalls,
      ...(dataDir === undefined ? {} : { dataDir }),
      ...this.#more,
      newId: () => `id-${++this.#tokens}`,
      onError: (about) => void this.errors.push(about),
      onPinsShut: (message) => void this.pinsShut.push(message),
      onOutsideStopped: (message) => void this.outsideStopped.push(message),
      onBoard: (board) => void this.boards.push(board),
      onRoom: (room) => void this.roomsTold.push(room),
      events: {
        trace: (callId, event) => {
          this.traced.push(event)
          this.onTrace(event, callId)
        },
        changed: (call) => this.onChanged(call),
        messageSaved: () => {},
      },
      onEnded: (cdr) => void this.cdrs.push(cdr),
    })
    return { life, media, userAgent, engine }
  }

  get switchboard() {
    return this.engine.switchboard
  }

  get shares() {
    return this.engine.shares
  }

  get conferences() {
    return this.engine.conferences
  }

  async start(): Promise<this> {
    await this.engine.start()
    return this
  }

  close(): Promise<void> {
    return this.engine.close()
  }

  /** Somebody at an address, with a name of ours or without. One with a name registers unless told otherwise. */
  async party(address: string, username?: string, registers = username !== undefined): Promise<SimParty> {
    const notified: string[] = []
    const ackAnswer: AckAnswer = { sdp: undefined }
    const transport = answeringInAck(this.network.transport(address), ackAnswer)
    const agent = this.#agent(address, hearingNotify(transport, notified))
    await agent.start()
    const audioPort = 4_000 + 2 * this.#parties++
    const party = new SimParty({ clock: this.clock, agent, address, username, audioPort, notified, ackAnswer })
    if (registers) await party.register()
    return party
  }

  /** Our side of the latest call that party is in. */
  streamOf({ audioPort }: SimParty): SilentStream {
    return this.media.streamTo(audioPort)
  }

  /** What the engine sent to an address, or everywhere: requests of a method, or responses of a status. */
  sent(what: string | number, to?: string): SipMessage[] {
    return this.network.packets.flatMap(({ message, from, to: where }) => {
      const is = message.kind === 'request' ? message.method : message.status
      return from === ENGINE && is === what && (to === undefined || to === where) ? [message] : []
    })
  }

  #agent(
    address: string,
    transport = this.network.transport(address),
    time: Clock & Timers = this.clock,
  ): SipUserAgent {
    return createUserAgent({
      listen: [],
      userAgentName: address,
      random: () => `token${String(++this.#tokens).padStart(11, '0')}`,
      clock: time,
      timers: time,
      transport,
      addressShown: address === ENGINE ? this.#addressShown : asWeAre,
      onInternalError: (error) => void this.errors.push(error),
    })
  }
}
