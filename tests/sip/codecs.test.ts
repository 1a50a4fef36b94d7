import { expect, it } from 'vitest'
import { makeDocument } from '../../src/callflow/design/document.ts'
import { company, seat } from '../harness/design.ts'
import type { TestEngine } from '../harness/engine.ts'
import { flow } from '../harness/flow.ts'
import { firstCdr, heardMs, untilOperation, untilTalking } from '../harness/observe.ts'
import { officeOf, toneOf } from '../harness/office.ts'
import { pause, until } from '../harness/until.ts'
import { toneWav } from '../harness/wav.ts'
import { describeWith } from '../tools.ts'

const A_TONE_HZ = toneOf('1001')
const B_TONE_HZ = toneOf('1002')

describeWith(['baresip'], 'phones of unlike codecs', ({ baresip }) => {
  const { engineWith, phone } = officeOf(baresip)

  it.each([
    { codecs: 'G722', speaks: toneWav(A_TONE_HZ, 60_000, 16_000), isReported: false },
    { codecs: 'opus/48000/2', speaks: inStereo(toneWav(A_TONE_HZ, 30_000, 96_000)), isReported: true },
  ])('$codecs and G.711 hear each other, and keys reach a menu', async ({ codecs, speaks, isReported }) => {
    const engine = await engineWith([
      ...company(),
      ...seat('1001'),
      ...seat('1002'),
      makeDocument('menu', { id: 'menu', name: 'Main menu', timeoutSec: 20 }),
      flow('main', {
        numbers: ['8000'],
        nodes: {
          menu: { type: 'menu', settings: { menuId: 'menu' }, wires: { 2: 'group', _: 'end' } },
          group: { type: 'ring-group', settings: { members: [{ id: 'user-1002' }] }, wires: { _: 'end' } },
          end: { type: 'hang-up' },
        },
      }),
    ])
    const a = await phone(engine, '1001', { codecs, speaks })
    const b = await phone(engine, '1002', { answer: 'auto' })
    await a.dial('8000')
    await a.waitFor('CALL_ESTABLISHED')
    await untilOperation(engine, 'collect')
    await pause(300) // baresip starts its audio a moment after the answer
    await a.keys('2')
    await untilTalking(engine)
    if (isReported) await untilReported(engine)
    else await pause(2_000)
    await a.hangUp()
    await b.waitFor('CALL_CLOSED')
    expect(heardMs(a, B_TONE_HZ)).toBeGreaterThan(1_000)
    expect(heardMs(b, A_TONE_HZ)).toBeGreaterThan(1_000)
    if (!isReported) return
    const { audio } = await firstCdr(engine)
    expect(audio.map(({ codec }) => codec).toSorted()).toEqual(['OPUS', 'PCMU'])
    // On one machine: hardly anything is lost, and nothing takes its time.
    for (const { mos, roundTripMs, received } of audio) {
      expect(mos).toBeGreaterThan(4)
      expect(roundTripMs).toBeLessThan(50)
      expect(received.packets).toBeGreaterThan(100)
    }
  })
})

/** Both phones have told by RTCP how they hear us, and when our report came: two of each side, every five seconds. */
async function untilReported(engine: TestEngine): Promise<void> {
  await until('reports of both phones', async () => {
    const [call] = await engine.control.calls.list()
    const legs = await engine.control.calls.quality({ callId: call?.callId ?? '' })
    return legs.length === 2 && legs.every(({ roundTripMs, farEnd }) => roundTripMs !== null && farEnd !== null)
  })
}

/** The samples of a mono WAV left and right by turns, so that each side has half the rate: what baresip plays into Opus. */
function inStereo(wav: Buffer): Buffer {
  wav.writeUInt16LE(2, 22)
  wav.writeUInt32LE(wav.readUInt32LE(24) / 2, 24)
  wav.writeUInt16LE(4, 32)
  return wav
}
