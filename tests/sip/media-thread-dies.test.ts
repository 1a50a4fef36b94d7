import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { type Document, makeDocument } from '../../src/callflow/design/document.ts'
import { company, seat, sound } from '../harness/design.ts'
import { startTestEngine, type TestEngine } from '../harness/engine.ts'
import { flow } from '../harness/flow.ts'
import { type Death, killMediaThreads, mediaThreadStartMs, openToInspection } from '../harness/media-threads.ts'
import { type SoftPhone, startSoftPhone } from '../harness/soft-phone.ts'
import { pause, until } from '../harness/until.ts'
import { durationMs, lastOf, longestWithoutToneMs, readWav, toneMs, toneWav, type Wav } from '../harness/wav.ts'

const MUSIC_HZ = 620
const tones = { 1001: 440, 1002: 1_000, 1003: 1_300, 1004: 1_700, 1005: 2_100 } as const
type Extension = keyof typeof tones
const inTheRoom = [1001, 1002, 1003] as const
/** Two tones at once are half of what is heard each. */
const SHARE = 0.3
/** Where one tone breaks off there is a little of every other. */
const CLICK_MS = 200
const TALK_MS = 3_000
/** All are in the room and nobody has hung up. */
const ALL_THERE_MS = 2 * TALK_MS - 300
/** Of a recording: what a thread had not written yet when it died, and the pause until the next. */
const LOST_MS = 2_000

const music = toneWav(MUSIC_HZ, 5_000)
const room = { type: 'conference', settings: { conferenceId: 'room' } }
const documents: readonly Document[] = [
  ...company({ holdMusicId: 'music' }),
  sound('music', music),
  ...Object.keys(tones).flatMap((extension) => seat(extension)),
  makeDocument('conference', {
    id: 'room',
    name: 'room',
    memberJoinMuted: false,
    entryTone: false,
    exitTone: false,
  }),
  flow('to-room', { numbers: ['3000'], nodes: { room } }),
  flow('recorded', { numbers: ['3100'], nodes: { record: { type: 'start-recording', wires: { _: 'room' } }, room } }),
]

describe('a media thread that dies in the middle of calls', () => {
  const running: { stop(): Promise<void> }[] = []
  afterEach(async () => {
    for (const each of running.splice(0).toReversed()) await each.stop()
  })
  const keep = <R extends { stop(): Promise<void> }>(each: R): R => {
    running.push(each)
    return each
  }
  const phoneOf = async (engine: TestEngine, extension: Extension): Promise<SoftPhone> =>
    keep(
      await startSoftPhone({
        username: String(extension),
        enginePort: engine.sipPort,
        speaksHz: tones[extension],
      }),
    )
  const parties = async (engine: TestEngine) =>
    (await engine.control.conferences.list()).flatMap((each) => each.parties.map(({ callId }) => callId)).sort()
  const calls = async (engine: TestEngine) => (await engine.control.calls.list()).map(({ callId }) => callId).sort()

  it.each<{ death: Death; reason: string }>([
    { death: 'exception', reason: 'media worker died: killed from outside' },
    { death: 'exit', reason: 'media worker died: it ended with code 9' },
  ])(
    'of an $death: the room, a recording and the music of another call go on within a second',
    async ({ death, reason }) => {
      const engine = keep(await startTestEngine({ nodeArgs: openToInspection }))
      await engine.activate(documents, [music])
      const [ann, ben, cleo] = [
        await phoneOf(engine, 1001),
        await phoneOf(engine, 1002),
        await phoneOf(engine, 1003),
      ] as const
      const [held, holder] = [await phoneOf(engine, 1004), await phoneOf(engine, 1005)] as const
      const [listening, holding] = await Promise.all([held.dial('1005'), holder.nextCall()])
      await holding.hold()
      const talks = [await ann.dial('3100'), await ben.dial('3000'), await cleo.dial('3000')] as const
      const members = await until('three are in the room', async () => {
        const all = await parties(engine)
        return all.length === 3 && all
      })
      await pause(TALK_MS)
      const before = await calls(engine)
      // A second, where a thread is there within a quarter of one; longer on a machine that is busy with something else.
      const withinMs = Math.max(1_000, 4 * (await mediaThreadStartMs()))
      expect(before).toHaveLength(4)
      expect(await killMediaThreads(engine, death)).toBeGreaterThan(0)
      await pause(TALK_MS)
      expect(await calls(engine)).toEqual(before)
      expect(await parties(engine)).toEqual(members)
      const heard = await Promise.all(talks.map((talk) => talk.hangUp()))
      const [onHold] = await Promise.all([listening.hangUp(), holding.hangUp()])

      for (const [index, own] of inTheRoom.entries()) {
        const wav = heard[index] as Wav // one for each in the room
        for (const other of inTheRoom.filter((each) => each !== own)) {
          expectThroughout(wav, tones[other], { withinMs, what: `${own} hears ${other}` })
        }
        for (const nobody of [own, 1004, 1005] as const) {
          expect(toneMs(wav, tones[nobody], SHARE), `${own} does not hear ${nobody}`).toBeLessThan(CLICK_MS)
        }
      }
      expectThroughout(onHold, MUSIC_HZ, { withinMs, what: 'the one on hold hears the music' })
      await expectWholeRecording(engine)
      expect(engine.log()).toContain(reason)
      expect(engine.log()).not.toContain('uncaught exception')
    },
  )
})

/** Of the time in which all were where they are, the thread's death in the middle of it. */
function expectThroughout(
  whole: Wav,
  frequencyHz: number,
  { withinMs, what }: { withinMs: number; what: string },
): void {
  const wav = lastOf(whole, ALL_THERE_MS)
  expect(longestWithoutToneMs(wav, frequencyHz, SHARE), `${what} again in time`).toBeLessThan(withinMs)
  expect(toneMs(wav, frequencyHz, SHARE), `${what} before and after`).toBeGreaterThan(ALL_THERE_MS - withinMs)
}

async function expectWholeRecording(engine: TestEngine): Promise<void> {
  const folder = join(engine.dataDir, 'recordings')
  const name = await until('the recording', () => readdirSync(folder).find((each) => each.endsWith('.wav')))
  const bytes = await until('its header says how long it is', () => {
    const all = readFileSync(join(folder, name))
    return all.readUInt32LE(40) === all.length - 44 && all
  })
  const wav = lastOf(readWav(bytes), ALL_THERE_MS - LOST_MS)
  expect(durationMs(wav), 'the recording holds the time before and after').toBe(ALL_THERE_MS - LOST_MS)
  for (const party of inTheRoom) {
    expect(longestWithoutToneMs(wav, tones[party], SHARE / 2), `the recording holds ${party}`).toBeLessThan(500)
  }
}
