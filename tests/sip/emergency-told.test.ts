import { afterEach, describe, expect, it } from 'vitest'
import { makeDocument } from '../../src/callflow/design/document.ts'
import { snapshotOf } from '../../src/callflow/design/snapshot.ts'
import { settingsFor, startMailServer } from '../../src/engine/services/mail/testing/mail-server.ts'
import { createUserAgent } from '../../src/engine/sip/create-user-agent.ts'
import { readBodyParts } from '../../src/engine/sip/message/body-parts.ts'
import { sampleSdp } from '../../src/engine/sip/testing/sdp-samples.ts'
import type { IncomingSession } from '../../src/engine/sip/user-agent.ts'
import { company, passwordOf, seat } from '../harness/design.ts'
import { startTestEngine } from '../harness/engine.ts'
import { flow } from '../harness/flow.ts'
import { startTestPhone } from '../harness/test-phone.ts'
import { until } from '../harness/until.ts'

const running: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const stop of running.splice(0).toReversed()) await stop()
})

const HELP = '+16045550100'
const nobody = { name: '', number: '' }

async function carrierAt(host: string) {
  const agent = createUserAgent({ listen: [{ transport: 'udp', host, port: 0 }], userAgentName: 'Carrier' })
  const [at] = await agent.start()
  running.push(() => agent.close())
  const called: IncomingSession[] = []
  agent.onInvite((session) => {
    session.on({})
    called.push(session)
    session.answer({ sdp: sampleSdp(9) })
  })
  return { agent, host: `${host}:${at?.port}`, called }
}

describe('an emergency call over sockets', () => {
  it('carries its location, is told by mail and on the screen, and is called back after a kill -9 of the engine', async () => {
    const mail = await startMailServer()
    const carrier = await carrierAt('127.0.0.2')
    const documents = [
      ...company({
        country: 'CA',
        callerIds: { internal: nobody, external: nobody, emergency: { name: 'Seaside', number: HELP } },
        emergencyEmails: ['safety@example.test'],
        mail: settingsFor(mail.port),
      }),
      ...seat('1001'),
      makeDocument('trunk', { id: 'trunk', name: 'Carrier', host: carrier.host, allowedAddresses: ['127.0.0.2'] }),
      makeDocument('phone-number', {
        id: 'did',
        name: 'Main',
        number: HELP,
        emergencyAddress: {
          callerName: 'Seaside Ltd',
          street: '12 Harbour Road',
          extended: 'Suite 4',
          city: 'Vancouver',
          region: 'BC',
          postalCode: 'V6B 1A1',
          postalCodeExtra: '',
          notifyEmails: ['desk@example.test'],
        },
      }),
      flow('closed', { numbers: [HELP], nodes: { closed: { type: 'hang-up', settings: {} } } }),
    ]
    const engine = await startTestEngine()
    running.push(() => engine.kill())
    await engine.activate([...snapshotOf(documents).documents()])
    const phone = await startTestPhone('1001', engine.sipPort)
    running.push(() => phone.close())
    await phone.register()
    const rung: IncomingSession[] = []
    phone.userAgent.onInvite((session) => {
      session.on({})
      rung.push(session)
      session.answer({ sdp: sampleSdp(9) })
    })

    const uri = `sip:911@127.0.0.1:${engine.sipPort}`
    const call = phone.userAgent.invite({
      target: uri,
      from: { uri: 'sip:1001@127.0.0.1' },
      to: { uri },
      sdpOffer: sampleSdp(9),
      credentials: { username: '1001', password: passwordOf('1001') },
    })
    let isAnswered = false
    call.on({ onConfirmed: () => (isAnswered = true) })
    await until('the carrier answers', () => isAnswered)
    const invite = carrier.called[0]?.request
    const parts = invite && readBodyParts(invite)?.parts
    expect(parts?.map(({ type }) => type)).toEqual(['application/sdp', 'application/pidf+xml'])
    expect(parts?.[1]?.content).toMatch(
      /<ca:country>CA<\/ca:country>[^]*<ca:HNO>12<\/ca:HNO>[^]*<ca:PC>V6B 1A1<\/ca:PC>/,
    )
    expect(invite?.headers.get('Geolocation')).toMatch(/^<cid:.+>$/)
    await until('the mail is there', () => mail.received.length === 1)
    expect(mail.received[0]?.to).toEqual(['desk@example.test', 'safety@example.test'])
    expect(mail.received[0]?.source).toMatch(/^Subject: Emergency call to 911/m)
    call.end()
    const [noted] = await engine.control.emergencies.list()
    expect(noted).toMatchObject({ number: '911', callerNumber: HELP, deviceId: 'device-1001', seenMs: null })
    await until('the call is recorded', async () => (await engine.control.cdrs({ limit: 1 })).length === 1)

    await engine.kill()
    const again = await startTestEngine({ dataDir: engine.dataDir, sip: `127.0.0.1:${engine.sipPort}` })
    running.push(() => again.stop())
    expect(await again.control.emergencies.list()).toEqual([noted])
    const target = `sip:16045550100@127.0.0.1:${again.sipPort}`
    const back = carrier.agent.invite({
      target,
      from: { uri: 'sip:+16045550911@127.0.0.2' },
      to: { uri: target },
      sdpOffer: sampleSdp(9),
    })
    let isBack = false
    back.on({ onConfirmed: () => (isBack = true) })
    await until('the phone that called for help is rung and answers', () => isBack && rung.length === 1)
    back.end()
    expect(await again.control.emergencies.seen({ emergencyId: noted?.emergencyId ?? '' })).toEqual({ found: true })
    expect(await again.control.emergencies.list()).toMatchObject([{ seenMs: expect.any(Number) }])
  })
})
