import { execFileSync } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createMediaEngine } from '../media/create-media-engine.ts'
import { parseWav, readMono } from '../media/files/wav-format.ts'
import type { MediaEngine, MediaStream } from '../media/media-engine.ts'
import { BrowserPeer } from '../media/testing/browser-peer.ts'
import { RtpPeer } from '../media/testing/rtp-peer.ts'
import { sine, toneLevel } from '../media/testing/tone-level.ts'
import { LegAudio } from './leg-audio.ts'

const workerUrl = new URL('../media/media-worker.ts', import.meta.url)
const peerProcessUrl = new URL('../media/peers/peer-process.ts', import.meta.url)

let media: MediaEngine
let phone: RtpPeer
let folder = ''
const browsers: BrowserPeer[] = []
const deaths: Error[] = []

interface Start {
  readonly worker?: URL
  readonly isForBrowsers?: boolean
  readonly portRange?: { readonly min: number; readonly max: number }
}

function start({ worker = workerUrl, isForBrowsers = true, portRange = { min: 0, max: 0 } }: Start = {}): void {
  deaths.length = 0
  const onPeersDied = (error: Error) => void deaths.push(error)
  media = createMediaEngine({
    portRange,
    workers: 1,
    workerUrl: worker,
    ...(isForBrowsers && { peerProcessUrl }),
    onPeersDied,
  })
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'browser-leg-'))
  start()
  phone = await RtpPeer.open('PCMU')
})

afterEach(async () => {
  for (const browser of browsers.splice(0)) browser.close()
  phone.close()
  await media.close()
  await rm(folder, { recursive: true })
})

function browser(): BrowserPeer {
  const made = new BrowserPeer()
  browsers.push(made)
  return made
}

const openLeg = () => LegAudio.open(media, { codecs: ['PCMU'], isForBrowser: true })

/** A browser called; it is answered. */
async function calling(): Promise<{ peer: BrowserPeer; leg: LegAudio }> {
  const [peer, leg] = [browser(), await openLeg()]
  peer.accept(leg.answer(await peer.offer(), '127.0.0.1') ?? '')
  await peer.opened()
  return { peer, leg }
}

/** The one child of ours that is that process. */
function pidOfPeers(): number {
  const found = execFileSync('pgrep', ['-P', String(process.pid), '-f', 'peer-process'], { encoding: 'utf8' })
  return Number(found.trim().split('\n').at(-1))
}

/** A browser is called; it answers. */
async function called(): Promise<{ peer: BrowserPeer; leg: LegAudio }> {
  const [peer, leg] = [browser(), await openLeg()]
  expect(leg.accept(await peer.answer(leg.offer()), '127.0.0.1')).toBe(true)
  await peer.opened()
  return { peer, leg }
}

/** A phone's stream that the leg is joined to. */
async function joined(leg: LegAudio): Promise<MediaStream> {
  const stream = await media.openStream({ near: leg.stream })
  phone.connect(stream)
  media.join(leg.stream, stream)
  return stream
}

async function hearEachOther(peer: BrowserPeer): Promise<void> {
  phone.heard.length = 0
  peer.heard.length = 0
  await Promise.all([peer.say(sine(600, 6_400)), phone.say(sine(900, 6_400))])
  expect(toneLevel(phone.audio(), 600)).toBeGreaterThan(7_000)
  expect(toneLevel(peer.audio(), 900)).toBeGreaterThan(7_000)
}

const tone = (onMs: number) => [{ kind: 'tone', frequenciesHz: [440], onMs, offMs: 0, repeats: 1 }] as const

describe('a browser (RFC 8834)', () => {
  it('that calls is heard and hears, and presses keys', async () => {
    const { peer, leg } = await calling()
    await joined(leg)
    const keys: string[] = []
    leg.stream.onDigit((key) => keys.push(key))
    await hearEachOther(peer)
    await peer.press('5')
    await expect.poll(() => keys).toEqual(['5'])
  })

  it('that is called is heard and hears', async () => {
    const { peer, leg } = await called()
    expect(leg.parameters?.browser).toMatchObject({ isOfferer: true, role: 'passive' })
    await joined(leg)
    await hearEachOther(peer)
  })

  it('hears what plays from its beginning, however long the connection takes', async () => {
    const [peer, leg] = [browser(), await openLeg()]
    const answer = leg.answer(await peer.offer(), '127.0.0.1') ?? ''
    const playback = leg.stream.play(tone(400))
    await new Promise((resolve) => setTimeout(resolve, 600))
    peer.accept(answer)
    expect(await playback.finished).toBe('completed')
    await expect.poll(() => peer.heard.length).toBe(20)
  })

  it('stays connected over hold and resume, and its addresses told anew change nothing', async () => {
    const { peer, leg } = await calling()
    await joined(leg)
    const offer = await peer.offer()
    const held = leg.answer(offer.replace('a=sendrecv', 'a=sendonly').replace(/a=candidate.*\r\n/, ''), '127.0.0.1')
    expect(held).toContain('a=recvonly')
    expect(held).toContain('a=setup:active')
    expect(leg.isHeldByFarEnd).toBe(true)
    await phone.say(sine(900, 1_600))
    expect(peer.heard).toEqual([])
    leg.answer(offer, '127.0.0.1')
    expect(leg.isHeldByFarEnd).toBe(false)
    await hearEachOther(peer)
  })

  it('is offered and answered the same while nothing changes, and keeps its part in DTLS', async () => {
    const { peer, leg } = await called()
    const again = leg.answer(await peer.offer(), '127.0.0.1') ?? ''
    expect(again).toContain('a=setup:passive')
    expect(leg.parameters?.browser?.role).toBe('passive')
    expect(leg.answer(await peer.offer(), '127.0.0.1')).toBe(again)
    await joined(leg)
    await hearEachOther(peer)
  })

  it('that begins ICE anew is connected anew, on the same port and with another certificate', async () => {
    const { peer, leg } = await calling()
    await joined(leg)
    await hearEachOther(peer)
    const before = leg.parameters?.browser?.local
    peer.restart()
    const answer = leg.answer(await peer.offer(), '127.0.0.1') ?? ''
    peer.accept(answer)
    await peer.opened()
    await hearEachOther(peer)
    const after = leg.parameters?.browser?.local
    expect(answer).toContain(` ${leg.stream.localPort} typ host`)
    expect(after?.ufrag).not.toBe(before?.ufrag)
    expect(after?.pwd).not.toBe(before?.pwd)
    expect(after?.fingerprint).not.toBe(before?.fingerprint)
  })

  it('keeps its call when an offer of it cannot be used', async () => {
    const { peer, leg } = await calling()
    await joined(leg)
    peer.restart()
    const useless = (await peer.offer()).replace('PCMU/8000', 'G723/8000')
    expect(leg.answer(useless, '127.0.0.1')).toBeUndefined()
    expect(leg.parameters?.browser?.local.ufrag).toBeDefined()
    expect(leg.offer()).toContain(`a=ice-ufrag:${leg.parameters?.browser?.local.ufrag}`)
  })

  it('is recorded with whom it talks to', async () => {
    const { peer, leg } = await calling()
    await joined(leg)
    const path = join(folder, 'call.wav')
    const recording = media.recordJoined(leg.stream, { path, maxDurationMs: 10_000 })
    await hearEachOther(peer)
    recording.stop()
    await recording.finished
    const wav = parseWav(await readFile(path))
    if (!wav.ok) throw new Error(wav.error)
    const samples = readMono(wav.audio, 0, wav.audio.frames)
    expect(toneLevel(samples, 600)).toBeGreaterThan(4_000)
    expect(toneLevel(samples, 900)).toBeGreaterThan(4_000)
  })

  it('is in a room with phones, and hears what the room is played', async () => {
    const { peer, leg } = await calling()
    const stream = await media.openStream()
    phone.connect(stream)
    const room = media.openMixer()
    for (const member of [leg.stream, stream]) room.set(member, { isMuted: false, isDeaf: false })
    room.play(tone(2_000))
    await Promise.all([peer.say(sine(600, 8_000)), phone.say(sine(900, 8_000))])
    expect(toneLevel(phone.audio(), 600)).toBeGreaterThan(4_000)
    expect(toneLevel(phone.audio(), 440)).toBeGreaterThan(2_000)
    expect(toneLevel(peer.audio(), 900)).toBeGreaterThan(4_000)
    expect(toneLevel(peer.audio(), 440)).toBeGreaterThan(2_000)
  })

  it('gets reports about what it hears', async () => {
    const { peer, leg } = await calling()
    leg.stream.play(tone(8_000))
    await expect.poll(() => peer.rtcp.length, { timeout: 8_000 }).toBeGreaterThan(0)
  })

  it('goes on when the media thread dies', async () => {
    await media.close()
    start({ worker: new URL('../media/testing/mortal-worker.ts', import.meta.url) })
    const { peer, leg } = await calling()
    await joined(leg)
    leg.stream.sendDigits('DDDD')
    await expect.poll(() => media.counters.workerRestarts, { timeout: 5_000 }).toBe(1)
    const probe = await media.openStream({ near: leg.stream })
    probe.close()
    await hearEachOther(peer)
  })

  it('is lost with the process of its media, others are not, and the next call starts another', async () => {
    const { leg } = await calling()
    const lost = new Promise<string>((resolve) => leg.stream.onLost(resolve))
    const stream = await joined(leg)
    process.kill(pidOfPeers(), 'SIGKILL')
    expect(await lost).toBe("the process of browsers' media ended: it ended with SIGKILL")
    expect(deaths.map(({ message }) => message)).toEqual([await lost])
    leg.close()
    phone.heard.length = 0
    stream.play(tone(200))
    await expect.poll(() => phone.heard.length).toBe(10)
    const next = await calling()
    await joined(next.leg)
    await hearEachOther(next.peer)
  })

  it('is lost when it shows another certificate than it told of', async () => {
    const [peer, leg] = [browser(), await openLeg()]
    const lost = new Promise<string>((resolve) => leg.stream.onLost(resolve))
    const offer = (await peer.offer()).replace(
      /(sha-256 )(..):/,
      (_, hash: string, byte: string) => `${hash}${byte === 'AA' ? 'BB' : 'AA'}:`,
    )
    leg.stream.play(tone(2_000))
    peer.accept(leg.answer(offer, '127.0.0.1') ?? '')
    expect(await lost).toBe('the connection was lost')
    expect(peer.heard).toEqual([])
  })

  it('cannot be had by an engine without such a process', async () => {
    await media.close()
    start({ isForBrowsers: false })
    await expect(openLeg()).rejects.toThrow('this engine has no process for the media of browsers')
  })

  it('that is gone frees its port and all else: 24 calls one after another on eight pairs of ports', async () => {
    await media.close()
    start({ portRange: { min: 30_000, max: 30_015 } })
    const open = async () => (await readdir(`/proc/${pidOfPeers()}/fd`)).length
    const threads = async () => (await readdir(`/proc/${pidOfPeers()}/task`)).length
    let [openBefore, threadsBefore] = [0, 0]
    for (let call = 0; call < 24; call++) {
      const { peer, leg } = await calling()
      leg.close()
      peer.close()
      browsers.length = 0
      if (call === 8) [openBefore, threadsBefore] = [await open(), await threads()]
    }
    expect(media.counters).toMatchObject({ openStreams: 0, portPairsInUse: 0 })
    await expect.poll(open).toBeLessThanOrEqual(openBefore + 2)
    await expect.poll(threads).toBeLessThanOrEqual(threadsBefore + 2)
  })
})
