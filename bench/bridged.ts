/**
 * Calls at once between callers and a phone, with G.711 in both directions: CPU of a real engine per call, and packets that were lost.
 * `node bench/bridged.ts [calls ...] [--engine DIR] [--turns N] [--seconds N]`
 */
import { makeAnswer, makeOffer, readAnswer } from '../src/engine/sdp/offer-answer.ts'
import { startTestPhone, type TestPhone } from '../tests/harness/test-phone.ts'
import { pause, until } from '../tests/harness/until.ts'
import { commandLine } from './calls/command-line.ts'
import { round, watchEngine } from './calls/engine-use.ts'
import { openOffice } from './calls/office.ts'
import { type CallPorts, openRtpLoad } from './calls/rtp-load.ts'
import { inTurns, type Measured } from './calls/turns.ts'

const CALLS = 400
const SECONDS = 20
const WARM_UP_SECONDS = 3
/** Between two calls. */
const SETUP_MS = 10

const line = commandLine()
for (const text of line.cases.length > 0 ? line.cases : [String(CALLS)]) {
  const calls = Number(text)
  if (!Number.isInteger(calls) || calls < 1 || calls > 700) throw new Error(`${text} calls; 1 to 700 are possible`)
  await inTurns(`bridged-${calls}`, line, (tree) => measure(tree, calls))
}

async function measure(tree: string | undefined, calls: number): Promise<Measured> {
  const office = await openOffice(tree)
  const load = await openRtpLoad()
  const { sipPort, control } = office.engine
  const carrier = await startTestPhone('carrier', sipPort)
  const phone = await startTestPhone('1001', sipPort)
  if ((await phone.register()).status !== 200) throw new Error('the phone could not register')
  const connected = await connect({ calls, carrier, phone, ports: load.ports, sipPort })
  await load.speak(connected, WARM_UP_SECONDS)
  const before = await control.health()
  const used = await watchEngine(office.engine)
  const seconds = line.seconds ?? SECONDS
  const { sent, heard, latestMs } = await load.speak(connected, seconds)
  const { cpuMs, mainThreadCpuMs, loopDelayP99Ms } = await used()
  const { counters } = await control.health()
  await carrier.close()
  await phone.close()
  await load.stop()
  await office.stop()
  const received = (counters['rtpReceived'] ?? 0) - (before.counters['rtpReceived'] ?? 0)
  return {
    'percent of a core per call': round(cpuMs / (10 * seconds * calls)),
    percentOfACore: round(cpuMs / (10 * seconds)),
    'percentOfACore, signalling thread': round(mainThreadCpuMs / (10 * seconds)),
    'cpu per packet, us': round((1_000 * cpuMs) / sent),
    packetsSent: sent,
    'lost, percent': round((100 * (sent - heard)) / sent),
    'lost before the engine read them, percent': round((100 * (sent - received)) / sent),
    'sender was late by at most, ms': latestMs,
    'event-loop delay, p99 ms': loopDelayP99Ms,
  }
}

interface Connecting {
  readonly calls: number
  readonly carrier: TestPhone
  readonly phone: TestPhone
  /** Of all callers and of all phones. */
  readonly ports: CallPorts
  readonly sipPort: number
}

/** The ports that the engine has for each call. Which phone answered which caller does not matter: both ways are spoken on all of them. */
async function connect({ calls, carrier, phone, ports, sipPort }: Connecting): Promise<CallPorts[]> {
  const media = { address: '127.0.0.1', codecs: ['PCMU'], direction: 'sendrecv', sessionId: '1', version: 1 } as const
  const callerPorts: number[] = []
  const phonePorts: number[] = []
  const refused: number[] = []
  phone.userAgent.onInvite((session) => {
    session.on({})
    const { sdp, stream } = makeAnswer(session.sdpOffer ?? '', { ...media, port: ports.phone })
    phonePorts.push(stream.remotePort)
    session.answer({ sdp })
  })
  const offer = makeOffer({ ...media, port: ports.caller })
  const uri = `sip:9003@127.0.0.1:${sipPort}`
  for (let call = 0; call < calls; call++) {
    const session = carrier.userAgent.invite({
      target: uri,
      from: { uri: 'sip:+16045550100@127.0.0.1' },
      to: { uri },
      sdpOffer: offer,
    })
    session.on({
      onConfirmed: ({ sdp }) => callerPorts.push(readAnswer(offer, sdp ?? '').remotePort),
      onFailed: ({ status }) => void refused.push(status),
    })
    await pause(SETUP_MS)
  }
  await until(`${calls} calls`, () => Math.min(callerPorts.length, phonePorts.length) + refused.length >= calls)
  if (refused.length > 0) throw new Error(`${refused.length} calls were refused, the first with ${refused[0]}`)
  return callerPorts.map((caller, at) => ({ caller, phone: phonePorts[at] ?? 0 }))
}
