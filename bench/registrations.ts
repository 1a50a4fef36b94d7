/**
 * Registrations of a real engine: many phones, each asked for its password and let in, as after a power cut. `most`: some are always under way, and what
 * counts is how many are let in. A number: so many are begun each second, and what counts is what the engine's process spends on each.
 * `tls-` before either: over TLS, on connections that stay.
 * `node bench/registrations.ts [most | 1000 | tls-most | tls-500 ...] [--engine DIR] [--turns N] [--seconds N]`
 */
import { company, seat } from '../tests/harness/design.ts'
import { openTlsLine, openUdpLine } from './calls/phone-lines.ts'
import { commandLine } from './calls/command-line.ts'
import { memoryMiBOf, round, watchEngine } from './calls/engine-use.ts'
import { startEngineOf } from './calls/office.ts'
import { openPhones } from './calls/registering-phones.ts'
import { inTurns, type Measured } from './calls/turns.ts'

/** Longer than the 32 s for which a finished transaction is remembered. */
const SECONDS = 40
const WARM_UP_SECONDS = 3
const PHONES = 500

const names = Array.from({ length: PHONES }, (_, index) => String(1_000 + index))

const line = commandLine()
for (const name of line.cases.length > 0 ? line.cases : ['most', '1000']) {
  const [, tls, rate] = /^(tls-)?(most|[1-9]\d{0,4})$/.exec(name) ?? []
  if (rate === undefined) throw new Error(`${name} is no case; most, 1000 and tls-500 are`)
  const perSecond = rate === 'most' ? undefined : Number(rate)
  await inTurns(`registrations-${name}`, line, (tree) => measure(tree, perSecond, tls !== undefined))
}

/** `perSecond`: undefined for as many as go. */
async function measure(tree: string | undefined, perSecond: number | undefined, isTls: boolean): Promise<Measured> {
  const engine = await startEngineOf(tree, isTls ? ['--tls', '127.0.0.1:0'] : [])
  await engine.activate([...company(), ...names.flatMap((name) => seat(name))])
  const { pem } = isTls ? await engine.control.certificateAuthority() : { pem: null }
  const phones = await openPhones(names, (hear) =>
    isTls ? openTlsLine(engine.sipTlsPort, pem ?? '', hear) : openUdpLine(engine.sipPort, hear),
  )
  await phones.register(WARM_UP_SECONDS, perSecond)
  const used = await watchEngine(engine)
  const { letIn, refused, unanswered, p99Ms } = await phones.register(line.seconds ?? SECONDS, perSecond)
  const { cpuMs, elapsedMs, loopDelayP99Ms, loopDelayMaxMs } = await used()
  const memoryMiB = memoryMiBOf(engine.process.pid ?? 0)
  phones.close()
  await engine.stop()
  return {
    cpuMsPerRegistration: round(cpuMs / Math.max(1, letIn)),
    letInPerSecond: round((1_000 * letIn) / elapsedMs),
    refused,
    unanswered,
    'REGISTER to 200, p99 ms': round(p99Ms),
    'event-loop delay, p99 ms': loopDelayP99Ms,
    'event-loop delay, max ms': loopDelayMaxMs,
    cpuPercentOfACore: round((100 * cpuMs) / elapsedMs),
    memoryMiB,
  }
}
