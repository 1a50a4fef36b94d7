import { makeDocument } from '../../../callflow/design/document.ts'
import { snapshotOf } from '../../../callflow/design/snapshot.ts'
import { answerRequests } from '../../requests.ts'
import { Authenticator } from '../../services/authenticator.ts'
import { Door } from '../../services/door.ts'
import { presenceOf } from '../../services/presence/testing/kept-in-memory.ts'
import { textMessagesOf } from '../../services/text-messages/testing/in-memory.ts'
import { Registrar } from '../../services/registrar/registrar.ts'
import type { Binding, BindingStore } from '../../services/registrar/binding.ts'
import { createDigestAuthority } from '../auth/digest-authority.ts'
import { createUserAgent } from '../create-user-agent.ts'
import type { TransportPeer } from '../transport/transport.ts'
import type { IncomingSession, Referral, SessionListener } from '../user-agent.ts'
import type { UserAgentCore } from '../user-agent-core.ts'
import { sampleSdp } from './sdp-samples.ts'
import { SimClock } from './sim-clock.ts'
import { SimNetwork } from './sim-network.ts'

export const OFFICE = '192.0.2.1'
const PHONE = '192.0.2.2'
/** Believed without a password: what it says gets furthest. */
export const carrier: TransportPeer = { transport: 'udp', address: '203.0.113.5', port: 6000 }

const design = snapshotOf([
  makeDocument('account', { id: 'account', name: 'Office', sipRealm: 'office.test' }),
  ...['1001', '1002'].map((name) =>
    makeDocument('device', { id: name, name, sipUsername: name, sipPassword: `right-${name}` }),
  ),
])
const trunk = makeDocument('trunk', { id: 'carrier', name: 'Carrier', host: carrier.address })

/** A user agent on the simulated network with the door and the registrar of an office behind it, calls that do what calls do, and a phone that means well. */
export class FuzzedOffice {
  readonly clock = new SimClock()
  readonly network = new SimNetwork(this.clock)
  readonly errors: unknown[] = []
  readonly agent: UserAgentCore
  readonly #phone: UserAgentCore
  /** Calls without their last event. */
  liveCalls = 0
  #taken = 0
  #referred = 0
  /** REFERs and INVITEs with Replaces that got as far as a call. */
  readonly reached = { referrals: 0, replacements: 0 }
  #cseq = 0

  constructor() {
    this.agent = this.#userAgent(OFFICE)
    this.#phone = this.#userAgent(PHONE)
    const { clock } = this
    const registrar = new Registrar({ store: inMemory(), nowMs: clock.now(), onChange: () => undefined })
    const authenticator = new Authenticator(createDigestAuthority({ secret: Buffer.alloc(32, 1) }))
    const about = { registrar, clock, design: () => design }
    const trunks = { trunkAt: (address: string) => (address === carrier.address ? trunk : undefined) }
    const door = new Door({ ...about, authenticator, trunks, onAdmitted: () => {} })
    const presence = presenceOf({ ...about, userAgent: this.agent })
    const textMessages = textMessagesOf({ ...about, userAgent: this.agent })
    answerRequests({
      ...about,
      userAgent: this.agent,
      door,
      presence,
      messageWaiting: { cameBack: () => undefined },
      textMessages,
    })
    this.agent.onInvite((session) => this.#take(session))
  }

  async start(): Promise<void> {
    await Promise.all([this.agent.start(), this.#phone.start()])
    this.#phone.onInvite((session) => session.answer({ sdp: sampleSdp(1) }))
  }

  /** Everything lives as long as its timers: after this there must be nothing that somebody else is waited for. */
  async quiet(): Promise<void> {
    await this.clock.advance(1_200_000)
    this.network.packets.length = 0
  }

  leftovers(): Record<string, number> {
    const { layer, dialogCount } = this.agent
    return {
      clientTransactions: layer.clientCount,
      serverTransactions: layer.serverCount,
      dialogs: dialogCount,
      calls: this.liveCalls,
      timers: this.clock.pendingCount,
    }
  }

  /** What the phone gets for a registration and for a call that it hangs up. */
  async phoneSees(): Promise<readonly string[]> {
    const seen: string[] = []
    const uri = 'sip:1001@office.test'
    const credentials = { username: '1001', password: 'right-1001' }
    const registered = this.#phone.request({
      method: 'REGISTER',
      target: `sip:${OFFICE}`,
      from: { uri },
      to: { uri },
      credentials,
      sequence: { sipCallId: 'phone', cseq: (this.#cseq += 2) },
    })
    await this.clock.advance(1_000)
    seen.push(`registered ${(await registered).status}`)
    const callee = { uri: 'sip:answer@office.test' }
    const call = this.#phone.invite({
      target: `sip:answer@${OFFICE}`,
      from: { uri },
      to: callee,
      sdpOffer: sampleSdp(2),
      credentials,
    })
    call.on({
      onConfirmed: () => seen.push('talked'),
      onFailed: ({ status }) => seen.push(`failed ${status}`),
      onEnded: ({ by }) => seen.push(`ended by ${by}`),
    })
    await this.clock.advance(1_000)
    call.end()
    await this.clock.advance(1_000)
    return seen
  }

  /** Calls are answered, ring until they are given up, are refused, or are passed on to whoever sent them: by turns, except for `answer`. */
  #take(session: IncomingSession): void {
    this.#watch(session)
    if (session.replaces !== undefined) this.reached.replacements++
    if (session.replaces && this.agent.sessionOf(session.replaces)) this.agent.sessionOf(session.replaces)?.end()
    const way = session.request.uri.startsWith('sip:answer@') ? 0 : this.#taken++ % 4
    if (way === 0) session.answer({ sdp: sampleSdp(3) })
    else if (way === 1) session.progress({ status: 183, sdp: sampleSdp(3) })
    else if (way === 2) session.reject({ status: 486 })
    else this.#passOn(session)
  }

  /** As a call does that rings somebody: it goes where the caller goes, and is given up in time. */
  #passOn(session: IncomingSession): void {
    const out = this.agent.invite({
      target: `sip:onward@${carrier.address}:${carrier.port}`,
      via: carrier,
      from: { uri: 'sip:office@office.test' },
      to: { uri: 'sip:onward@carrier.test' },
      sdpOffer: sampleSdp(4),
      credentials: { username: 'office', password: 'known' },
    })
    this.liveCalls++
    const giveUp = this.clock.after(90_000, () => out.end())
    const over = () => {
      giveUp()
      this.liveCalls--
    }
    out.on({
      onProgress: () => session.progress({ status: 180 }),
      onConfirmed: () => {
        session.answer({ sdp: sampleSdp(5) })
        out.info({ contentType: 'application/dtmf-relay', content: 'Signal=5' })
        void out.reinvite(sampleSdp(6))
      },
      onFailed: ({ status }) => {
        over()
        session.reject({ status })
      },
      onEnded: () => {
        over()
        session.end()
      },
    })
  }

  #watch(session: IncomingSession): void {
    this.liveCalls++
    const giveUp = this.clock.after(60_000, () => session.end())
    const over = () => {
      giveUp()
      this.liveCalls--
    }
    const listener: SessionListener = {
      onReinvite: () => ({ sdp: sampleSdp(7) }),
      onReferral: (referral) => this.#refer(referral),
      onEnded: over,
      onFailed: over,
    }
    session.on(listener)
  }

  /** Transfers are refused, go through, fail, are never decided and are never told of the end: by turns. */
  #refer(referral: Referral): void {
    this.reached.referrals++
    const way = this.#referred++ % 5
    if (way === 0) referral.refuse({ status: 403 })
    if (way > 3 || way === 0) return
    const progress = referral.accept()
    progress.tell(180)
    if (way < 3) this.clock.after(2_000, () => progress.tell(way === 1 ? 200 : 486))
  }

  #userAgent(address: string): UserAgentCore {
    let tokens = 0
    const agent = createUserAgent({
      listen: [],
      userAgentName: 'Office',
      random: () => `token${address}${String(++tokens).padStart(11, '0')}`,
      clock: this.clock,
      timers: this.clock,
      transport: this.network.transport(address),
      onInternalError: (error) => this.errors.push(error),
    })
    return agent as UserAgentCore // its counts are looked at
  }
}

/** Bindings that outlive nothing. */
function inMemory(): BindingStore {
  const kept = new Map<string, Binding>()
  return {
    load: () => [...kept.values()],
    save(changed, removed) {
      for (const { aor, contact } of removed) kept.delete(`${aor} ${contact}`)
      for (const binding of changed) kept.set(`${binding.aor} ${binding.contact}`, binding)
    },
    purge(nowMs) {
      for (const [key, { expiresMs }] of kept) if (expiresMs <= nowMs) kept.delete(key)
    },
  }
}
