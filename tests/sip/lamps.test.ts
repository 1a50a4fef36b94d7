import { createHash } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { refer } from '../../src/engine/calls/testing/referring.ts'
import { sampleSdp } from '../../src/engine/sip/testing/sdp-samples.ts'
import type { IncomingSession } from '../../src/engine/sip/user-agent.ts'
import { company, passwordOf, seat } from '../harness/design.ts'
import { startTestEngine, type TestEngine } from '../harness/engine.ts'
import { flow } from '../harness/flow.ts'
import { type LampPhone, startLampPhone } from '../harness/lamp-phone.ts'
import { startTestPhone, type TestPhone } from '../harness/test-phone.ts'
import { until } from '../harness/until.ts'

const documents = [
  ...company(),
  ...['1001', '1002', '1003'].flatMap((extension) => seat(extension)),
  { ...flow('park', { nodes: { only: { type: 'park', settings: {} } } }), patterns: ['^\\*3([0-9]*)$'] },
  flow('closed', {
    numbers: ['5000'],
    nodes: { only: { type: 'manual-presence', settings: { presenceId: 'closed', status: 'busy' } } },
  }),
]

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

async function open() {
  const engine = await startTestEngine()
  closing.push(() => engine.stop())
  await engine.activate(documents)
  const [one, two] = [await phoneAt(engine, '1001'), await phoneAt(engine, '1002')]
  const lamps = await startLampPhone('1003', engine.sipPort)
  closing.push(() => lamps.close())
  return { engine, one, two, lamps }
}

async function phoneAt({ sipPort }: TestEngine, extension: string): Promise<TestPhone> {
  const phone = await startTestPhone(extension, sipPort)
  closing.push(() => phone.close())
  expect((await phone.register()).status).toBe(200)
  return phone
}

function call({ userAgent }: TestPhone, from: string, number: string, { sipPort }: TestEngine) {
  const uri = `sip:${number}@127.0.0.1:${sipPort}`
  const session = userAgent.invite({
    target: uri,
    from: { uri: `sip:${from}@127.0.0.1` },
    to: { uri },
    sdpOffer: sampleSdp(40_000),
    credentials: { username: from, password: passwordOf(from) },
  })
  session.on({})
  return session
}

const nextCall = ({ userAgent }: TestPhone) =>
  new Promise<IncomingSession>((resolve) => {
    userAgent.onInvite((session) => {
      session.on({})
      session.progress({ status: 180 })
      resolve(session)
    })
  })

const watch = (lamps: LampPhone, whom: string) =>
  lamps.ask('SUBSCRIBE', whom, {
    headers: [
      ['Event', 'dialog'],
      ['Expires', '600'],
    ],
  })

describe('lamps, over real sockets', () => {
  it("show a colleague's call that rings, is answered, is parked in a slot and ends", async () => {
    const { engine, one, two, lamps } = await open()
    const [person, slot] = [await watch(lamps, '1002'), await watch(lamps, '*3101')]
    expect([person.status, slot.status]).toEqual([200, 200])
    const shows = (what: string, subscribed: typeof person) =>
      until(`it shows ${what}`, () => lamps.shown(subscribed).at(-1) === what)
    await shows('idle', person)
    const ringing = nextCall(two)
    const caller = call(one, '1001', '1002', engine)
    const called = await ringing
    await shows('early', person)
    called.answer({ sdp: sampleSdp(40_002) })
    await shows('confirmed', person)
    expect(await refer(called, 'sip:*3101@127.0.0.1')).toBe(202)
    await shows('confirmed', slot)
    called.end()
    await shows('terminated', person)
    caller.end()
    await shows('terminated', slot)
  })

  it('are for those only who have a password, and messages for their owner', async () => {
    const { lamps } = await open()
    const asked = { headers: [['Event', 'dialog']] as const }
    const statuses = [
      await lamps.ask('SUBSCRIBE', '1002', { ...asked, password: undefined }),
      await lamps.ask('SUBSCRIBE', '1002', { ...asked, password: 'wrong' }),
      await lamps.ask('SUBSCRIBE', '1002', { headers: [['Event', 'message-summary']] }),
      await lamps.ask('SUBSCRIBE', '1003', { headers: [['Event', 'message-summary']] }),
      await lamps.ask('PUBLISH', '1002', {
        headers: [['Event', 'presence']],
        body: { contentType: 'application/pidf+xml', content: '<presence/>' },
      }),
      await lamps.ask('SUBSCRIBE', '1999', asked),
    ]
    expect(statuses.map(({ status }) => status)).toEqual([401, 403, 403, 200, 403, 404])
  })

  it('outlive a connection that breaks: over the next one that the phone registers with they are right', async () => {
    const { engine, one, two } = await open()
    const register = async () => {
      const phone = await startLampPhone('1003', engine.sipTcpPort, 'tcp')
      closing.push(() => phone.close())
      const headers = [
        ['Contact', '<sip:1003@127.0.0.1;transport=tcp>'],
        ['Expires', '600'],
      ] as const
      expect((await phone.ask('REGISTER', '1003', { headers })).status).toBe(200)
      return phone
    }
    const before = await register()
    const lamp = await watch(before, '1002')
    await until('it is told', () => before.shown(lamp).at(-1) === 'idle')
    await before.close()
    const ringing = nextCall(two)
    call(one, '1001', '1002', engine)
    await ringing
    const after = await register()
    await until('it is right', () => after.shown(lamp).at(-1) === 'early')
    expect(after.told(lamp).at(-1)?.headers.get('CSeq')).toBe('2 NOTIFY')
  })

  it('are right again after the engine was killed, in the dialogs they were in', async () => {
    const { engine, one, two, lamps } = await open()
    const [person, closed] = [await watch(lamps, '1002'), await watch(lamps, 'closed')]
    const ringing = nextCall(two)
    call(one, '1001', '1002', engine)
    await ringing
    await until('it rings', () => lamps.shown(person).at(-1) === 'early')
    call(one, '1001', '5000', engine)
    await until('it is lit', () => lamps.shown(closed).at(-1) === 'confirmed')
    await until('all is written', async () => (await engine.control.health()).disk.waitingWrites === 0)
    const before = lamps.told(person).length
    await engine.kill()
    const again = await startTestEngine({ dataDir: engine.dataDir, sip: `127.0.0.1:${engine.sipPort}` })
    closing.push(() => again.stop())
    await until('they are told', () => lamps.told(person).length > before && lamps.told(closed).length > 2)
    expect([lamps.shown(person).at(-1), lamps.shown(closed).at(-1)]).toEqual(['idle', 'confirmed'])
    expect(lamps.told(person).at(-1)?.body).toContain('state="full"')
  })
})

describe('a desk phone that fetches its settings', () => {
  const secret = '23456789abcdefghjkmnpqrs'
  const mac = '001565aabbcc'
  const seatOf1003 = seat('1003', { device: fetching(secret, mac) })

  it('registers by what its file says, and the lamp of its key is told; others learn nothing', async () => {
    const engine = await startTestEngine({ args: ['--provision', '127.0.0.1:0'] })
    closing.push(() => engine.stop())
    await engine.activate([...new Map([...documents, ...seatOf1003].map((each) => [each.id, each])).values()])
    const [point] = (await engine.control.health()).phonePoints ?? []
    const at = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${point?.port}${path}`, init)

    const answer = await at(`/phones/${secret}/${mac}.cfg`, {
      headers: { 'User-Agent': 'Yealink SIP-T46U 108.86.0.90' },
    })
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store'])
    const file = new Map(
      (await answer.text()).split('\n').map((line) => line.split(' = ', 2) as [string, string | undefined]),
    )
    const value = (key: string) => file.get(`account.1.${key}`) ?? ''
    const phone = await startTestPhone(value('user_name'), Number(value('sip_server.1.port')))
    closing.push(() => phone.close())
    expect(value('sip_server.1.address')).toBe('127.0.0.1')
    expect((await phone.register({ password: value('password') })).status).toBe(200)
    const lamps = await startLampPhone(value('auth_name'), Number(value('sip_server.1.port')))
    closing.push(() => lamps.close())
    const watched = await Promise.all(
      ['linekey.2.value', 'linekey.3.value'].map((key) =>
        lamps.ask('SUBSCRIBE', file.get(key) ?? '', {
          headers: [['Event', 'dialog']],
          password: value('password'),
        }),
      ),
    )
    expect(watched.map(({ status }) => status)).toEqual([200, 200])
    const [colleague] = watched
    await until('the key is told', () => colleague && lamps.shown(colleague).at(-1) === 'idle')

    const refused = await Promise.all(
      [
        `/phones/${'x'.repeat(24)}/${mac}.cfg`,
        `/phones/${secret}/001565ffffff.cfg`,
        `/phones/${secret}/`,
        '/',
        '/rpc',
        '/api/health',
      ].map(async (path) => {
        const response = await at(path)
        return [response.status, await response.text(), response.headers.get('connection')].join(' ')
      }),
    )
    expect(new Set(refused)).toEqual(new Set(['404 Not Found\n close']))
    const guesses = await Promise.all(
      Array.from({ length: 25 }, (_, n) => at(`/phones/${String(n).padStart(24, 'y')}/${mac}.cfg`)),
    )
    expect(guesses.filter(({ status }) => status === 429)).not.toHaveLength(0)
    expect((await at(`/phones/${secret}/${mac}.cfg`)).status).toBe(200)

    await until('all is written', async () => (await engine.control.health()).disk.waitingWrites === 0)
    await engine.stopProcess()
    expect(engine.log()).not.toContain(secret)
    const again = await startTestEngine({ dataDir: engine.dataDir })
    closing.push(() => again.stop())
    expect((await again.control.health()).phonePoints).toEqual([])
    expect(await again.control.phones.fetches()).toEqual([
      expect.objectContaining({ deviceId: 'device-1003', file: `${mac}.cfg`, source: '127.0.0.1', problem: null }),
    ])
  })
})

function fetching(secret: string, macAddress: string) {
  const key = { targetId: null, value: '', label: '' }
  return {
    provisioning: true,
    phoneMaker: 'yealink' as const,
    macAddress,
    provisioningTokenHash: createHash('sha256').update(secret).digest('hex'),
    lineKeys: [
      { ...key, type: 'line' as const },
      { ...key, type: 'colleague' as const, targetId: 'user-1002' },
      { ...key, type: 'park' as const, value: '101' },
    ],
  }
}
