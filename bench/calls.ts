/**
 * Calls per second and CPU milliseconds per call of a real engine, with SIPp as caller and phones on the same machine.
 * A rate is offered for some seconds; what counts is what was completed and what the engine's process spent on it.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeDocument } from '../src/callflow/design/document.ts'
import { company, passwordOf, realm, seat, sound } from '../tests/harness/design.ts'
import { startTestEngine, type TestEngine } from '../tests/harness/engine.ts'
import { flow } from '../tests/harness/flow.ts'
import { freePort } from '../tests/harness/free-port.ts'
import { toneWav } from '../tests/harness/wav.ts'
import { record } from './record.ts'
import { runSipp, scenarioFile, sipp } from './run-sipp.ts'

const SECONDS = Number(process.argv[2] ?? 20)
const CLOCK_TICKS_PER_SECOND = 100
if (!existsSync('/proc/self/stat')) throw new Error('this benchmark reads CPU time from /proc, which only Linux has')

interface Load {
  readonly scenario: string
  readonly dialled: string
  readonly callsPerSecond: number
}

const scratch = mkdtempSync(join(tmpdir(), 'callwright-bench-'))
const silence = toneWav(0, 20)
const design = [
  ...company(),
  ...seat('1001', { device: { callsAtOnce: 1_000 } }),
  sound('silence', silence),
  makeDocument('trunk', { id: 'carrier', name: 'Carrier', host: '127.0.0.1', allowedAddresses: ['127.0.0.1'] }),
  makeDocument('menu', { id: 'main', name: 'Main', greetingId: 'silence', maxDigits: 1, transferSound: false }),
  flow('answer', {
    numbers: ['9001'],
    nodes: {
      hello: { type: 'play-media', settings: { mediaId: 'silence' }, wires: { _: 'bye' } },
      bye: { type: 'hang-up' },
    },
  }),
  flow('menu', {
    numbers: ['9002'],
    nodes: {
      menu: { type: 'menu', settings: { menuId: 'main' }, wires: { 1: 'ring' } },
      ring: { type: 'ring-group', settings: { members: [{ id: 'device-1001' }] } },
    },
  }),
]

const engine = await startTestEngine()
await engine.activate(design, [silence])
const phonePort = await freePort()
const aor = ['-m', '1', '-key', 'aor', '1001', '-key', 'realm', realm]
const registered = await sippRun(phonePort, 'register', [...aor, '-au', '1001', '-ap', passwordOf('1001')])
if (registered.succeeded !== 1) throw new Error('the phone could not register')
const phone = spawn(
  sipp,
  ['-sf', scenarioFile('answering-phone'), '-i', '127.0.0.1', '-p', String(phonePort), '-nostdin'],
  {
    stdio: 'ignore',
    cwd: scratch,
  },
)

const results: Record<string, unknown> = {}
for (const load of [
  { scenario: 'answer-and-hang-up', dialled: '9001', callsPerSecond: 50 },
  { scenario: 'answer-and-hang-up', dialled: '9001', callsPerSecond: 150 },
  { scenario: 'answer-and-hang-up', dialled: '9001', callsPerSecond: 300 },
  { scenario: 'menu-to-ring-group', dialled: '9002', callsPerSecond: 10 },
  { scenario: 'menu-to-ring-group', dialled: '9002', callsPerSecond: 30 },
  { scenario: 'menu-to-ring-group', dialled: '9002', callsPerSecond: 60 },
]) {
  Object.assign(results, await measure(engine, load))
}
record('calls', results)

phone.kill('SIGKILL')
await engine.stop()
rmSync(scratch, { recursive: true, force: true })

async function measure(under: TestEngine, load: Load): Promise<Record<string, number>> {
  const name = `${load.scenario} at ${load.callsPerSecond}/s`
  const calls = load.callsPerSecond * SECONDS
  const cpuBeforeMs = cpuMsOf(under.process.pid ?? 0)
  const startedMs = performance.now()
  const port = await freePort()
  const { succeeded, failed } = await sippRun(port, load.scenario, [
    '-s',
    load.dialled,
    '-r',
    String(load.callsPerSecond),
    '-m',
    String(calls),
    '-l',
    '5000',
  ])
  const elapsedSec = (performance.now() - startedMs) / 1_000
  const cpuMs = cpuMsOf(under.process.pid ?? 0) - cpuBeforeMs
  const newest = await under.control.cdrs({ limit: Math.min(calls, 1_000) })
  const measured = {
    answeredByAPhonePercent: round((100 * newest.filter(({ answeredBy }) => answeredBy !== '').length) / newest.length),
    completedPerSecond: round(succeeded / elapsedSec),
    failed,
    cpuMsPerCall: round(cpuMs / Math.max(1, succeeded)),
    cpuPercentOfACore: round(cpuMs / elapsedSec / 10),
  }
  return Object.fromEntries(Object.entries(measured).map(([key, value]) => [`${name}: ${key}`, value]))
}

function sippRun(port: number, scenario: string, args: readonly string[]) {
  return runSipp({ enginePort: engine.sipPort, port, scenario, args, scratch })
}

/** User and system time of a whole process, all threads. */
function cpuMsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
  const ticks = Number(fields[11]) + Number(fields[12])
  return (ticks * 1_000) / CLOCK_TICKS_PER_SECOND
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
