import { createSocket } from 'node:dgram'
import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createMediaEngine } from './create-media-engine.ts'
import type { MediaEngine, MediaStream } from './media-engine.ts'
import { RtpPeer } from './testing/rtp-peer.ts'
import { sine, toneLevel } from './testing/tone-level.ts'
import { pcmBytes, wavBytes } from './testing/wav-bytes.ts'
import { parseWav, readMono } from './files/wav-format.ts'

const hasIpv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === '::1'))
const workerUrl = new URL('./media-worker.ts', import.meta.url)

let folder = ''
let engine: MediaEngine
const peers: RtpPeer[] = []

function start(workers: number): void {
  engine = createMediaEngine({ portRange: { min: 0, max: 0 }, workers, workerUrl })
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'media-engine-'))
})

afterEach(async () => {
  await engine.close()
  for (const peer of peers.splice(0)) peer.close()
  await rm(folder, { recursive: true })
})

async function phone(
  codec: 'PCMU' | 'PCMA' = 'PCMU',
  eventType = 101,
): Promise<{ peer: RtpPeer; stream: MediaStream }> {
  const stream = await engine.openStream()
  const peer = await RtpPeer.open(codec, eventType)
  peers.push(peer)
  peer.connect(stream)
  return { peer, stream }
}

async function recorded(path: string): Promise<Int16Array> {
  const wav = parseWav(await readFile(path))
  if (!wav.ok) throw new Error(wav.error)
  return readMono(wav.audio, 0, wav.audio.frames)
}

async function toneFile(frequencyHz: number): Promise<string> {
  const path = join(folder, `${frequencyHz}.wav`)
  const data = pcmBytes(sine(frequencyHz, 22_050, { rateHz: 44_100 }))
  await writeFile(path, wavBytes({ format: 1, channels: 1, rateHz: 44_100, bits: 16, data }))
  return path
}

async function eventually(claim: () => boolean): Promise<void> {
  const untilMs = performance.now() + 5000
  while (!claim() && performance.now() < untilMs) await new Promise((resolve) => setTimeout(resolve, 10))
  expect(claim()).toBe(true)
}

/** What was asked for is told to the workers at its end. */
const turn = () => new Promise((resolve) => setImmediate(resolve))

const listen = (stream: MediaStream): string[] => {
  const digits: string[] = []
  stream.onDigit((digit) => digits.push(digit))
  return digits
}

describe('a stream', () => {
  beforeEach(() => start(1))

  it('plays a 44.1 kHz file to the far end, one packet every 20 ms, numbered without gaps', async () => {
    const { peer, stream } = await phone('PCMA')
    const startMs = performance.now()
    const playback = stream.play([{ kind: 'file', path: await toneFile(1000) }])
    expect(await playback.finished).toBe('completed')
    const tookMs = performance.now() - startMs
    await eventually(() => peer.heard.length === 25)
    expect(tookMs).toBeGreaterThan(450)
    expect(toneLevel(peer.audio(), 1000)).toBeGreaterThan(9500)
    const [first] = peer.heard
    expect(first).toMatchObject({ marker: true, payloadType: 8 })
    expect(peer.heard.map((packet) => (packet.sequence - (first?.sequence ?? 0)) & 0xffff)).toEqual([
      ...Array(25).keys(),
    ])
    expect(peer.heard.map((packet) => (packet.timestamp - (first?.timestamp ?? 0)) >>> 0)).toEqual(
      [...Array(25).keys()].map((i) => i * 160),
    )
  })

  it('plays hold music round and round until stopped', async () => {
    const { peer, stream } = await phone()
    const playback = stream.play([{ kind: 'file', path: await toneFile(500) }], { loop: true })
    await eventually(() => peer.heard.length > 30)
    playback.stop()
    expect(await playback.finished).toBe('stopped')
    expect(toneLevel(peer.audio(), 500)).toBeGreaterThan(8000)
  })

  it('replaces what plays, and says what is wrong with a file', async () => {
    const { stream } = await phone()
    const first = stream.play([{ kind: 'silence', durationMs: 60_000 }])
    const path = join(folder, 'absent.wav')
    const second = stream.play([{ kind: 'file', path }])
    expect(await first.finished).toBe('stopped')
    expect(await second.finished).toEqual({ error: expect.stringContaining(`cannot play ${path}: ENOENT`) })
  })

  it('never starts a file that was replaced or stopped while it was read', async () => {
    const { peer, stream } = await phone()
    const path = await toneFile(1000)
    const replaced = stream.play([{ kind: 'file', path }])
    const tone = { kind: 'tone', frequenciesHz: [440], onMs: 300, offMs: 0, repeats: 1 } as const
    const played = stream.play([tone])
    expect([await replaced.finished, await played.finished]).toEqual(['stopped', 'completed'])
    const stopped = stream.play([{ kind: 'file', path: await toneFile(1200) }])
    stopped.stop()
    expect(await stopped.finished).toBe('stopped')
    await new Promise((resolve) => setTimeout(resolve, 150))
    expect(peer.heard).toHaveLength(15)
    expect(toneLevel(peer.audio(), 1000)).toBeLessThan(200)
  })

  it('sends 30 ms packets when asked to', async () => {
    const { peer, stream } = await phone()
    peer.connect(stream, { ptimeMs: 30 })
    const tone = { kind: 'tone', frequenciesHz: [440], onMs: 300, offMs: 0, repeats: 1 } as const
    await stream.play([tone]).finished
    await eventually(() => peer.heard.length === 10)
    expect(peer.heard.map((packet) => packet.payload.length)).toEqual(Array(10).fill(240))
  })

  it('reports keys once each, in order', async () => {
    const { peer, stream } = await phone()
    const digits = listen(stream)
    for (const key of '1#1') await peer.press(key)
    await eventually(() => digits.length === 3)
    expect(digits.join('')).toBe('1#1')
  })

  it('sends keys as telephone-events', async () => {
    const { peer, stream } = await phone()
    stream.sendDigits('4*')
    await eventually(() => peer.heard.length === 14)
    expect(new Set(peer.heard.map((packet) => packet.timestamp)).size).toBe(2)
    expect(peer.heard.filter((packet) => (packet.payload[1] ?? 0) >= 0x80)).toHaveLength(6)
    expect(() => stream.sendDigits('12x')).toThrow('"12x"')
  })

  it('sends keys as tones to a far end without telephone-event', async () => {
    const { peer, stream } = await phone()
    const { telephoneEventPayloadType: _, ...plain } = {
      remoteAddress: '127.0.0.1',
      remotePort: peer.port,
      codec: 'PCMU',
      payloadType: 0,
      telephoneEventPayloadType: 0,
      direction: 'sendrecv',
      ptimeMs: 20,
    } as const
    stream.configure(plain)
    stream.sendDigits('5')
    await eventually(() => peer.heard.length === 8)
    const tone = peer.audio().subarray(0, 800)
    expect(toneLevel(tone, 770)).toBeGreaterThan(3000)
    expect(toneLevel(tone, 1336)).toBeGreaterThan(3000)
  })

  it('records what the far end says, as long as it lasted, silence included', async () => {
    const { peer, stream } = await phone()
    const path = join(folder, 'message.wav')
    const startMs = performance.now()
    const recording = stream.record({ path, maxDurationMs: 60_000 })
    await peer.say(sine(800, 4000))
    await new Promise((resolve) => setTimeout(resolve, 300))
    const leastMs = performance.now() - startMs
    recording.stop()
    const { durationMs, endedBy } = await recording.finished
    const mostMs = performance.now() - startMs
    expect(endedBy).toBe('stopped')
    expect(durationMs).toBeGreaterThan(leastMs - 250)
    expect(durationMs).toBeLessThan(mostMs + 250)
    const audio = await recorded(path)
    expect(audio.length).toBe(durationMs * 8)
    const from = audio.findIndex((sample) => Math.abs(sample) > 1000)
    expect(toneLevel(audio.subarray(from, from + 3800), 800)).toBeGreaterThan(6000)
    expect(audio.subarray(-800).some((sample) => Math.abs(sample) > 100)).toBe(false)
  })

  it('ends a recording at its limit, and after silence', async () => {
    const { peer, stream } = await phone()
    const limited = stream.record({ path: join(folder, 'limit.wav'), maxDurationMs: 250 })
    expect(await limited.finished).toEqual({ durationMs: 250, endedBy: 'limit' })
    const quiet = stream.record({ path: join(folder, 'quiet.wav'), maxDurationMs: 60_000, endOnSilenceMs: 200 })
    await peer.say(sine(800, 1600))
    expect((await quiet.finished).endedBy).toBe('silence')
  })

  it('says why it cannot record', async () => {
    const { stream } = await phone()
    const path = join(folder, 'no', 'such', 'folder.wav')
    const { endedBy, error } = await stream.record({ path, maxDurationMs: 1000 }).finished
    expect(endedBy).toBe('closed')
    expect(error).toContain(`cannot record to ${path}: ENOENT`)
  })

  it('keeps the file valid while it is written: a crash costs a second', async () => {
    const { peer, stream } = await phone()
    const path = join(folder, 'growing.wav')
    stream.record({ path, maxDurationMs: 60_000 })
    await peer.say(sine(600, 12_000))
    const audio = await recorded(path)
    expect(audio.length % 8000).toBe(0)
    expect(audio.length).toBeGreaterThanOrEqual(8000)
    stream.close()
  })

  it('ends playing and recording when it is closed', async () => {
    const { stream } = await phone()
    const playback = stream.play([{ kind: 'silence', durationMs: 60_000 }])
    const recording = stream.record({ path: join(folder, 'closed.wav'), maxDurationMs: 60_000 })
    stream.close()
    expect(await playback.finished).toBe('stopped')
    expect((await recording.finished).endedBy).toBe('closed')
    expect(engine.counters.openStreams).toBe(0)
    await access(join(folder, 'closed.wav'))
  })

  it('counts and drops what is malformed or comes from elsewhere', async () => {
    const { peer, stream } = await phone()
    await peer.say(sine(800, 160))
    peer.sendRaw(Uint8Array.of(1, 2, 3))
    peer.sendRaw(new Uint8Array(40).fill(0xff))
    peer.sendRaw(Uint8Array.of(0x80, 200, 0, 99, 0, 0, 0, 0), stream.localPort + 1)
    const stranger = await RtpPeer.open('PCMU')
    peers.push(stranger)
    peer.connect(stream)
    await eventually(() => engine.counters.malformedDropped === 3)
    expect(engine.counters.packetsReceived).toBe(3)
    stranger.sendRaw(Uint8Array.of(0x80, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9, 1, 2, 3, 4), stream.localPort)
    await eventually(() => engine.counters.foreignSourceDropped === 1)
  })

  it('notices a silent line, once', async () => {
    const { peer, stream } = await phone()
    let silences = 0
    stream.onSilentLine(() => silences++, 300)
    await peer.say(sine(800, 3200))
    expect(silences).toBe(0)
    await eventually(() => silences === 1)
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(silences).toBe(1)
  })

  it('expects no packets from a far end on hold', async () => {
    const { peer, stream } = await phone()
    peer.connect(stream, { direction: 'sendonly' })
    let silences = 0
    stream.onSilentLine(() => silences++, 200)
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(silences).toBe(0)
  })
})

describe.each([
  ['on one worker', 1],
  ['across two workers', 2],
])('two joined streams %s', (_, workers) => {
  beforeEach(() => start(workers))

  it('hear each other: packets go through as they are, under one SSRC each', async () => {
    const [a, b] = [await phone(), await phone()]
    engine.join(a.stream, b.stream)
    await turn()
    await Promise.all([a.peer.say(sine(600, 3200)), b.peer.say(sine(1500, 3200))])
    await eventually(() => a.peer.heard.length === 20 && b.peer.heard.length === 20)
    expect(toneLevel(b.peer.audio(), 600)).toBeGreaterThan(9500)
    expect(toneLevel(a.peer.audio(), 1500)).toBeGreaterThan(9500)
    expect(new Set(b.peer.heard.map((packet) => packet.ssrc)).size).toBe(1)
    expect(b.peer.heard[0]?.ssrc).not.toBe(0x11111111)
  })

  it('understand each other across µ-law and A-law, and across 20 and 30 ms', async () => {
    const [a, b] = [await phone('PCMU'), await phone('PCMA')]
    b.peer.connect(b.stream, { ptimeMs: 30 })
    engine.join(a.stream, b.stream)
    await Promise.all([a.peer.say(sine(600, 4800)), b.peer.say(sine(1500, 4800), 240)])
    await eventually(() => b.peer.heard.length >= 20 && a.peer.heard.length >= 30)
    expect(new Set(b.peer.heard.map((packet) => `${packet.payloadType}/${packet.payload.length}`))).toEqual(
      new Set(['8/240']),
    )
    expect(new Set(a.peer.heard.map((packet) => `${packet.payloadType}/${packet.payload.length}`))).toEqual(
      new Set(['0/160']),
    )
    expect(toneLevel(b.peer.audio().subarray(480, 4080), 600)).toBeGreaterThan(6000)
    expect(toneLevel(a.peer.audio().subarray(480, 4080), 1500)).toBeGreaterThan(6000)
  })

  it('pass keys on under the other payload type, and each side reports its own', async () => {
    const [a, b] = [await phone('PCMU', 101), await phone('PCMU', 96)]
    const [fromA, fromB] = [listen(a.stream), listen(b.stream)]
    engine.join(a.stream, b.stream)
    await turn()
    await a.peer.press('8')
    await b.peer.press('9')
    await eventually(() => fromA.length === 1 && fromB.length === 1)
    await eventually(() => b.peer.heard.length === 7 && a.peer.heard.length === 7)
    expect([fromA, fromB]).toEqual([['8'], ['9']])
    expect(new Set(b.peer.heard.map((packet) => packet.payloadType))).toEqual(new Set([96]))
    expect(new Set(b.peer.heard.map((packet) => packet.timestamp)).size).toBe(1)
    expect(a.peer.heard.map((packet) => packet.payload[0])).toEqual(Array(7).fill(9))
  })

  it('stop hearing each other when parted', async () => {
    const [a, b] = [await phone(), await phone()]
    engine.join(a.stream, b.stream)
    engine.part(b.stream)
    await a.peer.say(sine(600, 800))
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(b.peer.heard).toEqual([])
  })

  it('one hears what is played to it instead, and the other again afterwards, in one run of numbers', async () => {
    const [a, b] = [await phone(), await phone()]
    engine.join(a.stream, b.stream)
    const beep = { kind: 'tone', frequenciesHz: [440], onMs: 200, offMs: 0, repeats: 1 } as const
    const speaking = b.peer.say(sine(1500, 6400))
    await eventually(() => a.peer.heard.length > 5)
    expect(await a.stream.play([beep]).finished).toBe('completed')
    await speaking
    await eventually(() => a.peer.heard.length > 35)
    expect(toneLevel(a.peer.audio(), 440)).toBeGreaterThan(1500)
    expect(toneLevel(a.peer.audio(), 1500)).toBeGreaterThan(4000)
    const first = a.peer.heard[0]?.sequence ?? 0
    const numbers = a.peer.heard.map((packet) => (packet.sequence - first) & 0xffff)
    expect(numbers).toEqual([...Array(numbers.length).keys()])
  })

  it('are recorded together, both sides in time', async () => {
    const [a, b] = [await phone(), await phone('PCMA')]
    engine.join(a.stream, b.stream)
    const path = join(folder, 'both.wav')
    const recording = engine.recordJoined(a.stream, { path, maxDurationMs: 60_000 })
    await Promise.all([a.peer.say(sine(600, 6400)), b.peer.say(sine(1500, 6400))])
    await new Promise((resolve) => setTimeout(resolve, 200))
    recording.stop()
    await recording.finished
    const audio = await recorded(path)
    const from = audio.findIndex((sample) => Math.abs(sample) > 1000)
    const both = audio.subarray(from + 400, from + 5600)
    expect(toneLevel(both, 600)).toBeGreaterThan(6000)
    expect(toneLevel(both, 1500)).toBeGreaterThan(6000)
  })

  it('are silent in the recording for as long as it is paused, and heard before and after', async () => {
    const [a, b] = [await phone(), await phone('PCMA')]
    engine.join(a.stream, b.stream)
    const path = join(folder, 'paused.wav')
    const recording = engine.recordJoined(a.stream, { path, maxDurationMs: 60_000 })
    const talk = (...hz: readonly [number, number]) =>
      Promise.all([a.peer.say(sine(hz[0], 4_800)), b.peer.say(sine(hz[1], 4_800))])
    await talk(600, 1_500)
    const pausedAtMs = performance.now()
    recording.pause(true)
    await talk(850, 2_000) // a card number
    await new Promise((resolve) => setTimeout(resolve, 300)) // what is on its way
    const pausedMs = performance.now() - pausedAtMs
    recording.pause(false)
    await talk(600, 1_500)
    await new Promise((resolve) => setTimeout(resolve, 200))
    recording.stop()
    const { durationMs } = await recording.finished
    const audio = await recorded(path)
    expect(audio.length / 8).toBe(durationMs)
    const silent = longestSilence(audio)
    expect(Math.abs(silent.length / 8 - pausedMs)).toBeLessThan(300)
    const [before, after] = [audio.subarray(0, silent.from), audio.subarray(silent.from + silent.length)]
    for (const part of [before, after]) {
      expect(toneLevel(part, 600)).toBeGreaterThan(2_000)
      expect(toneLevel(part, 1_500)).toBeGreaterThan(2_000)
      expect([toneLevel(part, 850), toneLevel(part, 2_000)].every((level) => level < 600)).toBe(true)
    }
  })
})

/** Of samples that are next to nothing, the longest run: from which sample, and how many. */
function longestSilence(audio: Int16Array): { readonly from: number; readonly length: number } {
  let longest = { from: 0, length: 0 }
  let from = 0
  for (const [at, sample] of audio.entries()) {
    if (Math.abs(sample) > 8) from = at + 1
    else if (at + 1 - from > longest.length) longest = { from, length: at + 1 - from }
  }
  return longest
}

describe('a far end that gives a name for its address', () => {
  const asked: string[] = []

  function startWith(answers: Readonly<Record<string, string>>): void {
    asked.length = 0
    const lookUp = (name: string) => {
      asked.push(name)
      return Promise.resolve(name in answers ? [answers[name] ?? ''] : [])
    }
    engine = createMediaEngine({ portRange: { min: 0, max: 0 }, workers: 1, workerUrl, lookUp })
  }

  async function named(remoteAddress: string): Promise<{ peer: RtpPeer; stream: MediaStream }> {
    const { peer, stream } = await phone()
    peer.connect(stream, { remoteAddress, signallingAddress: '127.0.0.1' })
    stream.play([{ kind: 'tone', frequenciesHz: [440], onMs: 20_000, offMs: 0, repeats: 1 }])
    return { peer, stream }
  }

  it('is heard of as soon as the name is found, and not asked for again on a re-INVITE', async () => {
    startWith({ 'phone.example': '127.0.0.1' })
    const { peer, stream } = await named('phone.example')
    await eventually(() => peer.heard.length > 3)
    peer.connect(stream, { remoteAddress: 'phone.example' })
    const before = peer.heard.length
    await eventually(() => peer.heard.length > before + 3)
    expect(asked).toEqual(['phone.example'])
  })

  it.each(['nowhere.example', 'phone.local'])(
    'gets audio where its own comes from when the name is not found: %s',
    async (name) => {
      startWith({})
      const { peer } = await named(name)
      await peer.say(sine(600, 1_600))
      await eventually(() => peer.heard.length > 3)
      expect(asked).toEqual(name.endsWith('.local') ? [] : [name])
    },
  )

  it('is not found any more once it has moved', async () => {
    const { promise, resolve } = Promise.withResolvers<readonly string[]>()
    engine = createMediaEngine({ portRange: { min: 0, max: 0 }, workers: 1, workerUrl, lookUp: () => promise })
    const { peer, stream } = await named('phone.example')
    peer.connect(stream)
    resolve(['192.0.2.1'])
    await eventually(() => peer.heard.length > 3)
    const before = peer.heard.length
    await new Promise((next) => setTimeout(next, 200))
    expect(peer.heard.length).toBeGreaterThan(before + 3)
  })
})

describe('a worker that dies', () => {
  const deaths: Error[] = []

  function startMortal(workers = 1): void {
    deaths.length = 0
    engine = createMediaEngine({
      portRange: { min: 0, max: 0 },
      workers,
      workerUrl: new URL('./testing/mortal-worker.ts', import.meta.url),
      onWorkerDied: (error) => deaths.push(error),
    })
  }

  /** By an exception, or at once as by an abort. */
  async function kill(stream: MediaStream, how: 'DDDD' | 'DDD' = 'DDDD'): Promise<void> {
    const before = engine.counters.workerRestarts
    stream.sendDigits(how)
    await eventually(() => engine.counters.workerRestarts === before + 1)
    const probe = await engine.openStream({ near: stream })
    probe.close() // the new one is up
  }

  it.each([
    { how: 'DDDD', reason: 'media worker died: killed by a test' },
    { how: 'DDD', reason: 'media worker died: it ended with code 9' },
  ] as const)('is replaced, its calls go on and the reason is told: $reason', async ({ how, reason }) => {
    startMortal()
    const [a, b] = [await phone(), await phone()]
    const digits = listen(a.stream)
    engine.join(a.stream, b.stream)
    await kill(a.stream, how)
    b.peer.heard.length = 0
    await a.peer.say(sine(600, 12_000))
    await eventually(() => b.peer.heard.length > 5)
    expect(toneLevel(b.peer.audio(), 600)).toBeGreaterThan(9000)
    await a.peer.press('7')
    await eventually(() => digits.length === 1)
    expect(deaths.map(({ message }) => message)).toEqual([reason])
    expect(deaths.map(({ cause }) => cause instanceof Error)).toEqual([how === 'DDDD'])
  })

  it('is replaced for those joined across two workers too', async () => {
    startMortal(2)
    const [a, b] = [await phone(), await phone()]
    engine.join(a.stream, b.stream)
    await kill(a.stream)
    await kill(b.stream)
    for (const one of [a, b]) one.peer.heard.length = 0
    await Promise.all([a.peer.say(sine(600, 4_000)), b.peer.say(sine(900, 4_000))])
    await eventually(() => a.peer.heard.length > 5 && b.peer.heard.length > 5)
    expect(toneLevel(a.peer.audio(), 900)).toBeGreaterThan(5_000)
    expect(toneLevel(b.peer.audio(), 600)).toBeGreaterThan(5_000)
  })

  it('touches nobody on another, over which streams are spread by how many are there now', async () => {
    startMortal(2)
    const tone = { kind: 'tone', frequenciesHz: [500], onMs: 60_000, offMs: 0, repeats: 1 } as const
    const [a, b] = [await phone(), await phone()]
    b.stream.close()
    const c = await phone()
    for (const { stream } of [a, c]) stream.play([tone])
    await eventually(() => a.peer.heard.length > 5 && c.peer.heard.length > 5)
    await kill(a.stream)
    const [beforeA, beforeC] = [a.peer.heard.length, c.peer.heard.length]
    await eventually(() => a.peer.heard.length > beforeA + 5 && c.peer.heard.length > beforeC + 5)
    const sources = [a, c].map(({ peer }) => new Set(peer.heard.map(({ ssrc }) => ssrc)).size)
    expect(sources).toEqual([2, 1])
  })

  it('goes on playing from where it was, music round and round', async () => {
    startMortal()
    const { peer, stream } = await phone()
    const tone = (hz: number) => ({ kind: 'tone', frequenciesHz: [hz], onMs: 400, offMs: 0, repeats: 1 }) as const
    const music = stream.play([tone(500), tone(900)], { loop: true })
    await eventually(() => peer.heard.length > 65)
    await kill(stream)
    const before = peer.heard.length
    peer.heard.length = 0
    await eventually(() => peer.heard.length > 45)
    // 20 packets of each in turn: it goes on with what is left of one, in the round it was in.
    const pitch = peer.heard.map(
      (_, index) => toneLevel(peer.audio().subarray(index * 160, index * 160 + 160), 500) > 4_000,
    )
    const isFirst = (packet: number) => Math.floor(packet / 20) % 2 === 0
    const shifts = [...Array(4).keys()].map(
      (lost) => pitch.filter((is, at) => is !== isFirst(before + lost + at)).length,
    )
    expect(Math.min(...shifts)).toBeLessThanOrEqual(1)
    music.stop()
    expect(await music.finished).toBe('stopped')
    expect(await music.reachedMs).toBeGreaterThan(65 * 20)
  })

  it('plays to the end what had an end, and neither again what was over nor what was stopped', async () => {
    startMortal()
    const [a, b, c] = [await phone(), await phone(), await phone()]
    const tone = (onMs: number) => ({ kind: 'tone', frequenciesHz: [500], onMs, offMs: 0, repeats: 1 }) as const
    const played = a.stream.play([tone(600)])
    const over = b.stream.play([tone(100)])
    const stopped = c.stream.play([tone(60_000)])
    await eventually(() => a.peer.heard.length > 10 && c.peer.heard.length > 10)
    expect(await over.finished).toBe('completed')
    stopped.stop()
    await kill(a.stream)
    expect([await played.finished, await stopped.finished]).toEqual(['completed', 'stopped'])
    expect(await played.reachedMs).toBe(600)
    expect(await stopped.reachedMs).toBeGreaterThanOrEqual(200)
    expect(a.peer.heard.length).toBeGreaterThan(28)
    expect(a.peer.heard.length).toBeLessThanOrEqual(32)
    expect(b.peer.heard).toHaveLength(5)
  })

  it.each([8_000, 16_000] as const)(
    'goes on recording at %i Hz in the same file, behind what it holds',
    async (sampleRateHz) => {
      startMortal()
      const { peer, stream } = await phone()
      const path = join(folder, 'both-halves.wav')
      const recording = stream.record({ path, maxDurationMs: 60_000, sampleRateHz })
      await peer.say(sine(600, 12_000))
      await kill(stream)
      await peer.say(sine(1_500, 8_000))
      recording.stop()
      const { durationMs, endedBy, error } = await recording.finished
      expect([endedBy, error]).toEqual(['stopped', undefined])
      const audio = await recorded(path)
      expect(audio.length).toBe((durationMs * sampleRateHz) / 1_000)
      const halfSecond = sampleRateHz / 2
      expect(
        toneLevel(audio.subarray(sampleRateHz / 5, sampleRateHz / 5 + halfSecond), (600 * 8_000) / sampleRateHz),
      ).toBeGreaterThan(6_000)
      expect(toneLevel(audio.subarray(-halfSecond), (1_500 * 8_000) / sampleRateHz)).toBeGreaterThan(4_000)
    },
  )

  it('keeps the limit of a recording, and its end by silence', async () => {
    startMortal()
    const { peer, stream } = await phone()
    const limited = stream.record({ path: join(folder, 'limit.wav'), maxDurationMs: 1_500 })
    const quiet = stream.record({ path: join(folder, 'quiet.wav'), maxDurationMs: 60_000, endOnSilenceMs: 1_500 })
    await peer.say(sine(800, 8_800))
    await kill(stream)
    expect(await limited.finished).toEqual({ durationMs: 1_500, endedBy: 'limit' })
    const { durationMs, endedBy } = await quiet.finished
    expect(endedBy).toBe('silence')
    expect(durationMs).toBeLessThan(3_000)
  })

  it('opens what is asked for meanwhile, plays and records on it, and forgets what is closed', async () => {
    startMortal()
    const [a, b] = [await phone(), await phone()]
    a.stream.sendDigits('DDDD')
    await eventually(() => deaths.length === 1)
    const opening = phone()
    const playback = a.stream.play([{ kind: 'tone', frequenciesHz: [500], onMs: 200, offMs: 0, repeats: 1 }])
    const recording = a.stream.record({ path: join(folder, 'meanwhile.wav'), maxDurationMs: 200 })
    b.stream.close()
    expect(await playback.finished).toBe('completed')
    expect(await recording.finished).toEqual({ durationMs: 200, endedBy: 'limit' })
    await opening
    expect(engine.counters).toMatchObject({ openStreams: 2, portPairsInUse: 2 })
  })

  it('ends what is stopped before it is replaced, and what was being stopped when it died', async () => {
    startMortal()
    const [a, b] = [await phone(), await phone()]
    const tone = { kind: 'tone', frequenciesHz: [500], onMs: 60_000, offMs: 0, repeats: 1 } as const
    const [first, second] = [a.stream.play([tone]), b.stream.play([tone])]
    await eventually(() => a.peer.heard.length > 10 && b.peer.heard.length > 10)
    const recording = a.stream.record({ path: join(folder, 'stopped.wav'), maxDurationMs: 60_000 })
    await turn()
    a.stream.sendDigits('DDD')
    await turn()
    first.stop()
    await eventually(() => deaths.length === 1)
    second.stop()
    recording.stop()
    for (const playback of [first, second]) {
      expect(await playback.finished).toBe('stopped')
      expect(await playback.reachedMs).toBeGreaterThanOrEqual(200)
    }
    expect((await recording.finished).endedBy).toBe('stopped')
  })

  it('opens what it was asked for when it died, and what was closed then is over', async () => {
    startMortal()
    const { stream } = await phone()
    const recording = stream.record({ path: join(folder, 'closed.wav'), maxDurationMs: 60_000 })
    await new Promise((resolve) => setTimeout(resolve, 1_300))
    stream.sendDigits('DDD')
    await turn()
    const opening = engine.openStream()
    stream.close()
    const { durationMs, ...end } = await recording.finished
    expect(end).toEqual({ endedBy: 'closed' })
    expect(durationMs).toBeGreaterThanOrEqual(1_000)
    await opening
    expect(engine.counters).toMatchObject({ openStreams: 1, workerRestarts: 1 })
  })

  it('again and again may die of what it does: that ends, the calls stay', async () => {
    startMortal()
    const { peer, stream } = await phone()
    const playback = stream.play([{ kind: 'silence', durationMs: 600_000 }])
    const recording = stream.record({ path: join(folder, 'deadly.wav'), maxDurationMs: 600_000 })
    for (let deaths = 0; deaths < 4; deaths++) await kill(stream, 'DDD')
    expect(await playback.finished).toEqual({ error: 'media worker died: it ended with code 9' })
    expect(await recording.finished).toMatchObject({ endedBy: 'closed', error: expect.stringContaining('code 9') })
    stream.play([{ kind: 'tone', frequenciesHz: [500], onMs: 20_000, offMs: 0, repeats: 1 }])
    peer.heard.length = 0
    await eventually(() => peer.heard.length > 5)
  })

  it('that cannot even start makes opening a stream fail by name', async () => {
    const nowhere = new URL('./testing/no-such-worker.ts', import.meta.url)
    engine = createMediaEngine({ portRange: { min: 0, max: 0 }, workers: 1, workerUrl: nowhere })
    await expect(engine.openStream()).rejects.toMatchObject({ code: 'MEDIA_WORKER' })
  })
})

describe('an IPv6 far end', () => {
  it.runIf(hasIpv6)('is known however the SDP writes its address', async () => {
    engine = createMediaEngine({ portRange: { min: 0, max: 0 }, workers: 1, workerUrl, localAddress: '::1' })
    const stream = await engine.openStream()
    const socket = createSocket('udp6')
    await new Promise<void>((bound) => socket.bind(0, '::1', bound))
    stream.configure({
      remoteAddress: '0:0:0:0:0:0:0:1',
      remotePort: socket.address().port,
      codec: 'PCMU',
      payloadType: 0,
      direction: 'sendrecv',
      ptimeMs: 20,
    })
    socket.send(Uint8Array.of(0x80, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9, 1, 2, 3, 4), stream.localPort, '::1')
    await eventually(() => engine.counters.packetsReceived === 1)
    socket.close()
    expect(engine.counters.foreignSourceDropped).toBe(0)
  })
})

describe('what a stranger might guess', () => {
  it('is drawn at random for each stream: ports, SSRC, first number and first timestamp (RFC 3550 §5.1)', async () => {
    start(1)
    const calls: Awaited<ReturnType<typeof phone>>[] = []
    for (let i = 0; i < 4; i++) calls.push(await phone())
    for (const { stream } of calls) stream.play([{ kind: 'silence', durationMs: 100 }])
    await eventually(() => calls.every(({ peer }) => peer.heard.length > 0))
    const firsts = calls.map(({ peer }) => peer.heard[0])
    for (const key of ['ssrc', 'sequence', 'timestamp'] as const) {
      expect(new Set(firsts.map((packet) => packet?.[key])).size).toBeGreaterThan(2)
    }
    const ports = calls.map(({ stream }) => stream.localPort)
    const steps = ports.slice(1).map((port, i) => port - (ports[i] ?? 0))
    expect(new Set(steps).size, 'they do not go round the range').toBeGreaterThan(1)
  })
})

describe('ports', () => {
  it('run out with a clear error and come back when a stream closes', async () => {
    start(1)
    const probe = await engine.openStream()
    const min = probe.localPort
    probe.close()
    await engine.close()
    engine = createMediaEngine({ portRange: { min, max: min + 1 }, workers: 1, workerUrl })
    const only = await engine.openStream()
    expect(only.localPort).toBe(min)
    await expect(engine.openStream()).rejects.toMatchObject({ code: 'NO_MEDIA_PORT' })
    only.close()
    expect((await engine.openStream()).localPort).toBe(min)
  })

  it('refuse an address that is not ours', async () => {
    start(1)
    await expect(engine.openStream({ localAddress: '192.0.2.77' })).rejects.toThrow('192.0.2.77')
    expect(engine.counters.portPairsInUse).toBe(0)
  })
})
