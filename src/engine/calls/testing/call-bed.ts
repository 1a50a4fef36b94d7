import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Document, makeDocument } from '../../../callflow/design/document.ts'
import { snapshotOf } from '../../../callflow/design/snapshot.ts'
import type { TraceEvent } from '../../../callflow/run/trace.ts'
import type { Cdr, ConferenceRoom } from '../../control/contract.ts'
import { answerRequests } from '../../requests.ts'
import { Authenticator } from '../../services/authenticator.ts'
import { Door } from '../../services/door.ts'
import { ConferenceRooms } from '../../services/conferences/conference-rooms.ts'
import { MessageWaiting } from '../../services/message-waiting.ts'
import { OutsideUse } from '../../services/outside-use.ts'
import { PinGuard } from '../../services/pin-guard.ts'
import { QueueService } from '../../services/queue/queue-service.ts'
import { RecordingUploads } from '../../services/recording-uploads.ts'
import { Registrar } from '../../services/registrar/registrar.ts'
import { createSounds } from '../../services/sounds.ts'
import { TrunkService } from '../../services/trunks/trunk-service.ts'
import { WebRequests } from '../../services/web-requests.ts'
import { createDigestAuthority } from '../../sip/auth/digest-authority.ts'
import { createUserAgent } from '../../sip/create-user-agent.ts'
import { sampleSdp } from '../../sip/testing/sdp-samples.ts'
import { SimClock } from '../../sip/testing/sim-clock.ts'
import { SimNetwork } from '../../sip/testing/sim-network.ts'
import type { IncomingSession, OutgoingSession, SipUserAgent } from '../../sip/user-agent.ts'
import { createBindingStore } from '../../state/binding-store.ts'
import { createBlobStore } from '../../state/blob-store.ts'
import { openEngineDatabase } from '../../state/engine-database.ts'
import { durableFiles } from '../../state/files.ts'
import { createKeptSounds } from '../../state/kept-sounds.ts'
import { createMessageStore } from '../../state/message-store.ts'
import { createRuntimeState } from '../../state/runtime-state.ts'
import { Spool } from '../../state/spool.ts'
import { CallShares } from '../call-shares.ts'
import type { CallWorld } from '../call-world.ts'
import type { Call } from '../call.ts'
import { SteadyClock } from '../../clock.ts'
import { Switchboard } from '../switchboard.ts'
import { hearingNotify } from './referring.ts'
import { SilentMedia } from './silent-media.ts'

export const ENGINE = '192.0.2.1'
export const passwordOf = (username: string) => `secret-${username}`
const silence = Buffer.from('silence')

/** The switchboard with all it asks of, on a simulated network and clock with silent media; the database is a real one, in a folder of its own. */
export class CallBed {
  readonly clock = new SimClock()
  readonly network = new SimNetwork(this.clock)
  readonly media = new SilentMedia(this.clock)
  readonly shares: CallShares
  readonly switchboard: Switchboard
  readonly userAgent: SipUserAgent
  readonly conferences: ConferenceRooms
  /** What was told of conference rooms, undefined where one was left by everybody. */
  readonly roomsTold: (ConferenceRoom | undefined)[] = []
  readonly cdrs: Cdr[] = []
  readonly pinsShut: string[] = []
  readonly errors: unknown[] = []
  /** Ways to make the call of the moment fail. */
  onChanged: (call: Pick<Call, 'view'>) => void = () => {}
  onTrace: (event: TraceEvent) => void = () => {}
  readonly #soundsKept: Promise<unknown>
  readonly #close: () => void
  #tokens = 0

  constructor(documents: readonly Document[], maxCalls: number) {
    const { clock } = this
    const design = snapshotOf([
      makeDocument('account', { id: 'account', name: 'Company', sipRealm: 'bed.test' }),
      ...documents,
    ])
    const dataDir = mkdtempSync(join(tmpdir(), 'callwright-bed-'))
    const db = openEngineDatabase(dataDir)
    this.#close = () => {
      db.close()
      rmSync(dataDir, { recursive: true, force: true })
    }
    const log = { warn: () => {}, error: (about: object) => void this.errors.push(about) }
    const newId = () => `id-${++this.#tokens}`
    this.userAgent = this.#agent(ENGINE)
    this.shares = new CallShares({ maxCalls })
    const registrar = new Registrar({ store: createBindingStore(db), nowMs: 0, onChange: () => {} })
    const messages = createMessageStore(db, dataDir)
    const kept = createKeptSounds(dataDir)
    const blobs = createBlobStore(dataDir)
    const sounds = design.list('media').flatMap(({ sha256 }) => (sha256 === null ? [] : [sha256]))
    this.#soundsKept = Promise.all(sounds.map((sha256) => blobs.put(sha256, silence)))
    const { userAgent } = this
    const about = { userAgent, clock, timers: clock, newId }
    const trunks = new TrunkService({ ...about, resolve: () => Promise.resolve([]), onProblem: () => {} })
    const bindingsOf = (deviceId: string, nowMs: number) => registrar.bindingsOf(deviceId, nowMs)
    const messageWaiting = new MessageWaiting({
      ...about,
      trunks: () => trunks,
      bindingsOf,
      counts: (mailboxId) => messages.counts(mailboxId),
      design: () => design,
    })
    const queues = new QueueService({
      ...about,
      isReachable: () => false,
      takesCalls: () => false,
      isOnCall: () => false,
    })
    const now = () => clock.now()
    const steady = new SteadyClock({ wall: now, monotonic: now, uptime: now })
    const runtimeState = createRuntimeState(db)
    this.conferences = new ConferenceRooms({
      media: this.media,
      clock: steady,
      timers: clock,
      onChanged: (_conferenceId, room) => void this.roomsTold.push(room),
    })
    const world: CallWorld = {
      ...about,
      clock: steady,
      media: this.media,
      registrar,
      trunks,
      shares: this.shares,
      sounds: createSounds({ prompts: dataDir, music: dataDir }, blobs, { messages, kept }),
      messages,
      kept,
      files: durableFiles(),
      disk: { allows: () => true, whenShort: () => () => {} },
      messageWaiting,
      runtimeState,
      outsideUse: new OutsideUse({ clock: steady, runtimeState, onLost: () => {} }),
      queues,
      conferences: this.conferences,
      pinGuard: new PinGuard({ clock, onShut: (message) => void this.pinsShut.push(message) }),
      uploads: new RecordingUploads({ folder: dataDir, timers: clock, log }),
      web: new WebRequests({ log }),
      random: () => 0.5,
      folders: { recordings: dataDir },
      spool: new Spool(join(dataDir, 'spool'), durableFiles(), log),
      legs: new WeakMap(),
      log,
    }
    const authenticator = new Authenticator(createDigestAuthority({ secret: Buffer.alloc(32, 7), algorithms: ['MD5'] }))
    const door = new Door({ authenticator, trunks, registrar, design: () => design, clock, onAdmitted: () => {} })
    this.switchboard = new Switchboard({
      world,
      door,
      design: () => design,
      events: {
        trace: (_, event) => this.onTrace(event),
        changed: (call) => this.onChanged(call),
        messageSaved: () => {},
      },
      onEnded: (cdr) => void this.cdrs.push(cdr),
    })
    trunks.use(design)
    answerRequests({ userAgent, registrar, door, design: () => design, clock, messageWaiting })
    userAgent.onInvite((session) => this.switchboard.take(session))
  }

  async start(): Promise<this> {
    await Promise.all([this.userAgent.start(), this.#soundsKept])
    return this
  }

  close(): void {
    this.#close()
  }

  /** Somebody at an address, with a name of ours or without. */
  async party(address: string, username?: string): Promise<SimParty> {
    const notified: string[] = []
    const agent = this.#agent(address, hearingNotify(this.network.transport(address), notified))
    await agent.start()
    const party = new SimParty(this, agent, address, username, notified)
    if (username !== undefined) await party.register()
    return party
  }

  #agent(address: string, transport = this.network.transport(address)): SipUserAgent {
    return createUserAgent({
      listen: [],
      userAgentName: address,
      random: () => `token${String(++this.#tokens).padStart(11, '0')}`,
      clock: this.clock,
      timers: this.clock,
      transport,
      onInternalError: (error) => void this.errors.push(error),
    })
  }
}

export interface CallOptions {
  readonly sdp?: string
  readonly headers?: readonly (readonly [name: string, value: string])[]
}

/** A phone or a carrier. `told` is what became of each of its calls: the status it was refused with, `answered`, `ended`. */
export class SimParty {
  /** What calls to it get: a status, or nothing for one that rings. */
  answers: number | undefined = 200
  /** The contact of a 3xx. */
  sendsOnTo = ''
  readonly called: IncomingSession[] = []
  readonly #bed: CallBed
  readonly #agent: SipUserAgent
  readonly #address: string
  readonly #username: string | undefined

  /** What it was told of its transfers. */
  readonly notified: readonly string[]

  constructor(bed: CallBed, agent: SipUserAgent, address: string, username: string | undefined, notified: string[]) {
    this.notified = notified
    this.#bed = bed
    this.#agent = agent
    this.#address = address
    this.#username = username
    agent.onInvite((session) => {
      this.called.push(session)
      session.on({})
      if (this.answers === undefined) session.progress({ status: 180 })
      else if (this.answers < 300) session.answer({ sdp: sampleSdp(5_000) })
      else session.reject({ status: this.answers, headers: this.sendsOnTo ? [['Contact', this.sendsOnTo]] : [] })
    })
  }

  /** 0 seconds: it is gone. */
  async register(expiresSec = 3_600): Promise<void> {
    const aor = `sip:${this.#username}@bed.test`
    const registered = this.#agent.request({
      method: 'REGISTER',
      target: `sip:${ENGINE}`,
      from: { uri: aor },
      to: { uri: aor },
      headers: [
        ['Contact', `<sip:${this.#username}@${this.#address}>`],
        ['Expires', String(expiresSec)],
      ],
      ...this.#credentials(),
    })
    await this.#bed.clock.advance(1_000)
    const { status } = await registered
    if (status !== 200) throw new Error(`${this.#username} could not register: ${status}`)
  }

  /** Whoever rings picks up. */
  answer(at = -1): void {
    this.called.at(at)?.answer({ sdp: sampleSdp(5_000) })
  }

  /** `told` gathers what is heard of the call. */
  call(number: string, { sdp = sampleSdp(4_000), headers = [] }: CallOptions = {}) {
    const told: (number | 'answered' | 'ended')[] = []
    const session: OutgoingSession = this.#agent.invite({
      target: `sip:${number}@${ENGINE}`,
      from: {
        uri: this.#username === undefined ? `sip:+16045550111@${this.#address}` : `sip:${this.#username}@bed.test`,
      },
      to: { uri: `sip:${number}@${ENGINE}` },
      sdpOffer: sdp,
      headers,
      ...this.#credentials(),
    })
    session.on({
      onConfirmed: () => told.push('answered'),
      onFailed: ({ status }) => told.push(status),
      onEnded: () => told.push('ended'),
    })
    return { session, told }
  }

  #credentials() {
    const username = this.#username
    return username === undefined ? {} : { credentials: { username, password: passwordOf(username) } }
  }
}
