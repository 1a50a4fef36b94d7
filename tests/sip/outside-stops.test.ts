import { afterEach, expect, it } from 'vitest'
import { makeDocument } from '../../src/callflow/design/document.ts'
import { accountOutsideLimits } from '../../src/callflow/design/kinds/outside-limits.ts'
import { snapshotOf } from '../../src/callflow/design/snapshot.ts'
import { settingsFor, startMailServer } from '../../src/engine/services/mail/testing/mail-server.ts'
import { createUserAgent } from '../../src/engine/sip/create-user-agent.ts'
import { sampleSdp } from '../../src/engine/sip/testing/sdp-samples.ts'
import { company, passwordOf, seat } from '../harness/design.ts'
import { startTestEngine } from '../harness/engine.ts'
import { until } from '../harness/until.ts'

const running: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const stop of running.splice(0).toReversed()) await stop()
})

async function agentAt(host: string) {
  const agent = createUserAgent({ listen: [{ transport: 'udp', host, port: 0 }], userAgentName: 'test' })
  const [at] = await agent.start()
  running.push(() => agent.close())
  return { agent, host: `${host}:${at?.port}` }
}

it('a stolen password that calls abroad is stopped: told at once by mail and on the screen, over a kill -9, until an administrator lets it', async () => {
  const mail = await startMailServer()
  const carrier = await agentAt('127.0.0.2')
  const thief = await agentAt('127.0.0.66')
  const asked: string[] = []
  carrier.agent.onInvite((session) => {
    asked.push(/sip:([^@]*)@/.exec(session.request.uri)?.[1] ?? '')
    session.on({})
    session.answer({ sdp: sampleSdp(9) })
  })
  const documents = snapshotOf([
    ...company({
      country: 'US',
      outboundTrunkId: 'trunk',
      outsideWatch: accountOutsideLimits.outsideWatch.parse({ stops: true, numbers: 3 }),
      mail: { ...settingsFor(mail.port), troubleEmails: ['it@example.test'] },
    }),
    ...seat('1001'),
    makeDocument('trunk', { id: 'trunk', name: 'Carrier', host: carrier.host }),
  ])
  const engine = await startTestEngine()
  running.push(() => engine.kill())
  await engine.activate([...documents.documents()])
  const invite = (number: string) => {
    const target = `sip:${number}@127.0.0.1:${engine.sipPort}`
    return thief.agent.invite({
      target,
      from: { uri: 'sip:1001@127.0.0.1' },
      to: { uri: target },
      sdpOffer: sampleSdp(9),
      credentials: { username: '1001', password: passwordOf('1001') },
    })
  }
  const dial = (number: string) => {
    const session = invite(number)
    return new Promise<number>((resolve) => {
      session.on({
        onConfirmed: () => {
          session.end()
          resolve(200)
        },
        onFailed: ({ status }) => resolve(status),
      })
    })
  }
  /** It is said why, and nobody waits for the end of what is heard. */
  const isStopped = async (number: string, { control } = engine) => {
    const session = invite(number)
    session.on({})
    await until('the call is kept in', async () => {
      const [call] = await control.calls.list()
      const trace = call ? await control.calls.trace({ callId: call.callId }) : []
      return JSON.stringify(trace).includes('The outside calls of Person 1001 are stopped')
    })
    session.end()
    await until('it is over', async () => (await control.calls.list()).length === 0)
  }
  const abroad = (end: number) => `+44207946000${end}`

  expect([await dial(abroad(1)), await dial(abroad(2))]).toEqual([200, 200])
  await until('those are over', async () => (await engine.control.calls.list()).length === 0)
  await isStopped(abroad(3))
  const clicked = engine.control.calls.click({ fromId: 'user-1001', number: abroad(4) })
  await expect(clicked).rejects.toMatchObject({
    code: 'LIMIT_REACHED',
    data: { limit: 'stopped' },
    message: 'The outside calls of Person 1001 are stopped: 3 different costly numbers within an hour.',
  })
  await until('the mail is there', () => mail.received.length === 1)
  expect(mail.received[0]?.to).toEqual(['it@example.test'])
  expect(mail.received[0]?.source.replaceAll(/=\r\n/g, '')).toContain('3 different costly numbers within an hour')
  const [stop] = await engine.control.outsideStops.list()
  expect(stop).toMatchObject({ scope: 'user', id: 'user-1001', why: '3 different costly numbers within an hour' })
  expect(await dial('911')).toBe(200)

  await engine.kill()
  const again = await startTestEngine({ dataDir: engine.dataDir, sip: `127.0.0.1:${engine.sipPort}` })
  running.push(() => again.stop())
  expect(await again.control.outsideStops.list()).toEqual([stop])
  await isStopped('+12125550150', again)
  expect(await again.control.outsideStops.lift({ stopId: 'another' })).toEqual({ found: false })
  expect(await again.control.outsideStops.lift({ stopId: stop?.stopId ?? '' })).toEqual({ found: true })
  expect(await dial('+12125550150')).toBe(200)
  expect(asked).toEqual([abroad(1), abroad(2), '911', '+12125550150'])
})
