import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { createMediaEngine } from '../media/create-media-engine.ts'
import type { MediaEngine } from '../media/media-engine.ts'
import { BrowserPeer } from '../media/testing/browser-peer.ts'
import { sine, toneLevel } from '../media/testing/tone-level.ts'
import { fuzzRun } from '../testing/fuzz-run.ts'
import { seededRandom } from '../testing/mutate.ts'
import { LegAudio } from './leg-audio.ts'
import { Meddler } from './testing/meddler.ts'

const { messages: MESSAGES, rounds, timeoutMs } = fuzzRun('browsers', 2_000)
const MAX_GROWTH_BYTES = 64 * 2 ** 20

it(`${MESSAGES} packets of STUN, DTLS and encrypted RTP, damaged on the way of browsers, end no call but theirs`, {
  timeout: timeoutMs,
}, async () => {
  const deaths: Error[] = []
  const media = createMediaEngine({
    portRange: { min: 0, max: 0 },
    workers: 1,
    workerUrl: new URL('../media/media-worker.ts', import.meta.url),
    peerProcessUrl: new URL('../media/peers/peer-process.ts', import.meta.url),
    onPeersDied: (error) => void deaths.push(error),
  })
  const beside = await call(media)
  await hears(beside)
  const pid = pidOfPeers()
  const sent = { stun: 0, dtls: 0, rtp: 0 }
  let residentBytes = 0
  for (const [at, { seed, messages }] of rounds.entries()) {
    const meddler = await Meddler.open({ random: seededRandom(seed), messages })
    const hurt = await dial(media, meddler, at % 2 === 0)
    // Half of them are hurt before they are connected, half while they talk.
    if (at % 4 >= 2) await Promise.race([hurt.peer.opened(), delay(500)])
    await Promise.all([meddler.meddle(), say(hurt.peer)])
    expect({ seed, deaths, foreign: meddler.foreign }).toEqual({ seed, deaths: [], foreign: [] })
    for (const kind of ['stun', 'dtls', 'rtp'] as const) sent[kind] += meddler.sent[kind]
    hurt.close()
    meddler.close()
    if (at === 1) residentBytes = residentOf(pid)
  }
  await hears(beside)
  await hears(await call(media))
  expect(pidOfPeers()).toBe(pid)
  expect(residentBytes === 0 ? 0 : residentOf(pid) - residentBytes).toBeLessThan(MAX_GROWTH_BYTES)
  expect(Math.min(...Object.values(sent))).toBeGreaterThan(MESSAGES / 50)
  await media.close()
})

interface Call {
  readonly peer: BrowserPeer
  readonly leg: LegAudio
  close(): void
}

/** Through nobody's hands. */
async function call(media: MediaEngine): Promise<Call> {
  const made = await dial(media, undefined, true)
  await made.peer.opened()
  return made
}

/** Begun by the browser or by us; nobody waits for it to be up. */
async function dial(media: MediaEngine, between: Meddler | undefined, isOfBrowser: boolean): Promise<Call> {
  const peer = new BrowserPeer()
  const leg = await LegAudio.open(media, { codecs: ['PCMU'], isForBrowser: true })
  const toEngine = (sdp: string) => between?.ofBrowser(sdp) ?? sdp
  const toBrowser = (sdp: string) => between?.ofEngine(sdp) ?? sdp
  if (isOfBrowser) peer.accept(toBrowser(leg.answer(toEngine(await peer.offer()), '127.0.0.1') ?? ''))
  else leg.accept(toEngine(await peer.answer(toBrowser(leg.offer()))), '127.0.0.1')
  return {
    peer,
    leg,
    close() {
      peer.close()
      leg.close()
    },
  }
}

/** While it can: what is done to it may end its connection, and with it its track. */
async function say(peer: BrowserPeer): Promise<void> {
  if (peer.isOpen) await peer.say(sine(600, 1_600)).catch(() => undefined)
}

/** A tone that is played to it arrives. */
async function hears({ peer, leg }: Call): Promise<void> {
  peer.heard.length = 0
  const playback = leg.stream.play([{ kind: 'tone', frequenciesHz: [440], onMs: 300, offMs: 0, repeats: 1 }])
  expect(await playback.finished).toBe('completed')
  await expect.poll(() => peer.heard.length).toBeGreaterThanOrEqual(15)
  expect(toneLevel(peer.audio(), 440)).toBeGreaterThan(2_000)
}

/** The one child of ours that has the browsers' media. */
function pidOfPeers(): number {
  const found = execFileSync('pgrep', ['-P', String(process.pid), '-f', 'peer-process'], { encoding: 'utf8' })
  return Number(found.trim().split('\n').at(-1))
}

function residentOf(pid: number): number {
  return 1024 * Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
}
