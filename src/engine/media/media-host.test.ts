import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AudioFileCache } from './graph/audio-file-cache.ts'
import type { StreamParameters } from './media-engine.ts'
import { MediaHost } from './media-host.ts'
import { PlayProgress } from './play-progress.ts'
import { StreamFigures } from './stream-figures.ts'
import { bindPair } from './wire/udp-pipes.ts'
import { RtpPeer } from './testing/rtp-peer.ts'
import { sine, toneLevel } from './testing/tone-level.ts'
import type { MixerDescription, StreamDescription, WorkerReport } from './worker-messages.ts'

const HOST = '127.0.0.1'

let folder = ''
let host: MediaHost
let reports: WorkerReport[] = []
let progress: PlayProgress
let figures: StreamFigures
const peers: RtpPeer[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'media-host-'))
  reports = []
  progress = new PlayProgress()
  figures = new StreamFigures()
  host = new MediaHost({
    files: new AudioFileCache(),
    progress,
    figures,
    report: (report) => reports.push(report),
    count: () => undefined,
    wakeClock: () => undefined,
  })
})

afterEach(async () => {
  await host.close()
  for (const peer of peers.splice(0)) peer.close()
  await rm(folder, { recursive: true })
})

async function eventually(claim: () => boolean): Promise<void> {
  const untilMs = performance.now() + 5_000
  while (!claim() && performance.now() < untilMs) await new Promise((resolve) => setTimeout(resolve, 5))
  expect(claim()).toBe(true)
}

/** A pair of ports that is free now. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + 2 * Math.floor(Math.random() * 10_000)
    const pair = await bindPair(HOST, port).catch(() => undefined)
    pair?.close()
    if (pair) return port
  }
}

async function peer(): Promise<RtpPeer> {
  const opened = await RtpPeer.open('PCMU')
  peers.push(opened)
  return opened
}

const towards = (remotePort: number): StreamParameters => ({
  remoteAddress: HOST,
  remotePort,
  codec: 'PCMU',
  payloadType: 0,
  telephoneEventPayloadType: 101,
  direction: 'sendrecv',
  ptimeMs: 20,
})

type Changes = Partial<Omit<StreamDescription, 'work'>> & Partial<StreamDescription['work']>

function described(streamId: string, port: number, changes: Changes = {}): StreamDescription {
  const { cell = PlayProgress.cellOfStream(port), play, recordings = [], ...rest } = changes
  return { streamId, localAddress: HOST, port, keys: [], ...rest, work: { cell, recordings, ...(play && { play }) } }
}

function apply(streams: readonly StreamDescription[], gone: readonly string[] = []): void {
  host.apply({ kind: 'apply', streams, mixers: [], gone })
}

const isOpen = (streamId: string) => reports.some((report) => report.kind === 'opened' && report.streamId === streamId)

function tick(times: number): void {
  for (let i = 0; i < times; i++) host.tick(performance.now(), false)
}

const tone = (hz: number, onMs = 400) => ({ kind: 'tone', frequenciesHz: [hz], onMs, offMs: 0, repeats: 1 }) as const
const endings = () => reports.filter(({ kind }) => kind === 'play-ended' || kind === 'record-ended')

describe('what is described twice', () => {
  it('is done once: keys, playback and recording', async () => {
    const [port, far] = [await freePort(), await peer()]
    const description = described('a', port, {
      configured: { id: 1, parameters: towards(far.port) },
      keys: [{ id: 2, digits: '5' }],
      recordings: [
        {
          recordId: 4,
          isJoined: false,
          isContinued: false,
          isPaused: false,
          isOver: false,
          options: { path: join(folder, 'a.wav'), maxDurationMs: 60_000 },
        },
      ],
    })
    apply([description])
    await eventually(() => isOpen('a'))
    apply([description])
    tick(8)
    apply([description])
    tick(8)
    await eventually(() => far.heard.length === 7)
    const playing = {
      ...description,
      work: { ...description.work, play: { playId: 3, sources: [tone(500, 100)], loop: false, startAtMs: 0 } },
    }
    apply([playing])
    apply([playing])
    await new Promise((resolve) => setImmediate(resolve))
    tick(10)
    apply([playing])
    tick(10)
    await eventually(() => far.heard.length === 12)
    expect(endings()).toEqual([{ kind: 'play-ended', streamId: 'a', playId: 3, end: 'completed', reachedMs: 100 }])
    const over = description.work.recordings.map((recording) => ({ ...recording, isOver: true }))
    apply([described('a', port, { recordings: over })])
    apply([described('a', port, { recordings: over })])
    await eventually(() => endings().length === 2)
    apply([described('a', port, { recordings: over })])
    expect(endings()[1]).toMatchObject({
      kind: 'record-ended',
      recordId: 4,
      end: { endedBy: 'stopped', durationMs: 720 },
    })
    expect((await readFile(join(folder, 'a.wav'))).length).toBe(44 + 2 * 8 * 720)
    expect(reports.filter(({ kind }) => kind === 'opened')).toHaveLength(1)
  })

  it('is configured and watched once: what was latched and how long it was silent stays', async () => {
    const [port, far, later] = [await freePort(), await peer(), await peer()]
    const description = described('a', port, {
      configured: { id: 1, parameters: { ...towards(9), remoteAddress: '0.0.0.0' } },
      silence: { id: 2, timeoutMs: 30 },
    })
    apply([description])
    await eventually(() => isOpen('a'))
    await new Promise((resolve) => setTimeout(resolve, 40))
    apply([description])
    for (const stream of host.streams) stream.check(performance.now())
    expect(reports.filter(({ kind }) => kind === 'silent')).toHaveLength(1)
    apply([{ ...description, configured: { id: 3, parameters: towards(far.port) } }])
    apply([{ ...description, configured: { id: 1, parameters: towards(later.port) }, keys: [{ id: 4, digits: '1' }] }])
    tick(8)
    await eventually(() => far.heard.length === 7)
    expect(later.heard).toEqual([])
  })
})

describe('what is described while the ports are bound', () => {
  it('is the newest, with all keys that were to be sent', async () => {
    const [port, first, second] = [await freePort(), await peer(), await peer()]
    const keys = (id: number, digits: string) => ({ keys: [{ id, digits }] })
    apply([described('a', port, { configured: { id: 1, parameters: towards(first.port) }, ...keys(2, '1') })])
    apply([described('a', port, { configured: { id: 3, parameters: towards(second.port) }, ...keys(4, '2') })])
    await eventually(() => isOpen('a'))
    tick(16)
    await eventually(() => second.heard.length === 14)
    expect(second.heard.map(({ payload }) => payload[0])).toEqual([...Array(7).fill(1), ...Array(7).fill(2)])
    expect(first.heard).toEqual([])
  })

  it('may be that it is gone: the ports are free again', async () => {
    const port = await freePort()
    apply([described('a', port)])
    apply([], ['a'])
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(isOpen('a')).toBe(false)
    const pair = await bindPair(HOST, port)
    pair.close()
  })

  it('may be on the ports of one that goes', async () => {
    const port = await freePort()
    apply([described('a', port)])
    await eventually(() => isOpen('a'))
    apply([described('b', port)], ['a'])
    await eventually(() => isOpen('b'))
    expect(reports.map(({ kind }) => kind)).toEqual(['opened', 'opened'])
  })

  it('may be joined to one that opens later, or no more when that opens', async () => {
    const ports = [await freePort(), await freePort(), await freePort()] as const
    const [a, b] = [await peer(), await peer()]
    const from = described('a', ports[0], { configured: { id: 1, parameters: towards(a.port) } })
    const to = described('b', ports[1], { configured: { id: 2, parameters: towards(b.port) } })
    apply([
      { ...from, partner: { kind: 'stream', streamId: 'b' } },
      { ...described('c', ports[2]), partner: { kind: 'stream', streamId: 'd' } },
    ])
    await eventually(() => isOpen('a') && isOpen('c'))
    apply([{ ...to, partner: { kind: 'stream', streamId: 'a' } }])
    await eventually(() => isOpen('b'))
    const send = (port: number) =>
      a.sendRaw(Uint8Array.of(0x80, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9, ...Array(160).fill(1)), port)
    send(ports[0])
    await eventually(() => b.heard.length === 1)
    apply([from, to])
    send(ports[0])
    apply([{ ...from, partner: { kind: 'stream', streamId: 'e' } }])
    apply([from])
    apply([described('e', await freePort(), { configured: { id: 1, parameters: towards(b.port) } })])
    await eventually(() => isOpen('e'))
    send(ports[0])
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(b.heard).toHaveLength(1)
  })
})

describe('what another thread began', () => {
  it('plays on from where it was, counting from the beginning, and says how far it is', async () => {
    const [port, far] = [await freePort(), await peer()]
    const play = { playId: 7, sources: [tone(500), tone(900)], loop: true, startAtMs: 0, reached: 8 * 1_000 }
    apply([described('a', port, { configured: { id: 1, parameters: towards(far.port) }, play })])
    await eventually(() => isOpen('a'))
    await new Promise((resolve) => setImmediate(resolve))
    tick(10)
    await eventually(() => far.heard.length === 10)
    expect(toneLevel(far.audio(), 500), 'the second round of the first').toBeGreaterThan(8_000)
    expect(progress.reached(PlayProgress.cellOfStream(port), 7)).toBe(8 * 1_200)
    apply([described('a', port)])
    expect(endings()).toEqual([{ kind: 'play-ended', streamId: 'a', playId: 7, end: 'stopped', reachedMs: 1_200 }])
  })

  it('is a mix as it is described: whoever is not in it any more is out', async () => {
    const ports = [await freePort(), await freePort()] as const
    const [a, b] = [await peer(), await peer()]
    const open = { isMuted: false, isDeaf: false }
    const streams = [a, b].map((far, at) =>
      described(`s${at}`, ports[at] ?? 0, {
        configured: { id: 1, parameters: towards(far.port) },
        partner: { kind: 'mix', mixerId: 'x' },
      }),
    )
    const mixer: MixerDescription = {
      mixerId: 'x',
      members: streams.map(({ streamId }) => ({ streamId, flags: open })),
      work: {
        cell: PlayProgress.cellOfMixer(1),
        recordings: [],
        play: { playId: 3, sources: [tone(500, 60_000)], loop: false, startAtMs: 0 },
      },
    }
    host.apply({ kind: 'apply', streams, mixers: [mixer], gone: [] })
    await eventually(() => isOpen('s0') && isOpen('s1'))
    host.apply({ kind: 'apply', streams, mixers: [mixer], gone: [] })
    tick(5)
    await eventually(() => a.heard.length === 5 && b.heard.length === 5)
    host.apply({ kind: 'apply', streams: [], mixers: [{ ...mixer, members: mixer.members.slice(1) }], gone: [] })
    tick(5)
    await eventually(() => b.heard.length === 10)
    expect(a.heard).toHaveLength(5)
    expect(progress.reached(PlayProgress.cellOfMixer(1), 3)).toBe(10 * 160)
    expect(toneLevel(b.audio(), 500)).toBeGreaterThan(toneLevel(sine(500, 800, { amplitude: 5_000 }), 500))
  })
})
