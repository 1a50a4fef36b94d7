/**
 * Registrations of a real engine: many phones, each asked for its password and let in, as after a power cut. `most`: some are always under way, and what
 * counts is how many are let in. A number: so many are begun each second, and what counts is what the engine's process spends on each.
 * `node bench/registrations.ts [most | 1000 ...] [--engine DIR] [--turns N] [--seconds N]`
 */
import { company, seat } from '../tests/harness/design.ts'
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
  if (!/^(most|[1-9]\d{0,4})$/.test(name)) throw new Error(`${name} is no case; most and 1000 are`)
  await inTurns(`registrations-${name}`, line, (tree) => measure(tree, name === 'most' ? undefined : Number(name)))
}

/** `perSecond`: undefined for as many as go. */
async function measure(tree: string | undefined, perSecond: number | undefined): Promise<Measured> {
  const engine = await startEngineOf(tree)
  await engine.activate([...company(), ...names.flatMap((name) => seat(name))])
  const phones = await openPhones(names, engine.sipPort)
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
