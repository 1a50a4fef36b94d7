import { afterEach, describe, expect, it } from 'vitest'
import { type Document, makeDocument } from '../../src/callflow/design/document.ts'
import { createUserAgent } from '../../src/engine/sip/create-user-agent.ts'
import { sampleSdp } from '../../src/engine/sip/testing/sdp-samples.ts'
import type { SipRequest } from '../../src/engine/sip/message/message.ts'
import type { InviteOptions, SipUserAgent } from '../../src/engine/sip/user-agent.ts'
import { company, passwordOf, seat } from '../harness/design.ts'
import { startTestEngine, type TestEngine } from '../harness/engine.ts'
import { flow } from '../harness/flow.ts'
import { firstCdr } from '../harness/observe.ts'
import { startTestPhone, type TestPhone } from '../harness/test-phone.ts'

const running: { stop(): Promise<void> }[] = []
afterEach(async () => {
  for (const each of running.splice(0).toReversed()) await each.stop()
})

type Headers = NonNullable<InviteOptions['headers']>

interface Scene {
  readonly engine: TestEngine
  readonly phone: TestPhone
  /** The carrier calls our number. Resolves with the final status of a refusal. */
  callIn(this: void, from: InviteOptions['from'], headers?: Headers): Promise<number>
  /** The phone dials. Resolves with what the carrier gets. */
  callOut(this: void, dialled: string, headers?: Headers): Promise<SipRequest>
  /** What the phone is rung with. */
  readonly rung: Promise<SipRequest>
}

const hide = makeDocument('callflow', {
  ...flow('hide', { nodes: { privacy: { type: 'privacy' } } }),
  patterns: [String.raw`^\*67([0-9]+)$`],
})

/** A carrier at 127.0.0.2, a phone with extension 1001 at 127.0.0.1; whoever is called is busy. */
async function scene(account: object = {}, documents: readonly Document[] = []): Promise<Scene> {
  const carrier = createUserAgent({
    listen: [{ transport: 'udp', host: '127.0.0.2', port: 0 }],
    userAgentName: 'Carrier',
  })
  const [listening] = await carrier.start()
  running.push({ stop: () => carrier.close() })
  const engine = await startTestEngine()
  running.push(engine)
  const callerIds = {
    external: { name: 'Test Co', number: '+16045550100' },
    emergency: { name: 'Test Co', number: '+16045550101' },
  }
  await engine.activate([
    ...company({ outboundTrunkId: 'trunk', callerIds: callerIds as never, country: 'CA', ...account }),
    ...seat('1001'),
    makeDocument('trunk', {
      id: 'trunk',
      name: 'Carrier',
      host: `127.0.0.2:${listening?.port}`,
      allowedAddresses: ['127.0.0.2/32'],
    }),
    flow('did', { numbers: ['+16045550100'], nodes: { user: { type: 'user', settings: { userId: 'user-1001' } } } }),
    hide,
    ...documents,
  ])
  const phone = await startTestPhone('1001', engine.sipPort)
  running.push({ stop: () => phone.close() })
  await phone.register()
  const next = (userAgent: SipUserAgent) =>
    new Promise<SipRequest>((resolve) => {
      userAgent.onInvite((session) => {
        session.reject({ status: 486 })
        resolve(session.request)
      })
    })
  const rung = next(phone.userAgent)
  const invited = next(carrier)
  const target = (number: string) => `sip:${number}@127.0.0.1:${engine.sipPort}`
  return {
    engine,
    phone,
    rung,
    callIn: (from, headers = []) =>
      finalOf(carrier, { target: target('+16045550100'), from, to: { uri: target('+16045550100') }, headers }),
    callOut: (dialled, headers = []) => {
      const credentials = { username: '1001', password: passwordOf('1001') }
      const from = { uri: `sip:1001@127.0.0.1` }
      void finalOf(phone.userAgent, {
        target: target(dialled),
        from,
        to: { uri: target(dialled) },
        headers,
        credentials,
      })
      return invited
    },
  }
}

function finalOf(userAgent: SipUserAgent, invite: Omit<InviteOptions, 'sdpOffer'>): Promise<number> {
  const session = userAgent.invite({ ...invite, sdpOffer: sampleSdp(40_000) })
  return new Promise((resolve) => session.on({ onFailed: ({ status }) => resolve(status) }))
}

const number = '2125550123'
const assertedBy: Headers = [['P-Asserted-Identity', `<sip:+1${number}@carrier.test>`]]
const nobody = { uri: 'sip:anonymous@anonymous.invalid', displayName: 'Anonymous' }
const textOf = ({ headers }: SipRequest) => headers.entries.map(([name, value]) => `${name}: ${value}`).join('\n')

describe('callers of a carrier (live)', () => {
  it('given parameters behind the number, then the phone and the history show the number alone (RFC 3966 §3)', async () => {
    const { engine, callIn, rung } = await scene()
    await callIn({ uri: `sip:+1${number};verstat=TN-Validation-Passed@carrier.test;user=phone`, displayName: 'Kim' })
    expect((await rung).headers.get('From')).toContain(`Kim <sip:+1${number}@`)
    expect(await firstCdr(engine)).toMatchObject({ callerNumber: `+1${number}`, callerName: 'Kim' })
  })

  it('given Privacy: id, then neither phone nor history show the number, and the way the call came goes on', async () => {
    const { engine, callIn, rung } = await scene()
    const diversion = '<sip:+16045550155@carrier.test>;reason=unconditional'
    await callIn(nobody, [...assertedBy, ['Privacy', 'id'], ['Diversion', diversion]])
    const invite = await rung
    expect(invite.headers.get('From')).toContain('Anonymous <sip:anonymous@anonymous.invalid>')
    expect(invite.headers.getAll('Diversion')).toEqual([diversion])
    expect(textOf(invite)).not.toContain(number)
    expect(await firstCdr(engine)).toMatchObject({ callerNumber: '', callerName: 'Anonymous' })
  })

  it('given Privacy: id and a blacklist of callers without a number, then 433', async () => {
    const blacklist = makeDocument('blacklist', { id: 'list', name: 'Nobody', blockAnonymous: true })
    const { callIn } = await scene({ activeBlacklistIds: ['list'] }, [blacklist])
    expect(await callIn(nobody, [...assertedBy, ['Privacy', 'ID']])).toBe(433)
    expect(await callIn({ uri: `sip:+1${number}@carrier.test` }, assertedBy)).toBe(486)
  })

  it('given From 1001, then it is not colleague 1001', async () => {
    const { engine, callIn, rung } = await scene()
    await callIn({ uri: 'sip:1001@carrier.test' })
    expect((await rung).headers.get('From')).not.toContain('1001@')
    expect(await firstCdr(engine)).toMatchObject({ callerNumber: '', direction: 'inbound' })
  })
})

describe('calls to a carrier (live)', () => {
  it('given *67, then nobody is in From and the number is asserted with Privacy: id', async () => {
    const { callOut } = await scene()
    const { uri, headers } = await callOut('*6716045550199')
    expect(uri).toContain('sip:+16045550199@')
    expect(headers.get('From')).toContain('Anonymous <sip:anonymous@anonymous.invalid>')
    expect(headers.getAll('P-Asserted-Identity')).toEqual(['<sip:+16045550100@127.0.0.2>'])
    expect(headers.getAll('Privacy')).toEqual(['id'])
  })

  it('given a phone that hides itself, then so it is straight out', async () => {
    const { callOut } = await scene()
    const { headers } = await callOut('6045550199', [['Privacy', 'id']])
    expect(headers.get('From')).toContain('sip:anonymous@anonymous.invalid')
    expect(headers.getAll('P-Asserted-Identity')).toEqual(['<sip:+16045550100@127.0.0.2>'])
    expect(headers.getAll('Privacy')).toEqual(['id'])
  })

  it('given a call for help from a phone that hides itself, then it does not', async () => {
    const { callOut } = await scene()
    const { uri, headers } = await callOut('911', [['Privacy', 'id']])
    expect(uri).toContain('sip:911@')
    expect(headers.get('From')).toContain('sip:+16045550101@')
    expect(headers.getAll('Privacy')).toEqual([])
  })
})
