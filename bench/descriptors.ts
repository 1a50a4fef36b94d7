/**
 * What 30,000 calls leave behind in the engine while another program holds a fifth of its RTP ports: descriptors, streams, pairs of ports
 * and memory before and after, and how many pairs it was refused meanwhile.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeDocument } from '../src/callflow/design/document.ts'
import { PORT_REST_MS } from '../src/engine/media/wire/port-pool.ts'
import { company, sound } from '../tests/harness/design.ts'
import { startTestEngine } from '../tests/harness/engine.ts'
import { flow } from '../tests/harness/flow.ts'
import { freePort } from '../tests/harness/free-port.ts'
import { holdPorts } from '../tests/harness/hold-ports.ts'
import { pause } from '../tests/harness/until.ts'
import { toneWav } from '../tests/harness/wav.ts'
import { record } from './record.ts'
import { runSipp } from './run-sipp.ts'

const CALLS = Number(process.argv[2] ?? 30_000)
const CALLS_PER_SECOND = 150
const RANGE = { min: 61_000, max: 64_999 }
const HELD = 400

const scratch = mkdtempSync(join(tmpdir(), 'callwright-bench-'))
const silence = toneWav(0, 20)
const engine = await startTestEngine({ args: ['--rtp', `${RANGE.min}-${RANGE.max}`] })
await engine.activate(
  [
    ...company(),
    sound('silence', silence),
    makeDocument('trunk', { id: 'carrier', name: 'Carrier', host: '127.0.0.1', allowedAddresses: ['127.0.0.1'] }),
    flow('answer', {
      numbers: ['9001'],
      nodes: {
        hello: { type: 'play-media', settings: { mediaId: 'silence' }, wires: { _: 'bye' } },
        bye: { type: 'hang-up' },
      },
    }),
  ],
  [silence],
)

await calls(500) // what grows once has grown
const before = await atRest()
const held = await holdPorts(Array.from({ length: HELD }, (_, i) => RANGE.min + 10 * i + (i % 2)))
const { succeeded, failed } = await calls(CALLS)
await held.stop()
const after = await atRest()
record('descriptors', {
  calls: succeeded,
  failed,
  pairsRefused: after.refused,
  'before: descriptors': before.descriptors,
  'after: descriptors': after.descriptors,
  'after: streams': after.streams,
  'after: pairs in use': after.pairs,
  'before: memory MiB': before.memoryMiB,
  'after: memory MiB': after.memoryMiB,
})
await engine.stop()
rmSync(scratch, { recursive: true, force: true })

async function calls(count: number): Promise<{ succeeded: number; failed: number }> {
  return runSipp({
    enginePort: engine.sipPort,
    port: await freePort(),
    scenario: 'answer-and-hang-up',
    args: ['-s', '9001', '-r', String(CALLS_PER_SECOND), '-m', String(count), '-l', '5000'],
    scratch,
    withinSec: 600,
  })
}

async function atRest() {
  await pause(40_000 + PORT_REST_MS) // finished transactions are kept for 32 s
  const { counters } = await engine.control.health()
  const kilobytes = /^VmRSS:\s+([0-9]+) kB$/m.exec(readFileSync(`/proc/${engine.process.pid}/status`, 'latin1'))?.[1]
  return {
    descriptors: counters['openDescriptors'],
    streams: counters['openStreams'],
    pairs: counters['rtpPortPairsInUse'],
    refused: counters['rtpPortPairsRefused'],
    memoryMiB: Math.round(Number(kilobytes) / 1_024),
  }
}
