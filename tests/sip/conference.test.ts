import { expect, it } from 'vitest'
import { type Conference, type Document, makeDocument } from '../../src/callflow/design/document.ts'
import type { Baresip } from '../harness/baresip.ts'
import { company, seat, sound } from '../harness/design.ts'
import type { TestEngine } from '../harness/engine.ts'
import { flow } from '../harness/flow.ts'
import { officeOf, toneOf } from '../harness/office.ts'
import { pause, until } from '../harness/until.ts'
import { lastOf, longestWithoutToneMs, toneMs, toneWav } from '../harness/wav.ts'
import { describeWith } from '../tools.ts'

const MUSIC_HZ = 620
/** Where one tone breaks off there is a little of every other. */
const CLICK_MS = 200
const music = toneWav(MUSIC_HZ, 5_000)

const toRoom = (id: string, number: string) =>
  flow(`to-${id}`, { numbers: [number], nodes: { room: { type: 'conference', settings: { conferenceId: id } } } })

/** Rooms reached at 3000 and 3001, without tones: what is heard is people. */
const documents = (room: Partial<Conference> = {}): readonly Document[] => [
  ...company({ holdMusicId: 'music' }),
  sound('music', music),
  ...['1001', '1002', '1003'].flatMap((extension) => seat(extension)),
  ...[{ id: 'room', ...room }, { id: 'other' }].map((fields) =>
    makeDocument('conference', {
      name: fields.id,
      memberJoinMuted: false,
      entryTone: false,
      exitTone: false,
      ...fields,
    }),
  ),
  toRoom('room', '3000'),
  toRoom('other', '3001'),
]

/** Two tones at once are half of what is heard each. */
const heardMs = (phone: Baresip, frequencyHz: number) =>
  phone.heard().reduce((totalMs, wav) => totalMs + toneMs(wav, frequencyHz, 0.3), 0)

/** How long it did not hear that tone at a stretch, in the last seconds. */
const withoutMs = (phone: Baresip, frequencyHz: number) =>
  Math.max(...phone.heard().map((wav) => longestWithoutToneMs(lastOf(wav, 4_500), frequencyHz, 0.3)))

const partiesOf = async (engine: TestEngine, id = 'room') =>
  (await engine.control.conferences.list()).find(({ conferenceId }) => conferenceId === id)?.parties ?? []

const untilIn = (engine: TestEngine, count: number, id = 'room') =>
  until(`${count} are in the room`, async () => {
    const parties = await partiesOf(engine, id)
    return parties.length === count ? parties : undefined
  })

describeWith(['baresip'], 'a conference room (baresip)', ({ baresip }) => {
  const office = officeOf(baresip)
  const phones = async (engine: TestEngine): Promise<readonly [Baresip, Baresip, Baresip]> =>
    Promise.all([office.phone(engine, '1001'), office.phone(engine, '1002'), office.phone(engine, '1003')])
  const dialIn = async (engine: TestEngine, phone: Baresip, at: { count: number; keys?: string }) => {
    await phone.dial('3000')
    await phone.waitFor('CALL_ESTABLISHED')
    if (at.keys !== undefined) {
      await pause(1_500)
      await phone.keys(at.keys)
    }
    await untilIn(engine, at.count)
  }
  const allClosed = (all: readonly Baresip[]) => Promise.all(all.map((phone) => phone.waitFor('CALL_CLOSED')))

  it('lets each hear all others and not itself, and nobody one who is muted; dismissed, it ends for all', async () => {
    const engine = await office.engineWith(documents(), [music])
    const all = await phones(engine)
    for (const [at, phone] of all.entries()) await dialIn(engine, phone, { count: at + 1 })
    await pause(3_000)
    const third = (await partiesOf(engine)).find(({ number }) => number === '1003')
    expect(third?.isSpeaking).toBe(true)
    await engine.control.conferences.changeParty({
      conferenceId: 'room',
      callId: third?.callId ?? '',
      isMuted: true,
    })
    await pause(4_000)
    expect(await engine.control.conferences.dismiss({ conferenceId: 'room' })).toEqual({ found: true })
    await allClosed(all)
    expect(await engine.control.conferences.list()).toEqual([])
    const [first, second, muted] = all
    for (const [phone, own, other] of [
      [first, '1001', '1002'],
      [second, '1002', '1001'],
    ] as const) {
      expect(heardMs(phone, toneOf(other))).toBeGreaterThan(5_000)
      expect(heardMs(phone, toneOf(own))).toBeLessThan(CLICK_MS)
      // For the three seconds before it was muted, and no longer.
      expect(heardMs(phone, toneOf('1003'))).toBeGreaterThan(1_500)
      expect(heardMs(phone, toneOf('1003'))).toBeLessThan(5_000)
    }
    expect(heardMs(muted, toneOf('1001'))).toBeGreaterThan(5_000)
    expect(heardMs(muted, toneOf('1003'))).toBeLessThan(CLICK_MS)
    // It was told so, in place of the room; the others were not.
    expect(withoutMs(muted, toneOf('1001'))).toBeGreaterThan(600)
    expect(withoutMs(second, toneOf('1001'))).toBeLessThan(400)
  })

  it('is nothing that another room hears', async () => {
    const engine = await office.engineWith(documents(), [music])
    const [first, second, alone] = await phones(engine)
    await dialIn(engine, first, { count: 1 })
    await dialIn(engine, second, { count: 2 })
    await alone.dial('3001')
    await untilIn(engine, 1, 'other')
    await pause(3_000)
    for (const phone of [first, second, alone]) await phone.hangUp()
    await allClosed([first, second, alone])
    expect(heardMs(second, toneOf('1001'))).toBeGreaterThan(1_500)
    expect(heardMs(alone, MUSIC_HZ)).toBeGreaterThan(1_500)
    for (const other of ['1001', '1002']) expect(heardMs(alone, toneOf(other))).toBeLessThan(CLICK_MS)
    for (const phone of [first, second]) expect(heardMs(phone, toneOf('1003'))).toBeLessThan(CLICK_MS)
  })

  it('asks for the PIN, and gives members music of their own until a moderator comes', async () => {
    const pins = { memberPins: ['1111'], moderatorPins: ['9999'], waitForModerator: true, requireModerator: true }
    const engine = await office.engineWith(documents(pins), [music])
    const [member, moderator, guesser] = await phones(engine)
    await dialIn(engine, member, { count: 1, keys: '1111#' })
    await guesser.dial('3000')
    await guesser.waitFor('CALL_ESTABLISHED')
    await pause(1_500)
    await guesser.keys('12#13#14#')
    await guesser.waitFor('CALL_CLOSED', 30_000)
    expect(await partiesOf(engine)).toMatchObject([{ number: '1001', isWaiting: true }])
    await dialIn(engine, moderator, { count: 2, keys: '9999#' })
    expect(await partiesOf(engine)).toMatchObject([{ isWaiting: false }, { role: 'moderator' }])
    await pause(3_000)
    await moderator.hangUp()
    await member.waitFor('CALL_CLOSED')
    expect(heardMs(member, MUSIC_HZ)).toBeGreaterThan(1_000)
    expect(heardMs(member, toneOf('1002'))).toBeGreaterThan(1_500)
    expect(heardMs(moderator, toneOf('1001'))).toBeGreaterThan(1_500)
    expect(heardMs(moderator, MUSIC_HZ)).toBeLessThan(CLICK_MS)
    expect(heardMs(guesser, toneOf('1001'))).toBeLessThan(CLICK_MS)
  })
})
