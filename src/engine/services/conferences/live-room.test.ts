import { expect, it } from 'vitest'
import { SilentMedia } from '../../calls/testing/silent-media.ts'
import { SimClock } from '../../sip/testing/sim-clock.ts'
import { LiveRoom, type Seat } from './live-room.ts'
import { dismiss, type Joining, leave, muteAll, setFlags } from './room.ts'

const sound = (path: string) => [{ kind: 'file', path } as const]

async function room() {
  const clock = new SimClock()
  const media = new SilentMedia(clock)
  const events: string[] = []
  const near = await media.openStream()
  const live = new LiveRoom(media, near, { nowMs: 0, onChanged: () => {} })
  const comes = async (partyId: string, joining: Partial<Joining> = {}) => {
    const seat: Seat = {
      joining: {
        partyId,
        role: 'member',
        isMuted: false,
        isDeaf: false,
        waitsForModerator: false,
        endsWithModerators: false,
        maxParticipants: 0,
        ...joining,
      },
      name: partyId,
      number: partyId,
      stream: await media.openStream(),
      sounds: {
        entry: sound(`${partyId} comes`),
        exit: sound(`${partyId} goes`),
        waitOnce: sound('wait'),
        waitMusic: sound('music'),
        aloneMusic: sound('music'),
        told: { muted: sound('muted'), unmuted: sound('unmuted'), deaf: sound('deaf'), hears: sound('hears') },
      },
      onEnded: () => events.push(`${partyId} ended`),
      onSoundsDone: () => events.push(`${partyId} done`),
    }
    live.join(seat, 0)
    return seat
  }
  const played = () => media.mixers[0]?.played.map(([source]) => (source?.kind === 'file' ? source.path : ''))
  /** What is played to one stream alone. */
  const hears = ({ stream }: Seat) =>
    media.playingTo(stream.streamId)?.sources.flatMap((source) => (source.kind === 'file' ? [source.path] : []))
  return { clock, media, live, events, comes, played, hears }
}

it('announcements come one after the other', async () => {
  const { clock, comes, played } = await room()
  await comes('a')
  await comes('b')
  await comes('c')
  expect(played()).toEqual(['a comes'])
  await clock.advance(1_000)
  expect(played()).toEqual(['a comes', 'b comes'])
  await clock.advance(1_000)
  expect(played()).toEqual(['a comes', 'b comes', 'c comes'])
})

it('no more wait than can be listened to, and who is not told of is done with', async () => {
  const { clock, live, events, comes, played } = await room()
  for (let count = 0; count < 12; count++) await comes(`p${count}`)
  live.leave('p0')
  expect(events).toEqual(['p0 done'])
  await clock.advance(60_000)
  expect(played()).toHaveLength(9)
  live.leave('p1')
  expect(events).toEqual(['p0 done'])
  await clock.advance(2_000)
  expect([played()?.at(-1), events]).toEqual(['p1 goes', ['p0 done', 'p1 done']])
})

it('whoever leaves unannounced is done with at once: the last, and one who waits', async () => {
  const { live, events, comes } = await room()
  await comes('a')
  await comes('b', { waitsForModerator: true })
  live.leave('b')
  expect(events).toEqual(['b done'])
  live.leave('a')
  expect(events).toEqual(['b done', 'a done'])
})

it('a room that closes stops its announcement, and whoever was still to be told of is done with, once', async () => {
  const { clock, media, live, events, comes, played } = await room()
  await comes('a')
  await comes('b')
  await comes('c')
  live.leave('a')
  live.apply(dismiss(live.state))
  expect(events).toEqual(['b done', 'c done', 'a done', 'b ended', 'c ended'])
  await clock.advance(10_000)
  expect(played()).toEqual(['a comes'])
  expect([events.length, media.mixers[0]?.isClosed]).toEqual([5, true])
})

it('a room that closes while somebody’s leaving is told of is done with them', async () => {
  const { clock, live, events, comes } = await room()
  await comes('a')
  await comes('b')
  await clock.advance(2_500)
  live.leave('a')
  live.leave('b')
  expect(events).toEqual(['b done'])
  await clock.advance(0)
  expect(events).toEqual(['b done', 'a done'])
})

it('one who waits hears the sentence once and then the music, until let in', async () => {
  const { clock, media, comes } = await room()
  const { stream } = await comes('a', { waitsForModerator: true })
  expect([...media.looping]).toEqual([])
  await clock.advance(1_000)
  expect([...media.looping]).toEqual([stream.streamId])
  await comes('m', { role: 'moderator' })
  await clock.advance(3_000)
  expect([...media.looping]).toEqual([])
  expect(media.mixers[0]?.mixed.size).toBe(2)
})

it('another stream takes the place of one, and no other', async () => {
  const { media, live, comes } = await room()
  const { stream } = await comes('a')
  await comes('b')
  const other = await media.openStream()
  live.replaceStream('a', other)
  expect([...(media.mixers[0]?.mixed.keys() ?? [])]).toEqual(['silent-3', other.streamId])
  expect(media.mixers[0]?.mixed.has(stream.streamId)).toBe(false)
  live.replaceStream('nobody', stream)
  expect(media.mixers[0]?.mixed.size).toBe(2)
})

it('what is done to one is told to them alone, in place of the mix for as long as it lasts', async () => {
  const { clock, live, comes, played, hears } = await room()
  const [a, b] = [await comes('a'), await comes('b')]
  await clock.advance(5_000)
  const told = played()?.length
  live.apply(setFlags(live.state, 'b', { isMuted: true, isDeaf: true }))
  expect([hears(a), hears(b)]).toEqual([undefined, ['muted', 'deaf']])
  await clock.advance(500)
  live.apply(setFlags(live.state, 'b', { isMuted: false }))
  expect(hears(b)).toEqual(['unmuted'])
  await clock.advance(1_000)
  expect(hears(b)).toBeUndefined()
  live.apply(setFlags(live.state, 'b', { isDeaf: true, isHeld: true }))
  expect([hears(b), played()?.length]).toEqual([undefined, told])
})

it('the music of one who is alone or waits goes on behind what they are told', async () => {
  const { clock, live, comes, hears } = await room()
  const waiting = await comes('a', { waitsForModerator: true, isMuted: true })
  expect(hears(waiting)).toEqual(['muted'])
  await clock.advance(1_000)
  expect(hears(waiting)).toEqual(['music'])
  live.apply(leave(live.state, 'a'))
  expect(hears(waiting)).toBeUndefined()
  const { live: other, comes: comesThere, clock: later, hears: hearsThere } = await room()
  const alone = await comesThere('b')
  await later.advance(2_000)
  other.apply(muteAll(other.state, true))
  expect(hearsThere(alone)).toEqual(['muted'])
  await later.advance(1_000)
  expect(hearsThere(alone)).toEqual(['music'])
})

it('whoever leaves is not told any more', async () => {
  const { clock, live, comes, hears } = await room()
  const [, b] = [await comes('a'), await comes('b')]
  await clock.advance(5_000)
  live.apply(setFlags(live.state, 'b', { isMuted: true }))
  live.leave('b')
  expect(hears(b)).toBeUndefined()
  await clock.advance(2_000)
  expect(hears(b)).toBeUndefined()
})
