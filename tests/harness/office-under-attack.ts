import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, expect } from 'vitest'
import type { Document } from '../../src/callflow/design/document.ts'
import { snapshotOf } from '../../src/callflow/design/snapshot.ts'
import { company, seat } from './design.ts'
import { startTestEngine, type TestEngine, type TestEngineOptions } from './engine.ts'
import { type SoftPhone, startSoftPhone } from './soft-phone.ts'
import { pause, until } from './until.ts'
import { toneMs } from './wav.ts'

/** An engine and two phones that mean well, at addresses of their own (127.0.0.11 and 127.0.0.12); strangers come from others. */
export interface OfficeUnderAttack {
  readonly engine: TestEngine
  readonly first: SoftPhone
  readonly second: SoftPhone
  /** Each registers again, calls the other and is heard. To be asked before, during and after an attack. */
  expectUnharmed(): Promise<void>
  /** Bytes that the engine uses once garbage is collected: resident memory swings by more than what an attack may leave. */
  heapBytes(): Promise<number>
  /** Open descriptors of the engine's process (Linux). */
  descriptors(): number
}

const running: { stop(): Promise<void> }[] = []
/** To be called once by a file of attacks: what its tests started is stopped after each, the last first. */
export function stopAfterEach(): void {
  afterEach(async () => {
    for (const each of running.splice(0).toReversed()) await each.stop()
  })
}

/** Stopped with the rest. */
export function keep<R extends { stop(): Promise<void> }>(each: R): R {
  running.push(each)
  return each
}

export async function officeUnderAttack(
  documents: readonly Document[] = [],
  options: TestEngineOptions = {},
  blobs: readonly Uint8Array[] = [],
): Promise<OfficeUnderAttack> {
  const engine = keep(await startTestEngine({ ...options, nodeArgs: [...heapArgs, ...(options.nodeArgs ?? [])] }))
  const all = [...company(), ...seat('1001'), ...seat('1002'), ...documents]
  await engine.activate([...snapshotOf(all).documents()], blobs)
  const enginePort = engine.sipPort
  const first = keep(await startSoftPhone({ username: '1001', enginePort, speaksHz: 440, host: '127.0.0.11' }))
  const second = keep(await startSoftPhone({ username: '1002', enginePort, speaksHz: 1_000, host: '127.0.0.12' }))
  return {
    engine,
    first,
    second,
    async expectUnharmed() {
      expect(await first.register(), 'the first phone registers').toBe(200)
      expect(await second.register(), 'the second phone registers').toBe(200)
      await expectTalk(first, '1002', second, { callerHz: 440, calleeHz: 1_000 })
      await expectTalk(second, '1001', first, { callerHz: 1_000, calleeHz: 440 })
    },
    heapBytes: () => heapOf(engine),
    descriptors: () => readdirSync(`/proc/${engine.process.pid}/fd`).length,
  }
}

async function expectTalk(
  caller: SoftPhone,
  number: string,
  callee: SoftPhone,
  { callerHz, calleeHz }: { readonly callerHz: number; readonly calleeHz: number },
): Promise<void> {
  const ringing = callee.nextCall()
  const call = await caller.dial(number)
  const answered = await ringing
  await pause(600)
  const [heardByCaller, heardByCallee] = await Promise.all([call.hangUp(), answered.hangUp()])
  expect(toneMs(heardByCaller, calleeHz), `what ${number} says is heard`).toBeGreaterThan(200)
  expect(toneMs(heardByCallee, callerHz), `${number} hears the caller`).toBeGreaterThan(200)
}

const heapArgs = ['--expose-gc', '--import', pathToFileURL(join(import.meta.dirname, 'heap-on-signal.ts')).href]

function heapOf(engine: TestEngine): Promise<number> {
  const said = () => [...engine.log().matchAll(/^heap ([0-9]+)$/gm)]
  const before = said().length
  engine.process.kill('SIGUSR2')
  return until('what is in use', () => said().length > before && Number(said().at(-1)?.[1]))
}
