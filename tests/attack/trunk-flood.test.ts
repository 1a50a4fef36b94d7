import { createSocket, type Socket } from 'node:dgram'
import { expect, it } from 'vitest'
import { makeDocument } from '../../src/callflow/design/document.ts'
import type { TestEngine } from '../harness/engine.ts'
import { sound } from '../harness/design.ts'
import { flow } from '../harness/flow.ts'
import { startTestPhone } from '../harness/test-phone.ts'
import { pause, until } from '../harness/until.ts'
import { toneWav } from '../harness/wav.ts'
import { sampleSdp } from '../../src/engine/sip/testing/sdp-samples.ts'
import { keep, officeUnderAttack, stopAfterEach } from '../harness/office-under-attack.ts'

stopAfterEach()

const [flooding, rescue] = ['127.0.0.77', '127.0.0.50']
const greeting = toneWav(0, 100)

/** A carrier by address, the line it calls, which answers at once, and another carrier that takes calls for help. */
const documents = (rescuePort: number) => [
  makeDocument('trunk', { id: 'flooding', name: 'Flooding carrier', allowedAddresses: [flooding] }),
  makeDocument('trunk', { id: 'way-out', name: 'Way out', host: `${rescue}:${rescuePort}` }),
  sound('greeting', greeting),
  flow('line', {
    numbers: ['+16045550100'],
    nodes: {
      greeting: { type: 'play-media', settings: { mediaId: 'greeting' }, wires: { _: 'wait' } },
      wait: { type: 'sleep', settings: { durationSec: 600 } },
    },
  }),
]

it('a trunk that sends 200 INVITEs a second and acknowledges none has its share, and phones and calls for help theirs', async () => {
  const carrier = await startTestPhone('rescue', 0, rescue)
  keep({ stop: () => carrier.close() })
  let rescued = 0
  carrier.userAgent.onInvite((session) => {
    rescued++
    session.on({})
    session.answer({ sdp: sampleSdp(40_000) })
  })
  const rescuePort = carrier.userAgent.listenPoints[0]?.port ?? 0
  const office = await officeUnderAttack(documents(rescuePort), {}, [greeting])
  const health = () => office.engine.control.health()
  await office.expectUnharmed()
  const [descriptors, heapBytes] = [office.descriptors(), await office.heapBytes()]
  const flood = await startFlood(office.engine, { callsPerSecond, seconds })
  await pause(4_000)
  await office.expectUnharmed()
  await (await office.first.dial('911')).hangUp()
  expect(rescued).toBe(1)
  await flood.isOver
  expect((await health()).activeCalls, 'calls of the flood').toBeLessThanOrEqual(inSetUpAtMost)
  await until('the last INVITE is answered', () => sum(flood.finals) === callsPerSecond * seconds)
  const { 200: answered = 0, 503: refused = 0, ...others } = flood.finals
  expect(others).toEqual({})
  expect(answered).toBeGreaterThanOrEqual(200)
  expect(answered).toBeLessThanOrEqual(inSetUpAtMost)
  const { counters } = await health()
  expect(counters).toMatchObject({ callsUnacknowledged: answered, callsRefusedSourceUnacknowledged: refused })
  expect(office.engine.log().match(/answered and never acknowledged/g), 'said once').toHaveLength(1)
  await office.expectUnharmed()
  await until('every call of the flood is over', async () => (await health()).activeCalls === 0, 45_000)
  expect((await health()).counters).toMatchObject({ callsInSetup: 0, callsUnacknowledged: 0 })
  await office.expectUnharmed()
  await until('sockets are closed', () => office.descriptors() <= descriptors)
  const isBack = async () => {
    await pause(3_000)
    return (await office.heapBytes()) < heapBytes * 1.1
  }
  await until('memory is back, our BYEs that nobody answers forgotten', isBack, 60_000)
})

const callsPerSecond = 200
const seconds = 13
/** Two hundred unacknowledged calls, and what was let in before they were answered: a quarter of 2,000 together. */
const inSetUpAtMost = 500
const sum = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((total, each) => total + each, 0)

interface Flood {
  readonly isOver: Promise<void>
  /** Final answers by status, without repeats. */
  readonly finals: Record<string, number>
}

/** INVITEs with an offer, none of whose answers is acknowledged. */
async function startFlood(
  engine: TestEngine,
  { callsPerSecond, seconds }: { readonly callsPerSecond: number; readonly seconds: number },
): Promise<Flood> {
  const socket = createSocket('udp4')
  await new Promise<void>((bound) => {
    socket.bind(0, flooding, bound)
  })
  keep({ stop: async () => void socket.close() })
  const finals: Record<string, number> = {}
  const seen = new Set<string>()
  socket.on('message', (bytes) => {
    const [, status = '', callId = ''] =
      /^SIP\/2.0 ([2-6][0-9]{2}) [^]*?\r\nCall-ID: (.*?)\r\n/.exec(String(bytes)) ?? []
    if (status === '' || seen.has(callId)) return
    seen.add(callId)
    finals[status] = (finals[status] ?? 0) + 1
  })
  return { isOver: send(socket, engine, callsPerSecond, seconds), finals }
}

async function send(socket: Socket, engine: TestEngine, callsPerSecond: number, seconds: number): Promise<void> {
  const startedMs = performance.now()
  for (let sent = 0; sent < callsPerSecond * seconds; ) {
    const due = Math.min(callsPerSecond * seconds, ((performance.now() - startedMs) * callsPerSecond) / 1_000)
    for (; sent < due; sent++) socket.send(inviteFrom(socket, sent), engine.sipPort, '127.0.0.1')
    await pause(20)
  }
}

function inviteFrom(socket: Socket, count: number): string {
  const { port } = socket.address()
  const sdp = sampleSdp(41_000).replaceAll('127.0.0.1', flooding)
  return [
    'INVITE sip:+16045550100@127.0.0.1 SIP/2.0',
    `Via: SIP/2.0/UDP ${flooding}:${port};branch=z9hG4bK-flood-${count}`,
    `From: <sip:+16045550111@${flooding}>;tag=flood-${count}`,
    'To: <sip:+16045550100@127.0.0.1>',
    `Call-ID: flood-${count}`,
    'CSeq: 1 INVITE',
    `Contact: <sip:flood@${flooding}:${port}>`,
    'Max-Forwards: 70',
    'Content-Type: application/sdp',
    `Content-Length: ${sdp.length}`,
    '',
    sdp,
  ].join('\r\n')
}
