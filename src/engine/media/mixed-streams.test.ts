import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createMediaEngine } from './create-media-engine.ts'
import type { G711Law } from './codec/g711.ts'
import type { MediaEngine, MediaStream, Mixer } from './media-engine.ts'
import { RtpPeer } from './testing/rtp-peer.ts'
import { sine, toneLevel } from './testing/tone-level.ts'
import { parseWav, readMono } from './files/wav-format.ts'

const open = { isMuted: false, isDeaf: false }
const tones = [500, 1_100, 1_700] as const

let folder = ''
let engine: MediaEngine
const peers: RtpPeer[] = []

function start(workers: number, worker = './media-worker.ts'): void {
  engine = createMediaEngine({ portRange: { min: 0, max: 0 }, workers, workerUrl: new URL(worker, import.meta.url) })
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mixed-streams-'))
})

afterEach(async () => {
  await engine.close()
  for (const peer of peers.splice(0)) peer.close()
  await rm(folder, { recursive: true })
})

interface Phone {
  readonly peer: RtpPeer
  readonly stream: MediaStream
}

async function phone(codec: G711Law): Promise<Phone> {
  const stream = await engine.openStream()
  const peer = await RtpPeer.open(codec)
  peers.push(peer)
  peer.connect(stream)
  return { peer, stream }
}

/** Three phones with two laws of companding, in a mix. */
async function room(): Promise<{ readonly mixer: Mixer; readonly phones: readonly Phone[] }> {
  const phones = [await phone('PCMU'), await phone('PCMA'), await phone('PCMU')]
  const mixer = engine.openMixer()
  for (const { stream } of phones) mixer.set(stream, open)
  return { mixer, phones }
}

/** Everybody says their own tone for that long, all at once; what was heard of it is all that is kept. */
async function talk(phones: readonly Phone[], seconds = 1): Promise<void> {
  for (const { peer } of phones) peer.heard.length = 0
  await Promise.all(phones.map(({ peer }, at) => peer.say(sine(tones[at] ?? 0, 8_000 * seconds, { amplitude: 6_000 }))))
}

/** Which tones each of them heard. */
const heard = (phones: readonly Phone[]) =>
  phones.map(({ peer }) => tones.filter((hz) => peer.heard.length > 10 && toneLevel(peer.audio(), hz) > 1_500))

const allOthers = tones.map((own) => tones.filter((hz) => hz !== own))

async function eventually(claim: () => boolean): Promise<void> {
  const untilMs = performance.now() + 5_000
  while (!claim() && performance.now() < untilMs) await new Promise((resolve) => setTimeout(resolve, 10))
  expect(claim()).toBe(true)
}

describe.each([1, 2])('streams in a mix, on %i threads', (workers) => {
  it('hear all others and not themselves, whatever their law', async () => {
    start(workers)
    const { phones } = await room()
    await talk(phones)
    expect(heard(phones)).toEqual(allOthers)
  })

  it('are muted, deaf and out as soon as it is said, and can be joined to somebody else', async () => {
    start(workers)
    const { mixer, phones } = await room()
    const [a, b, c] = phones as [Phone, Phone, Phone]
    mixer.set(a.stream, { isMuted: true, isDeaf: false })
    mixer.set(b.stream, { isMuted: false, isDeaf: true })
    await talk(phones)
    expect(heard(phones)).toEqual([[1_100, 1_700], [], [1_100]])
    mixer.set(a.stream, open)
    mixer.remove(b.stream)
    await talk(phones)
    expect(heard(phones)).toEqual([[1_700], [], [500]])
    engine.join(a.stream, b.stream)
    await talk(phones)
    expect(heard(phones)).toEqual([[1_100], [500], []])
    mixer.set(a.stream, open)
    mixer.set(c.stream, open)
    await talk(phones)
    expect(heard(phones)).toEqual([[1_700], [], [500]])
    expect(engine.counters.openStreams).toBe(3)
  })

  it('say who speaks, hear what is played to all, and are recorded', async () => {
    start(workers)
    const { mixer, phones } = await room()
    const [a, b] = phones as [Phone, Phone, Phone]
    const spoke: (readonly string[])[] = []
    mixer.onSpeaking((streamIds) => spoke.push(streamIds))
    const path = join(folder, 'room.wav')
    const recording = mixer.record({ path, maxDurationMs: 60_000 })
    const tone = { kind: 'tone', frequenciesHz: [1_700], onMs: 500, offMs: 0, repeats: 1 } as const
    const playback = mixer.play([tone])
    b.peer.heard.length = 0
    await a.peer.say(sine(500, 8_000, { amplitude: 6_000 }))
    expect(await playback.finished).toBe('completed')
    await eventually(() => spoke.at(-1)?.length === 0)
    expect(spoke[0]).toEqual([a.stream.streamId])
    expect(toneLevel(b.peer.audio(), 1_700)).toBeGreaterThan(1_000)
    recording.stop()
    expect(await recording.finished).toMatchObject({ endedBy: 'stopped' })
    const wav = parseWav(await readFile(path))
    if (!wav.ok) throw new Error(wav.error)
    const audio = readMono(wav.audio, 0, wav.audio.frames)
    expect(toneLevel(audio, 500)).toBeGreaterThan(2_000)
  })

  it('are nobody’s when the mix is closed or they are', async () => {
    start(workers)
    const { mixer, phones } = await room()
    const [a, b, c] = phones as [Phone, Phone, Phone]
    c.stream.close()
    await talk([a, b])
    expect(heard([a, b])).toEqual([[1_100], [500]])
    mixer.close()
    mixer.set(a.stream, open)
    await talk([a, b])
    expect(heard([a, b])).toEqual([[], []])
    expect(await mixer.play([{ kind: 'silence', durationMs: 10 }]).finished).toBe('stopped')
  })

  it('are mixed again when a thread has died', async () => {
    start(workers, './testing/mortal-worker.ts')
    const { phones } = await room()
    for (const { stream } of phones.slice(0, workers)) {
      const before = engine.counters.workerRestarts
      stream.sendDigits('DDDD')
      await eventually(() => engine.counters.workerRestarts > before)
    }
    // A thread takes a moment to start.
    for (let round = 0; round < 10 && heard(phones).flat().length < 6; round++) await talk(phones, 0.5)
    expect(heard(phones)).toEqual(allOthers)
  })

  it('go on with what played to all of them, and with the recording of the room, when a thread has died', async () => {
    start(workers, './testing/mortal-worker.ts')
    const { mixer, phones } = await room()
    const [a, b] = phones as [Phone, Phone, Phone]
    const path = join(folder, 'room.wav')
    const recording = mixer.record({ path, maxDurationMs: 60_000 })
    const tone = (hz: number) => ({ kind: 'tone', frequenciesHz: [hz], onMs: 1_000, offMs: 0, repeats: 1 }) as const
    const playback = mixer.play([tone(900), tone(2_300)])
    await eventually(() => b.peer.heard.length > 55)
    // The mixer is where its first stream would have gone.
    for (const { stream } of phones.slice(0, workers)) {
      const before = engine.counters.workerRestarts
      stream.sendDigits('DDD')
      await eventually(() => engine.counters.workerRestarts > before)
    }
    b.peer.heard.length = 0
    expect(await playback.finished).toBe('completed')
    expect(await playback.reachedMs).toBe(2_000)
    expect(toneLevel(b.peer.audio(), 900), 'what was played is not played again').toBeLessThan(500)
    await a.peer.say(sine(500, 8_000, { amplitude: 6_000 }))
    recording.stop()
    const { endedBy, error, durationMs } = await recording.finished
    expect([endedBy, error]).toEqual(['stopped', undefined])
    const wav = parseWav(await readFile(path))
    if (!wav.ok) throw new Error(wav.error)
    const audio = readMono(wav.audio, 0, wav.audio.frames)
    expect(audio.length).toBe(durationMs * 8)
    expect(toneLevel(audio.subarray(0, 7_000), 900)).toBeGreaterThan(4_000)
    expect(toneLevel(audio.subarray(-7_200), 500)).toBeGreaterThan(2_000)
  })
})
