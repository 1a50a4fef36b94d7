import { expect, it } from 'vitest'
import { makeDocument } from '../../src/callflow/design/document.ts'
import { snapshotOf } from '../../src/callflow/design/snapshot.ts'
import { clockOf } from '../../src/callflow/schedule/local-time.ts'
import { createUserAgent } from '../../src/engine/sip/create-user-agent.ts'
import { sampleSdp } from '../../src/engine/sip/testing/sdp-samples.ts'
import type { OutgoingSession } from '../../src/engine/sip/user-agent.ts'
import { company, passwordOf, seat } from '../harness/design.ts'
import { startTestEngine } from '../harness/engine.ts'
import { freePort } from '../harness/free-port.ts'
import { until } from '../harness/until.ts'
import { keep, stopAfterEach } from '../harness/office-under-attack.ts'

stopAfterEach()

const carrierHost = '127.0.0.21'

it('a stolen password makes as many outside calls at once, and minutes a day, as its owner may; calls for help go out', async () => {
  const engine = keep(await startTestEngine())
  const carrierPort = await freePort(carrierHost)
  const agentAt = async (host: string, port: number) => {
    const agent = createUserAgent({ listen: [{ transport: 'udp', host, port }], userAgentName: 'test' })
    await agent.start()
    keep({ stop: () => agent.close() })
    return agent
  }
  const carrier = await agentAt(carrierHost, carrierPort)
  const thief = await agentAt('127.0.0.66', 0)
  const documents = snapshotOf([
    ...company({ country: 'US', outboundTrunkId: 'trunk', outsideCallsAtOnce: 2, outsideMinutesADay: 30 }),
    makeDocument('trunk', { id: 'trunk', name: 'Carrier', host: `${carrierHost}:${carrierPort}` }),
    ...seat('1001'),
  ])
  await engine.activate([...documents.documents()])

  const asked: string[] = []
  carrier.onInvite((session) => {
    asked.push(/sip:([^@]*)@/.exec(session.request.uri)?.[1] ?? '')
    session.on({})
    session.answer({ sdp: sampleSdp(40_002) })
  })
  const calls: OutgoingSession[] = []
  const dial = (number: string) => {
    const target = `sip:${number}@127.0.0.1:${engine.sipPort}`
    const session = thief.invite({
      target,
      from: { uri: 'sip:1001@127.0.0.1' },
      to: { uri: target },
      sdpOffer: sampleSdp(40_000),
      credentials: { username: '1001', password: passwordOf('1001') },
    })
    calls.push(session)
    return new Promise<number>((resolve) => {
      session.on({ onConfirmed: () => resolve(200), onFailed: ({ status }) => resolve(status) })
    })
  }
  const noneLives = async () => (await engine.control.calls.list()).length === 0

  const statuses = await Promise.all(['0150', '0151', '0152', '0153', '0154'].map((end) => dial(`+1212555${end}`)))
  expect(statuses.toSorted((one, other) => one - other)).toEqual([200, 200, 603, 603, 603])
  expect(asked).toHaveLength(2)
  expect(await dial('911')).toBe(200)
  expect(asked[2]).toBe('911')
  for (const call of calls) call.end()
  await until('the calls are over', noneLives)

  expect(await dial('+12125550155'), 'what has ended counts no more').toBe(200)
  calls.at(-1)?.end()
  await until('the call is over', noneLives)

  const used = (await engine.control.state.read()).find(({ name }) => name === 'outside-use')
  expect(used, 'what was talked is kept').toMatchObject({ scope: expect.stringMatching(/^(user|trunk)$/) })
  const { day } = clockOf(documents, null).at(Date.now())
  const value = `${day} ${30 * 60_000}`
  await engine.control.state.write({ scope: 'user', id: 'user-1001', name: 'outside-use', value })
  expect(await dial('+12125550156')).toBe(603)
  expect(await dial('911')).toBe(200)
  expect(asked).toEqual([expect.any(String), expect.any(String), '911', '+12125550155', '911'])
})
