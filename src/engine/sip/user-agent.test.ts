import { afterEach, describe, expect, it } from 'vitest'
import { createDigestAuthority } from './auth/digest-authority.ts'
import { createUserAgent, type PortInUseError } from './create-user-agent.ts'
import { sampleSdp } from './testing/sdp-samples.ts'
import type { TransportKind } from './transport/transport.ts'
import type { IncomingSession, OutgoingSession, SessionListener, SipUserAgent } from './user-agent.ts'

const agents: SipUserAgent[] = []

afterEach(async () => {
  await Promise.all(agents.splice(0).map((agent) => agent.close()))
})

async function agent(transport: TransportKind, host = '127.0.0.1'): Promise<SipUserAgent> {
  const created = createUserAgent({ listen: [{ transport, host, port: 0 }], userAgentName: 'Callwright-test' })
  agents.push(created)
  await created.start()
  return created
}

function uriOf(callee: SipUserAgent, user = 'bob'): string {
  const point = callee.listenPoints[0]
  return `sip:${user}@127.0.0.1:${point?.port};transport=${point?.transport}`
}

const alice = { uri: 'sip:alice@example.test', displayName: 'Alice "A" Example' }
const bob = { uri: 'sip:bob@example.test' }

/** Collects what a session says, and waits for a kind of it. */
function watch(session: IncomingSession | OutgoingSession, answers: Pick<SessionListener, 'onReinvite'> = {}) {
  const seen: { kind: string; event: unknown }[] = []
  const waiting: { kind: string; resolve: (event: never) => void }[] = []
  const note = (kind: string) => (event: unknown) => {
    seen.push({ kind, event })
    for (const one of waiting.splice(0)) {
      if (one.kind === kind) one.resolve(event as never)
      else waiting.push(one)
    }
  }
  session.on({
    onProgress: note('progress'),
    onConfirmed: note('confirmed'),
    onFailed: note('failed'),
    onInfo: note('info'),
    onEnded: note('ended'),
    ...answers,
  })
  return {
    kinds: () => seen.map(({ kind }) => kind),
    next: <Event>(kind: string): Promise<Event> => {
      const past = seen.find((one) => one.kind === kind)
      if (past) return Promise.resolve(past.event as Event)
      return new Promise<Event>((resolve) => waiting.push({ kind, resolve }))
    },
  }
}

function incoming(callee: SipUserAgent): Promise<IncomingSession> {
  return new Promise((resolve) => {
    callee.onInvite(resolve)
  })
}

describe.each(['udp', 'tcp'] as const)('two user agents over %s', (transport) => {
  async function ring() {
    const [a, b] = [await agent(transport), await agent(transport)]
    const arrived = incoming(b)
    const out = a.invite({ target: uriOf(b), from: alice, to: bob, sdpOffer: sampleSdp(4000) })
    const caller = watch(out)
    return { a, b, out, caller, inn: await arrived }
  }

  async function talk() {
    const call = await ring()
    const callee = watch(call.inn)
    call.inn.answer({ sdp: sampleSdp(5000) })
    await call.caller.next('confirmed')
    await callee.next('confirmed')
    return { ...call, callee }
  }

  it('carries offer, ringing, answer and ACK', async () => {
    const { inn, caller, out } = await ring()
    expect(inn.sdpOffer).toBe(sampleSdp(4000))
    expect(inn.request.headers.get('From')).toContain('"Alice \\"A\\" Example" <sip:alice@example.test>;tag=')
    inn.progress({ status: 183, sdp: sampleSdp(5000) })
    const progress = await caller.next<{ status: number; sdp?: string }>('progress')
    expect(progress).toMatchObject({ status: 183, sdp: sampleSdp(5000) })
    const callee = watch(inn)
    inn.answer({ sdp: sampleSdp(5000) })
    expect(await caller.next('confirmed')).toMatchObject({ sdp: sampleSdp(5000) })
    expect(await callee.next('confirmed')).toEqual({})
    expect([out.state, inn.state]).toEqual(['confirmed', 'confirmed'])
    expect([out.heardFrom, inn.heardFrom]).toEqual(['127.0.0.1', '127.0.0.1'])
  })

  it('ends with a BYE from the caller', async () => {
    const { out, callee, caller } = await talk()
    out.end()
    out.end()
    expect(await callee.next('ended')).toMatchObject({ by: 'remote', message: { method: 'BYE' } })
    expect(await caller.next('ended')).toEqual({ by: 'local' })
    expect(caller.kinds().filter((kind) => kind === 'ended')).toHaveLength(1)
  })

  it('ends with a BYE from the callee', async () => {
    const { inn, caller } = await talk()
    inn.end({ headers: [['Reason', 'Q.850;cause=16']] })
    const ended = await caller.next<{ by: string; message: IncomingSession['request'] }>('ended')
    expect(ended.by).toBe('remote')
    expect(ended.message.headers.get('Reason')).toBe('Q.850;cause=16')
  })

  it('reports a rejection with its reason', async () => {
    const { inn, caller } = await ring()
    inn.reject({ status: 486, headers: [['X-Why', 'lunch']] })
    const failed = await caller.next<{ status: number; reason: string; response: IncomingSession['request'] }>('failed')
    expect(failed).toMatchObject({ status: 486, reason: 'Busy Here' })
    expect(failed.response.headers.get('x-why')).toBe('lunch')
  })

  it('cancels a ringing call', async () => {
    const { inn, out, caller } = await ring()
    const callee = watch(inn)
    inn.progress({ status: 180 })
    await caller.next('progress')
    out.end()
    expect(await callee.next('ended')).toMatchObject({ by: 'remote', message: { method: 'CANCEL' } })
    expect(await caller.next('failed')).toMatchObject({ status: 487 })
    expect(inn.state).toBe('ended')
  })

  it('puts the other side on hold and back', async () => {
    const { out, inn } = await talk()
    const offers: (string | undefined)[] = []
    inn.on({
      onReinvite: (offer) => {
        offers.push(offer)
        return { sdp: sampleSdp(5000, 'recvonly') }
      },
    })
    const result = await out.reinvite(sampleSdp(4000, 'sendonly'))
    expect(offers).toEqual([sampleSdp(4000, 'sendonly')])
    expect(result).toEqual({ ok: true, sdpAnswer: sampleSdp(5000, 'recvonly') })
  })

  it('refuses a re-INVITE nobody listens for, and the call goes on', async () => {
    const { out, inn } = await talk()
    expect(await inn.reinvite(sampleSdp(5000, 'sendonly'))).toEqual({ ok: false, status: 488 })
    expect([out.state, inn.state]).toEqual(['confirmed', 'confirmed'])
  })

  it('carries INFO', async () => {
    const { out, callee } = await talk()
    out.info({ contentType: 'application/dtmf-relay', content: 'Signal=5\r\nDuration=160\r\n' })
    expect(await callee.next('info')).toEqual({
      contentType: 'application/dtmf-relay',
      content: 'Signal=5\r\nDuration=160\r\n',
    })
  })

  it('answers a digest challenge once', async () => {
    const [a, b] = [await agent(transport), await agent(transport)]
    const authority = createDigestAuthority({ secret: Buffer.alloc(32, 7) })
    const results: string[] = []
    b.onInvite((session) => {
      const { request } = session
      const asked = { realm: 'test', holder: session.source.address, nowMs: Date.now() }
      const result = authority.verify({ request, ...asked, credentialsFor: () => ({ password: 'secret' }) })
      results.push(result.kind)
      if (result.kind === 'ok') return session.answer({ sdp: sampleSdp(5000) })
      const challenges = authority.challenge(asked)
      session.reject({ status: 401, headers: challenges.map((value) => ['WWW-Authenticate', value] as const) })
    })
    const call = (password: string) =>
      watch(
        a.invite({
          target: uriOf(b),
          from: alice,
          to: bob,
          sdpOffer: sampleSdp(4000),
          credentials: { username: 'alice', password },
        }),
      )
    await call('secret').next('confirmed')
    expect(results.splice(0)).toEqual(['missing', 'ok'])
    expect(await call('wrong').next('failed')).toMatchObject({ status: 401 })
    expect(results).toEqual(['missing', 'bad'])
  })

  it('answers requests outside a dialog by handler, 405 without', async () => {
    const [a, b] = [await agent(transport), await agent(transport)]
    b.onRequest('REGISTER', ({ request, respond }) => {
      respond({ status: 200, headers: [['Contact', request.headers.get('m') ?? '']] })
    })
    const send = (method: string) => a.request({ method, target: uriOf(b), from: alice, to: alice })
    const registered = await send('REGISTER')
    expect(registered.status).toBe(200)
    expect(registered.headers.get('Contact')).toContain(`<sip:alice@127.0.0.1:${a.listenPoints[0]?.port}`)
    const refused = await send('PUBLISH')
    expect(refused.status).toBe(405)
    expect(refused.headers.getAll('Allow')).toContain('REGISTER')
    expect((await send('OPTIONS')).status).toBe(200)
  })

  it('ends a ringing call from the callee with the status asked for', async () => {
    const { inn, caller } = await ring()
    inn.end({ status: 603 })
    expect(await caller.next('failed')).toMatchObject({ status: 603, reason: 'Decline' })
  })

  it('refuses what requires an unknown extension', async () => {
    const [a, b] = [await agent(transport), await agent(transport)]
    b.onInvite((session) => {
      session.answer({ sdp: sampleSdp(5000) })
    })
    const caller = watch(
      a.invite({
        target: uriOf(b),
        from: alice,
        to: bob,
        sdpOffer: sampleSdp(4000),
        headers: [['Require', 'sec-agree, nothing']],
      }),
    )
    const failed = await caller.next<{ status: number; response: IncomingSession['request'] }>('failed')
    expect(failed.status).toBe(420)
    expect(failed.response.headers.get('Unsupported')).toBe('sec-agree')
    expect(failed.response.headers.getAll('Unsupported')).toEqual(['sec-agree', 'nothing'])
  })
})

describe('listening', () => {
  it.each(['udp', 'tcp'] as const)('names the %s port that is taken', async (transport) => {
    const first = await agent(transport)
    const port = first.listenPoints[0]?.port ?? 0
    const second = createUserAgent({ listen: [{ transport, host: '127.0.0.1', port }], userAgentName: 'second' })
    const error = await second.start().then(
      () => undefined,
      (reason: unknown) => reason as PortInUseError,
    )
    expect(error?.code).toBe('port-in-use')
    expect(error?.message).toBe(`SIP ${transport} 127.0.0.1:${port} is already in use`)
    await second.close()
  })

  it('advertises the address that faces the peer when bound to all', async () => {
    const [everywhere, b] = [await agent('udp', '0.0.0.0'), await agent('udp')]
    expect(await everywhere.addressesFor(uriOf(b))).toEqual({ local: '127.0.0.1', shown: '127.0.0.1' })
    const arrived = incoming(b)
    everywhere.invite({ target: uriOf(b), from: alice, to: bob, sdpOffer: sampleSdp(4000) })
    const session = await arrived
    expect(session.request.headers.get('Contact')).toBe(`<sip:alice@127.0.0.1:${everywhere.listenPoints[0]?.port}>`)
    session.reject({ status: 486 })
  })

  it('does so also towards a stored flow not heard from since the start', async () => {
    const [everywhere, b] = [await agent('udp', '0.0.0.0'), await agent('udp')]
    const arrived = incoming(b)
    const via = { transport: 'udp', address: '127.0.0.1', port: b.listenPoints[0]?.port ?? 0 } as const
    everywhere.invite({ target: 'sip:bob@192.168.7.7', via, from: alice, to: bob, sdpOffer: sampleSdp(4000) })
    const session = await arrived
    expect(session.request.headers.get('Contact')).toContain('@127.0.0.1:')
    session.reject({ status: 486 })
  })

  it('fails a call to a closed TCP port with 503', async () => {
    const [a, gone] = [await agent('tcp'), await agent('tcp')]
    const target = uriOf(gone)
    await gone.close()
    const failed = await watch(a.invite({ target, from: alice, to: bob, sdpOffer: sampleSdp(4000) })).next('failed')
    expect(failed).toMatchObject({ status: 503 })
  })
})
