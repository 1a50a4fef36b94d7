/**
 * Calls at once between browsers that speak Opus (ICE, DTLS-SRTP) and a phone with G.711, both ways: CPU of a real engine and of its process of browsers'
 * media, for each call, and packets that were lost. `node bench/browsers.ts [calls ...] [--turns N] [--seconds N]`
 */
import { execFileSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { codecs } from '../src/engine/media/codec/codecs.ts'
import { BrowserPeer } from '../src/engine/media/testing/browser-peer.ts'
import { sine } from '../src/engine/media/testing/tone-level.ts'
import { serializeRtp } from '../src/engine/media/wire/rtp-packet.ts'
import { makeAnswer } from '../src/engine/sdp/offer-answer.ts'
import { company, passwordOf, seat } from '../tests/harness/design.ts'
import { flow } from '../tests/harness/flow.ts'
import { startTestPhone } from '../tests/harness/test-phone.ts'
import { pause } from '../tests/harness/until.ts'
import { commandLine } from './calls/command-line.ts'
import { cpuMsOf, round, watchEngine } from './calls/engine-use.ts'
import { startEngineOf } from './calls/office.ts'
import { inTurns, type Measured } from './calls/turns.ts'

const CALLS = 30
const SECONDS = 20
const WARM_UP_SECONDS = 3
const PTIME_MS = 20
const OPUS_TICKS = 960

const design = [
  ...company(),
  ...seat('1001', { device: { callsAtOnce: 1_000, codecs: ['PCMU'] } }),
  ...seat('1002', { device: { callsAtOnce: 1_000, codecs: ['OPUS'], type: 'browser-phone' } }),
  flow('phone', { numbers: ['9003'], nodes: { phone: { type: 'device', settings: { deviceId: 'device-1001' } } } }),
]

const line = commandLine()
for (const text of line.cases.length > 0 ? line.cases : [String(CALLS)]) {
  const calls = Number(text)
  if (!Number.isInteger(calls) || calls < 1 || calls > 100) throw new Error(`${text} calls; 1 to 100 are possible`)
  await inTurns(`browsers-${calls}`, line, () => measure(calls))
}

async function measure(calls: number): Promise<Measured> {
  const engine = await startEngineOf(undefined)
  await engine.activate(design)
  const phone = await g711Phone(engine.sipPort)
  const caller = await startTestPhone('1002', engine.sipPort)
  const peers: BrowserPeer[] = []
  for (let call = 0; call < calls; call++) {
    const peer = new BrowserPeer('OPUS')
    const uri = `sip:9003@127.0.0.1:${engine.sipPort}`
    const answered = Promise.withResolvers<string>()
    caller.userAgent
      .invite({
        target: uri,
        from: { uri: 'sip:1002@127.0.0.1' },
        to: { uri },
        sdpOffer: await peer.offer(),
        credentials: { username: '1002', password: passwordOf('1002') },
      })
      .on({
        onConfirmed: ({ sdp = '' }) => answered.resolve(sdp),
        onFailed: ({ status }) => answered.reject(new Error(`call ${call + 1} was refused with ${status}`)),
      })
    peer.accept(await answered.promise)
    await peer.opened()
    peers.push(peer)
  }
  await speak(peers, phone, WARM_UP_SECONDS)
  const peersPid = Number(
    execFileSync('pgrep', ['-P', String(engine.process.pid), '-f', 'peer-process'], { encoding: 'utf8' }),
  )
  const used = await watchEngine(engine)
  const peersBefore = cpuMsOf(peersPid)
  const seconds = line.seconds ?? SECONDS
  const { sent, atPhone, atBrowsers, latestMs } = await speak(peers, phone, seconds)
  const { cpuMs, mainThreadCpuMs, loopDelayP99Ms } = await used()
  const peersMs = cpuMsOf(peersPid) - peersBefore
  for (const peer of peers) peer.close()
  await caller.close()
  await phone.close()
  await engine.stop()
  return {
    'percent of a core per call': round((cpuMs + peersMs) / (10 * seconds * calls)),
    'of that, process of browsers’ media': round(peersMs / (10 * seconds * calls)),
    percentOfACore: round((cpuMs + peersMs) / (10 * seconds)),
    'percentOfACore, signalling thread': round(mainThreadCpuMs / (10 * seconds)),
    packetsSentEachWay: sent,
    'lost on the way to the phone, percent': round((100 * (sent - atPhone)) / sent),
    'lost on the way to browsers, percent': round((100 * (sent - atBrowsers)) / sent),
    'sender was late by at most, ms': latestMs,
    'event-loop delay, p99 ms': loopDelayP99Ms,
  }
}

type Phone = Awaited<ReturnType<typeof g711Phone>>

/** Everybody speaks, a packet each every 20 ms. */
async function speak(peers: readonly BrowserPeer[], phone: Phone, seconds: number) {
  const encoder = codecs.OPUS.encoder()
  const voice = sine(440, 16 * 320, { rateHz: 16_000 })
  const opus = Array.from({ length: 16 }, (_, at) => encoder.encode(voice.subarray(at * 320, (at + 1) * 320), 16_000))
  for (const peer of peers) peer.heard.length = 0
  phone.heard = 0
  const startMs = performance.now()
  const rounds = (1_000 * seconds) / PTIME_MS
  let latestMs = 0
  for (let at = 0; at < rounds; at++) {
    const dueMs = startMs + at * PTIME_MS
    await pause(Math.max(0, dueMs - performance.now()))
    latestMs = Math.max(latestMs, performance.now() - dueMs)
    for (const peer of peers) peer.sendAudio(opus[at % opus.length] ?? new Uint8Array(0), OPUS_TICKS)
    phone.say()
  }
  await pause(500)
  const atBrowsers = peers.reduce((all, { heard }) => all + heard.length, 0)
  return { sent: rounds * peers.length, atPhone: phone.heard, atBrowsers, latestMs: Math.round(latestMs) }
}

/** All calls to it have their audio at one socket. */
async function g711Phone(enginePort: number) {
  const phone = await startTestPhone('1001', enginePort)
  const socket = createSocket({ type: 'udp4', recvBufferSize: 4_194_304 }).bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const ports: number[] = []
  const media = { address: '127.0.0.1', port: socket.address().port, codecs: ['PCMU'], direction: 'sendrecv' } as const
  phone.userAgent.onInvite((session) => {
    session.on({})
    const { sdp, stream } = makeAnswer(session.sdpOffer ?? '', { ...media, sessionId: '1', version: 1 })
    ports.push(stream.remotePort)
    session.answer({ sdp })
  })
  if ((await phone.register()).status !== 200) throw new Error('the phone could not register')
  const silence = new Uint8Array(160).fill(0xff)
  let said = 0
  const state = {
    heard: 0,
    /** To every call; its numbers run on. */
    say() {
      const at = said++
      for (const [index, port] of ports.entries()) {
        const header = { marker: false, payloadType: 0, sequence: at & 0xffff, timestamp: at * 160, ssrc: 100 + index }
        socket.send(serializeRtp({ ...header, payload: silence }), port, '127.0.0.1')
      }
    },
    async close() {
      socket.close()
      await phone.close()
    },
  }
  socket.on('message', (datagram) => {
    if ((datagram[1] ?? 0) % 128 === 0) state.heard++
  })
  return state
}
