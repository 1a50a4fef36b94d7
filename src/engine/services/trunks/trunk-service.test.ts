import { describe, expect, it, onTestFinished } from 'vitest'
import { makeDocument, type Trunk } from '../../../callflow/design/document.ts'
import { snapshotOf } from '../../../callflow/design/snapshot.ts'
import { createDigestAuthority } from '../../sip/auth/digest-authority.ts'
import { createUserAgent } from '../../sip/create-user-agent.ts'
import type { TransportKind } from '../../sip/transport/transport.ts'
import { TrunkService } from './trunk-service.ts'

const trunk = (fields: Partial<Trunk>) => makeDocument('trunk', { id: 'trunk', name: 'Carrier', ...fields })

async function startUserAgent(transport: TransportKind = 'udp') {
  const userAgent = createUserAgent({
    listen: [{ transport, host: '127.0.0.1', port: 0 }],
    userAgentName: 'test',
  })
  const [point] = await userAgent.start()
  onTestFinished(() => userAgent.close())
  return { userAgent, port: point?.port ?? 0 }
}

async function setUp(trunks: readonly Trunk[]) {
  const { userAgent } = await startUserAgent()
  const problems: string[] = []
  const changes: ReturnType<TrunkService['states']>[] = []
  const timers: { delayMs: number; action: () => void }[] = []
  const service: TrunkService = new TrunkService({
    userAgent,
    clock: { now: () => 0 },
    timers: {
      after(delayMs, action) {
        timers.push({ delayMs, action })
        return () => {}
      },
    },
    newId: () => 'registration',
    dns: { naptr: async () => [], srv: async () => [], addresses: async () => [] },
    random: () => 0,
    onProblem: (message) => problems.push(message),
    onChanged: () => changes.push(service.states()),
  })
  service.use(snapshotOf(trunks))
  onTestFinished(() => service.close())
  return { service, problems, timers, changes }
}

type Answer = { readonly status: number; readonly headers?: readonly (readonly [name: string, value: string])[] }

/** A carrier that wants a password, and then answers as `granted` says; our contact and what we asked for are told. */
async function startCarrier(
  password: string,
  granted: (contact: string, expires: string) => Answer = () => ({ status: 200, headers: [['Expires', '600']] }),
  transport: TransportKind = 'udp',
) {
  const { userAgent, port } = await startUserAgent(transport)
  const authority = createDigestAuthority({ secret: Buffer.alloc(32, 7) })
  const asked = { realm: 'carrier.test', holder: '127.0.0.1', nowMs: 0 }
  const seen: string[] = []
  userAgent.onRequest('REGISTER', ({ request, respond }) => {
    const verified = authority.verify({
      request,
      ...asked,
      credentialsFor: () => ({ password }),
    })
    seen.push(`${verified.kind} ${request.headers.get('Expires')}`)
    if (verified.kind === 'ok')
      respond(granted(request.headers.get('Contact') ?? '', request.headers.get('Expires') ?? ''))
    else if (verified.kind === 'missing') {
      const headers = authority.challenge(asked).map((value) => ['WWW-Authenticate', value] as const)
      respond({ status: 401, headers })
    } else respond({ status: 403 })
  })
  return { port, seen }
}

describe('trunk addresses', () => {
  it('are those allowed, single or in blocks', async () => {
    const { service } = await setUp([trunk({ allowedAddresses: ['192.0.2.7', '198.51.100.0/24', '2001:db8::/32'] })])
    const belongs = (address: string) => service.trunkAt(address)?.id === 'trunk'
    expect(['192.0.2.7', '198.51.100.200', '2001:db8::9'].map(belongs)).toEqual([true, true, true])
    expect(['192.0.2.8', '198.51.101.1', '2001:db9::1', 'nonsense'].map(belongs)).toEqual([false, false, false, false])
  })

  it('that cannot be read are named as a problem and allow nobody', async () => {
    const { service, problems } = await setUp([trunk({ allowedAddresses: ['10.0.0.0/99', 'carrier'] })])
    expect(problems).toEqual([
      'trunk "Carrier": "10.0.0.0/99" is no address and no CIDR block',
      'trunk "Carrier": "carrier" is no address and no CIDR block',
    ])
    expect(service.trunkAt('10.0.0.1')).toBeUndefined()
  })

  it('of a trunk that is switched off are strangers', async () => {
    const { service } = await setUp([trunk({ enabled: false, allowedAddresses: ['192.0.2.7'] })])
    expect(service.trunkAt('192.0.2.7')).toBeUndefined()
  })
})

describe('registering with a carrier', () => {
  const account = { register: true, username: 'company', password: 'right' }

  it('answers its challenge, believes its host, and refreshes before the time it grants is over', async () => {
    const carrier = await startCarrier('right')
    const { service, problems, timers } = await setUp([trunk({ ...account, host: `127.0.0.1:${carrier.port}` })])
    await expect.poll(() => timers.length).toBe(1)
    expect(carrier.seen).toEqual(['missing 3600', 'ok 3600'])
    expect(timers[0]?.delayMs).toBe(540_000)
    await expect.poll(() => service.trunkAt('127.0.0.1')?.id).toBe('trunk')
    expect(problems).toEqual([])
    timers[0]?.action()
    await expect.poll(() => timers.length).toBe(2)
    expect(carrier.seen.filter((each) => each.startsWith('ok'))).toHaveLength(2)
  })

  it('goes by the transport of the trunk, and says so in its Contact', async () => {
    const contacts: string[] = []
    const granted = (contact: string): Answer => {
      contacts.push(contact)
      return { status: 200, headers: [['Expires', '600']] }
    }
    const carrier = await startCarrier('right', granted, 'tcp')
    const { timers } = await setUp([trunk({ ...account, transport: 'tcp', host: `127.0.0.1:${carrier.port}` })])
    await expect.poll(() => timers.length).toBe(1)
    expect(timers[0]?.delayMs).toBe(540_000)
    expect(contacts).toEqual([expect.stringMatching(/^<sip:company@127\.0\.0\.1(:[0-9]+)?;transport=tcp>$/)])
  })

  it('comes back before its own contact runs out, whoever else is listed (§10.2.4)', async () => {
    const carrier = await startCarrier('right', (contact) => ({
      status: 200,
      headers: [
        ['Contact', '<sip:company@198.51.100.7:5060>;expires=3600'],
        ['Contact', `${contact};expires=120`],
      ],
    }))
    const { timers } = await setUp([trunk({ ...account, host: `127.0.0.1:${carrier.port}` })])
    await expect.poll(() => timers.length).toBe(1)
    expect(timers[0]?.delayMs).toBe(90_000)
  })

  it.each([
    [60, 30_000],
    [30, 15_000],
    [10, 5_000],
    [1, 5_000],
  ])('granted %i s it comes back after %i ms', async (expires, delayMs) => {
    const carrier = await startCarrier('right', (contact) => ({
      status: 200,
      headers: [['Contact', `${contact};expires=${expires}`]],
    }))
    const { timers } = await setUp([trunk({ ...account, host: `127.0.0.1:${carrier.port}` })])
    await expect.poll(() => timers.map((timer) => timer.delayMs)).toEqual([delayMs])
  })

  it('asks for longer where the carrier wants that, at once and from then on (§10.2.8)', async () => {
    const carrier = await startCarrier('right', (_contact, expires) =>
      Number(expires) < 7_200 ? { status: 423, headers: [['Min-Expires', '7200']] } : { status: 200 },
    )
    const { problems, timers } = await setUp([trunk({ ...account, host: `127.0.0.1:${carrier.port}` })])
    await expect.poll(() => timers.length).toBe(1)
    expect(carrier.seen.filter((each) => each.startsWith('ok'))).toEqual(['ok 3600', 'ok 7200'])
    expect(timers[0]?.delayMs).toBe(6_480_000)
    expect(problems).toEqual([])
    timers[0]?.action()
    await expect.poll(() => timers.length).toBe(2)
    expect(carrier.seen.filter((each) => each.startsWith('ok'))).toEqual(['ok 3600', 'ok 7200', 'ok 7200'])
  })

  it('gives up for a while when the carrier wants longer and longer, or for ever', async () => {
    const carrier = await startCarrier('right', (_contact, expires) => ({
      status: 423,
      headers: [['Min-Expires', String(Number(expires) + 50_000)]],
    }))
    const { problems, timers } = await setUp([trunk({ ...account, host: `127.0.0.1:${carrier.port}` })])
    await expect.poll(() => timers.length).toBe(1)
    expect(carrier.seen.filter((each) => each.startsWith('ok'))).toEqual(['ok 3600', 'ok 53600'])
    expect(timers[0]?.delayMs).toBe(5_000)
    expect(problems).toEqual([expect.stringMatching(/: 423 .*, it wants at least 103600 s$/)])
  })

  it('is not registered when its own contact is listed as expired', async () => {
    const carrier = await startCarrier('right', (contact) => ({
      status: 200,
      headers: [['Contact', `${contact};expires=0`]],
    }))
    const { problems, timers } = await setUp([trunk({ ...account, host: `127.0.0.1:${carrier.port}` })])
    await expect.poll(() => timers.map(({ delayMs }) => delayMs)).toEqual([5_000])
    expect(problems).toEqual([expect.stringContaining('listed as expired')])
  })

  it('tries again with longer and longer pauses, and says so once', async () => {
    const carrier = await startCarrier('another')
    const { service, problems, timers } = await setUp([trunk({ ...account, host: `127.0.0.1:${carrier.port}` })])
    for (let attempt = 0; attempt < 3; attempt++) {
      await expect.poll(() => timers.length).toBe(attempt + 1)
      timers[attempt]?.action()
    }
    await expect.poll(() => timers.length).toBe(4)
    expect(service.trunkAt('127.0.0.1')).toBeUndefined()
    expect(timers.map(({ delayMs }) => delayMs)).toEqual([5_000, 10_000, 20_000, 40_000])
    expect(problems).toEqual([
      expect.stringContaining(`trunk "Carrier" is not registered with 127.0.0.1:${carrier.port}: 403`),
    ])
  })
})

describe('how it stands with a carrier', () => {
  const account = { register: true, username: 'company', password: 'right' }
  const none = { trunkId: 'trunk', registration: 'none', reach: 'unknown', trouble: '' }

  it('is told of those that are switched on, and that register', async () => {
    const carrier = await startCarrier('right')
    const { service, changes } = await setUp([trunk({ ...account, host: `127.0.0.1:${carrier.port}` })])
    expect(service.states()).toEqual([{ ...none, registration: 'trying' }])
    await expect.poll(() => service.states()).toEqual([{ ...none, registration: 'registered' }])
    expect(changes.at(-1)).toEqual(service.states())
    service.use(snapshotOf([trunk({ enabled: false })]))
    expect([service.states(), changes.at(-1)]).toEqual([[], []])
  })

  it('says what is wrong in words until it is mended', async () => {
    const carrier = await startCarrier('another')
    const { service } = await setUp([trunk({ ...account, host: `127.0.0.1:${carrier.port}` })])
    const refused = {
      ...none,
      registration: 'refused',
      trouble: expect.stringMatching(/^it does not register us: 403/),
    }
    await expect.poll(() => service.states()).toEqual([refused])
  })

  it('is nothing known of one that neither registers nor is asked', async () => {
    const { service } = await setUp([trunk({ host: '192.0.2.1' })])
    expect(service.states()).toEqual([none])
  })

  it('says that one answers, whatever it answers, and that one that says nothing is not there', async () => {
    const carrier = await startCarrier('right')
    const { service, problems, timers } = await setUp([
      trunk({ id: 'a', probe: true, host: `127.0.0.1:${carrier.port}` }),
      trunk({ id: 'b', probe: true, host: '127.0.0.1:9' }),
    ])
    await expect.poll(() => service.states()[0]?.reach).toBe('up')
    for (const { action } of timers.filter(({ delayMs }) => delayMs === 4_000)) action()
    await expect
      .poll(() => service.states()[1])
      .toMatchObject({ reach: 'down', trouble: expect.stringMatching(/^it is not there: /) })
    expect(problems).toEqual([expect.stringMatching(/^trunk "Carrier" is not there: /)])
    expect(service.states()[0]).toMatchObject({ reach: 'up', trouble: '' })
  })

  it('says that one is not there that is out of service, and nothing of one that was taken away meanwhile', async () => {
    const busy = await startUserAgent()
    busy.userAgent.onRequest('OPTIONS', ({ respond }) => respond({ status: 503, reason: 'Service Unavailable' }))
    const asked = trunk({ id: 'busy', probe: true, host: `127.0.0.1:${busy.port}` })
    const { service, problems, timers } = await setUp([asked, trunk({ id: 'gone', probe: true, host: '127.0.0.1:9' })])
    const silences = timers.filter(({ delayMs }) => delayMs === 4_000)
    service.use(snapshotOf([asked]))
    for (const { action } of silences.slice(1)) action()
    const down = { trunkId: 'busy', reach: 'down', trouble: 'it is not there: 503 Service Unavailable' }
    await expect.poll(() => service.states()).toMatchObject([down])
    expect(problems).toHaveLength(1)
    expect(timers.filter(({ delayMs }) => delayMs === 20_000)).toHaveLength(1)
  })
})
