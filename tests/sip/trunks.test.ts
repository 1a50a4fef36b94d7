import { afterEach, expect, it } from 'vitest'
import { type Document, makeDocument } from '../../src/callflow/design/document.ts'
import { type Baresip, startBaresip } from '../harness/baresip.ts'
import { company, passwordOf, seat } from '../harness/design.ts'
import { startTestEngine, type TestEngine } from '../harness/engine.ts'
import { flow } from '../harness/flow.ts'
import { freePort } from '../harness/free-port.ts'
import { firstCdr } from '../harness/observe.ts'
import { type Sipp, type SippOptions, startSipp } from '../harness/sipp.ts'
import { pause, until } from '../harness/until.ts'
import { toneWav } from '../harness/wav.ts'
import { describeWith } from '../tools.ts'
import { callAndKeyByInfo, callRefusedWith, callUntilHungUp, carrierRefuses, carrierWaits } from './scenarios.ts'

const running: { stop(): Promise<void> }[] = []
afterEach(async () => {
  for (const each of running.splice(0).toReversed()) await each.stop()
})

/** The carrier's own address; phones of these tests are at 127.0.0.1. */
const carrierHost = '127.0.0.2'

async function engineWith(documents: readonly Document[]): Promise<TestEngine> {
  const engine = await startTestEngine()
  running.push(engine)
  await engine.activate(documents)
  return engine
}

function trunk(port: number): Document[] {
  return [
    makeDocument('trunk', {
      id: 'trunk',
      name: 'Carrier',
      host: `${carrierHost}:${port}`,
      allowedAddresses: ['127.0.0.2/31'],
    }),
    makeDocument('phone-number', { id: 'did', name: 'Main number', number: '+16045550100', trunkId: 'trunk' }),
  ]
}

const didFlow = flow('did-flow', {
  numbers: ['+16045550100', '8000'],
  nodes: {
    menu: { type: 'menu', settings: { menuId: 'menu' }, wires: { 2: 'end', timeout: 'message' } },
    message: { type: 'voicemail', settings: { mailboxId: 'box-1001' } },
    end: { type: 'hang-up' },
  },
})
const menu = makeDocument('menu', { id: 'menu', name: 'Menu', timeoutSec: 15 })

describeWith(['sipp'], 'calls from a trunk (SIPp)', ({ sipp }) => {
  async function call(engine: TestEngine, options: Pick<SippOptions, 'scenario' | 'service'> & { host?: string }) {
    const host = options.host ?? carrierHost
    const started = startSipp({
      program: sipp,
      port: await freePort(host),
      target: `127.0.0.1:${engine.sipPort}`,
      ...options,
      host,
    })
    running.push(started)
    return started
  }

  it.each(['+16045550100', '16045550100', '6045550100'])(
    'to %s reach the flow of the number, and DTMF by INFO is understood',
    async (dialled) => {
      const engine = await engineWith([...company(), ...seat('1001'), ...trunk(5_060), menu, didFlow])
      const carrier = await call(engine, { scenario: callAndKeyByInfo, service: dialled })
      await carrier.succeeds()
      expect(await firstCdr(engine)).toMatchObject({
        direction: 'inbound',
        callerNumber: '+16045550111',
        callerName: 'Kim',
        callflowId: 'did-flow',
        endReason: 'hung-up',
      })
    },
  )

  it('to a number nobody owns are answered 404', async () => {
    const engine = await engineWith([...company(), ...trunk(5_060), menu, didFlow])
    const carrier = await call(engine, { scenario: callRefusedWith(404), service: '+16045550199' })
    await carrier.succeeds()
    expect(carrier.messages()).toContain('SIP/2.0 404')
  })

  it('from a number on an active blacklist are answered 603 before any flow (M12)', async () => {
    const blacklist = makeDocument('blacklist', { id: 'nuisance', name: 'Nuisance', numbers: ['6045550111'] })
    const documents = [...company({ activeBlacklistIds: ['nuisance'] }), ...trunk(5_060), menu, didFlow, blacklist]
    const engine = await engineWith(documents)
    const carrier = await call(engine, { scenario: callRefusedWith(603), service: '+16045550100' })
    await carrier.succeeds()
    expect(carrier.messages()).toContain('SIP/2.0 603')
    expect(await engine.control.calls.list()).toEqual([])
  })

  it('from an address that is no trunk’s are asked for a password', async () => {
    const engine = await engineWith([...company(), ...trunk(5_060), menu, didFlow])
    const stranger = { scenario: callRefusedWith(401), service: '+16045550100', host: '127.0.0.9' }
    const carrier = await call(engine, stranger)
    await carrier.succeeds()
    expect(carrier.messages()).toContain('WWW-Authenticate: Digest realm="callwright.test"')
  })

  it('are hung up by the control API', async () => {
    const engine = await engineWith([...company(), ...seat('1001'), ...trunk(5_060), menu, didFlow])
    const carrier = await call(engine, { scenario: callUntilHungUp, service: '+16045550100' })
    const live = await until('the call is answered', async () =>
      (await engine.control.calls.list()).find(({ state }) => state === 'answered'),
    )
    expect(live).toMatchObject({ dialled: '+16045550100', callflowId: 'did-flow', nodeId: 'menu' })
    expect(await engine.control.calls.hangUp({ callId: live.callId })).toEqual({ found: true })
    await carrier.succeeds()
  })

  it('go on while garbage arrives', async () => {
    const engine = await engineWith([...company(), ...seat('1001'), ...trunk(5_060), menu, didFlow])
    const carrier = await call(engine, { scenario: callAndKeyByInfo, service: '8000' })
    const { createSocket } = await import('node:dgram')
    const socket = createSocket('udp4')
    for (let i = 0; i < 200; i++)
      socket.send(Buffer.from(`BYE sip:${i} SIP/2.0\r\nbroken`), engine.sipPort, '127.0.0.1')
    await carrier.succeeds()
    socket.close()
    expect(await firstCdr(engine)).toMatchObject({ endReason: 'hung-up' })
  })
})

describeWith(['sipp', 'baresip'], 'calls out on a trunk (baresip to SIPp)', ({ sipp, baresip }) => {
  async function outside(scenario: string): Promise<{ engine: TestEngine; phone: Baresip; carrier: Sipp }> {
    const port = await freePort(carrierHost)
    const carrier = startSipp({ program: sipp, scenario, host: carrierHost, port })
    running.push(carrier)
    const callerIds = { external: { name: 'Test Co', number: '+16045550100' } }
    const engine = await engineWith([
      ...company({ outboundTrunkId: 'trunk', callerIds: callerIds as never }),
      ...seat('1001'),
      ...trunk(port),
    ])
    const phone = await startBaresip({
      program: baresip,
      username: '1001',
      password: passwordOf('1001'),
      enginePort: engine.sipPort,
      speaks: toneWav(440),
    })
    running.push(phone)
    return { engine, phone, carrier }
  }

  it('carry the account’s caller ID, pass early media on and are joined when answered', async () => {
    const { engine, phone, carrier } = await outside(carrierWaits)
    await phone.dial('6045550123')
    await phone.waitFor('CALL_ESTABLISHED')
    await pause(500)
    await phone.hangUp()
    await carrier.succeeds()
    expect(carrier.messages()).toMatch(/INVITE sip:\+16045550123@127\.0\.0\.2/)
    expect(carrier.messages()).toMatch(/From: "?Test Co"? <sip:\+16045550100@/)
    expect(phone.events.some(({ type }) => type === 'CALL_PROGRESS')).toBe(true)
    expect(await firstCdr(engine)).toMatchObject({
      direction: 'outbound',
      answeredBy: '+16045550123',
      endReason: 'caller-gone',
    })
  })

  it('bring the carrier’s refusal back to the phone', async () => {
    const { engine, phone, carrier } = await outside(carrierRefuses(486))
    await phone.dial('6045550123')
    await phone.waitFor('CALL_CLOSED')
    await carrier.succeeds()
    expect(await firstCdr(engine)).toMatchObject({ direction: 'outbound', sipStatus: 486, answeredMs: null })
  })
})
