import { afterEach, expect, it } from 'vitest'
import { makeDocument } from '../../src/callflow/design/document.ts'
import { snapshotOf } from '../../src/callflow/design/snapshot.ts'
import { createUserAgent } from '../../src/engine/sip/create-user-agent.ts'
import { sampleSdp } from '../../src/engine/sip/testing/sdp-samples.ts'
import type { IncomingSession } from '../../src/engine/sip/user-agent.ts'
import { company, passwordOf, seat } from '../harness/design.ts'
import { startTestEngine } from '../harness/engine.ts'
import { freePort } from '../harness/free-port.ts'
import { startBaresip } from '../harness/baresip.ts'
import { startKamailio, startProxy } from '../harness/kamailio.ts'
import { until } from '../harness/until.ts'
import { toneWav } from '../harness/wav.ts'
import { describeWith } from '../tools.ts'

const running: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const stop of running.splice(0).toReversed()) await stop()
})

async function gatewayAt(host: string, answers: number) {
  const agent = createUserAgent({ listen: [{ transport: 'udp', host, port: 0 }], userAgentName: 'gateway' })
  const [at] = await agent.start()
  running.push(() => agent.close())
  const called: IncomingSession[] = []
  agent.onInvite((session) => {
    session.on({})
    called.push(session)
    if (answers === 200) session.answer({ sdp: sampleSdp(9) })
    else session.reject({ status: answers })
  })
  return { agent, at: `${host}:${at?.port}`, called }
}

describeWith(['kamailio'], 'Kamailio as a carrier', ({ kamailio }) => {
  it('asks for the password, goes on to its second gateway, and stays in the way of ACK and BYE; the test call says so, and OPTIONS finds it there', async () => {
    const [first, second, phone] = [
      await gatewayAt('127.0.0.3', 503),
      await gatewayAt('127.0.0.4', 200),
      await gatewayAt('127.0.0.66', 486),
    ]
    const port = await freePort('127.0.0.2')
    const carrier = await startKamailio({
      program: kamailio,
      host: '127.0.0.2',
      port,
      username: 'office',
      password: 'sesame',
      first: first.at,
      second: second.at,
    })
    running.push(() => carrier.stop())
    const engine = await startTestEngine()
    running.push(() => engine.kill())
    const trunk = makeDocument('trunk', {
      id: 'trunk',
      name: 'Kamailio',
      host: `127.0.0.2:${port}`,
      username: 'office',
      password: 'sesame',
      probe: true,
    })
    const documents = [...company({ country: 'US', outboundTrunkId: 'trunk' }), ...seat('1001'), trunk]
    await engine.activate([...snapshotOf(documents).documents()])

    const target = `sip:+12125550150@127.0.0.1:${engine.sipPort}`
    const call = phone.agent.invite({
      target,
      from: { uri: 'sip:1001@127.0.0.1' },
      to: { uri: target },
      sdpOffer: sampleSdp(9),
      credentials: { username: '1001', password: passwordOf('1001') },
    })
    let isUp = false
    call.on({ onConfirmed: () => (isUp = true) })
    await until('the call is up', () => isUp && second.called[0]?.state === 'confirmed')
    expect([first.called.length, second.called.length]).toEqual([1, 1])
    expect(second.called[0]?.request.headers.get('Record-Route')).toContain('127.0.0.2')
    call.end()
    await until('the gateway gets the BYE by its route', () => second.called[0]?.state === 'ended')
    await until('it is asked by OPTIONS', async () => (await engine.control.trunks())[0]?.reach === 'up')

    const { testId } = await engine.control.trunkTests.start({ trunkId: 'trunk', number: '+12125550151' })
    await until('the test call is answered', () => second.called.length === 2)
    expect(second.called[1]?.request.uri).toContain('+12125550151')
    expect(await engine.control.trunkTests.cancel({ testId })).toEqual({ found: true })
    await until('it is hung up', () => second.called[1]?.state === 'ended')
  })

  it('refuses a wrong password, which the test call says in words', async () => {
    const gateway = await gatewayAt('127.0.0.3', 200)
    const port = await freePort('127.0.0.2')
    const carrier = await startKamailio({
      program: kamailio,
      host: '127.0.0.2',
      port,
      username: 'office',
      password: 'sesame',
      first: gateway.at,
      second: gateway.at,
    })
    running.push(() => carrier.stop())
    const engine = await startTestEngine()
    running.push(() => engine.kill())
    const trunk = makeDocument('trunk', {
      id: 'trunk',
      name: 'Kamailio',
      host: `127.0.0.2:${port}`,
      username: 'office',
      password: 'wrong',
    })
    await engine.activate([...company({ country: 'US', outboundTrunkId: 'trunk' }), trunk])
    const told: string[] = []
    const following = new AbortController()
    const events = await engine.control.events(undefined, { signal: following.signal })
    const heard = (async () => {
      for await (const event of events) {
        if (event.kind !== 'trunk-test-changed') continue
        told.splice(0, told.length, ...event.test.steps.map(({ says }) => says))
        if (event.test.state !== 'running') return
      }
    })()
    await engine.control.trunkTests.start({ trunkId: 'trunk', number: '+12125550151' })
    await heard
    following.abort()
    expect(told.slice(1)).toEqual([
      '+12125550151 is called over UDP.',
      'It asks for the password, and is given it.',
      'The carrier is there and has the call.',
      expect.stringContaining('does not take the user name or the password (407'),
    ])
    expect(gateway.called).toEqual([])
  })
})

describeWith(['kamailio', 'baresip'], 'Kamailio in front', ({ kamailio, baresip }) => {
  it('brings a phone in by Path, and calls of both sides go through it (RFC 3327)', async () => {
    const engine = await startTestEngine()
    running.push(() => engine.kill())
    const port = await freePort('127.0.0.2')
    const proxy = await startProxy({
      program: kamailio,
      host: '127.0.0.2',
      port,
      engine: `127.0.0.1:${engine.sipPort}`,
    })
    running.push(() => proxy.stop())
    const desk = await gatewayAt('127.0.0.66', 200)
    await engine.activate([...company(), ...seat('1001'), ...seat('1002')])
    const phone = await startBaresip({
      program: baresip,
      username: '1002',
      password: passwordOf('1002'),
      enginePort: port,
      engineHost: '127.0.0.2',
      isBehindProxy: true,
      answer: 'auto',
      speaks: toneWav(440),
    })
    running.push(() => phone.stop())
    expect(await engine.control.registrations()).toMatchObject([
      { deviceId: 'device-1002', source: `127.0.0.2:${port}` },
    ])

    const from = { uri: 'sip:1001@127.0.0.1' }
    const credentials = { username: '1001', password: passwordOf('1001') }
    const registrar = { target: `sip:127.0.0.1:${engine.sipPort}`, from, to: from, credentials }
    expect((await desk.agent.request({ method: 'REGISTER', ...registrar })).status).toBe(200)
    const target = `sip:1002@127.0.0.1:${engine.sipPort}`
    const call = desk.agent.invite({ target, from, to: { uri: target }, sdpOffer: sampleSdp(9), credentials })
    let isUp = false
    call.on({ onConfirmed: () => (isUp = true) })
    await until('the phone is called through the proxy', () => isUp && proxy.printed().includes('to the phone: INVITE'))
    await phone.waitFor('CALL_ESTABLISHED')
    call.end()
    await phone.waitFor('CALL_CLOSED')

    await phone.dial('1001')
    await until('the phone calls through it', () => desk.called[0]?.state === 'confirmed')
    expect(proxy.printed()).toContain('to the engine: INVITE')
    await phone.hangUp()
    await until('its BYE arrives', () => desk.called[0]?.state === 'ended')
  })
})
