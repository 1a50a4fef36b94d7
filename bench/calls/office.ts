import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { makeDocument } from '../../src/callflow/design/document.ts'
import { company, passwordOf, realm, seat, sound } from '../../tests/harness/design.ts'
import type * as Harness from '../../tests/harness/engine.ts'
import { flow } from '../../tests/harness/flow.ts'
import { freePort } from '../../tests/harness/free-port.ts'
import { toneWav } from '../../tests/harness/wav.ts'
import { runSipp, scenarioFile, sipp, type SippOutcome } from '../run-sipp.ts'
import { loopDelayArgs } from './engine-use.ts'

const silence = toneWav(0, 20)

/** 9001 answers and hangs up, 9002 is a menu whose key 1 rings the phone, 9003 rings it at once. */
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
  flow('phone', { numbers: ['9003'], nodes: { phone: { type: 'device', settings: { deviceId: 'device-1001' } } } }),
]

/** An engine with a phone and a trunk to call it by, both of them SIPp's. */
export interface Office {
  readonly engine: Harness.TestEngine
  call(scenario: string, args: readonly string[]): Promise<SippOutcome>
  /** The phone 1001 answers by a scenario of SIPp; ends with the office. */
  answerBy(scenario: string): Promise<void>
  stop(): Promise<void>
}

/** `tree`: the working tree whose engine it is; default: this one. */
export async function openOffice(tree: string | undefined, args: readonly string[] = []): Promise<Office> {
  const engine = await startEngineOf(tree, args)
  await engine.activate(design, [silence])
  const scratch = mkdtempSync(join(tmpdir(), 'callwright-bench-'))
  const phones: ChildProcess[] = []
  const run = async (scenario: string, port: number, more: readonly string[]) =>
    runSipp({ enginePort: engine.sipPort, port, scenario, args: more, scratch, withinSec: 600 })
  return {
    engine,
    call: async (scenario, more) => run(scenario, await freePort(), more),
    async answerBy(scenario) {
      const port = await freePort()
      const about = ['-m', '1', '-key', 'aor', '1001', '-key', 'realm', realm, '-au', '1001', '-ap', passwordOf('1001')]
      const { succeeded } = await run('register', port, about)
      if (succeeded !== 1) throw new Error('the phone could not register')
      const phoneArgs = ['-sf', scenarioFile(scenario), '-i', '127.0.0.1', '-p', String(port), '-nostdin']
      phones.push(spawn(sipp, phoneArgs, { stdio: 'ignore', cwd: scratch }))
    },
    async stop() {
      for (const phone of phones) {
        const ended = once(phone, 'exit')
        phone.kill('SIGKILL')
        await ended
      }
      await engine.stop()
      rmSync(scratch, { recursive: true, force: true })
    },
  }
}

/** With what says how late its main thread is. */
export async function startEngineOf(
  tree: string | undefined,
  args: readonly string[] = [],
): Promise<Harness.TestEngine> {
  const root = tree ?? join(import.meta.dirname, '..', '..')
  // The same file of another working tree: what it has in common with this one's is what is used of it.
  const harness = (await import(pathToFileURL(join(root, 'tests', 'harness', 'engine.ts')).href)) as typeof Harness
  const engine = await harness.startTestEngine({ args, nodeArgs: loopDelayArgs })
  const kill = () => void engine.process.kill('SIGKILL')
  process.once('exit', kill) // a benchmark that failed leaves none behind
  engine.process.once('exit', () => process.off('exit', kill))
  return engine
}
