import { afterEach } from 'vitest'
import type { Document } from '../../src/callflow/design/document.ts'
import { snapshotOf } from '../../src/callflow/design/snapshot.ts'
import { type Baresip, type BaresipOptions, startBaresip } from './baresip.ts'
import { passwordOf } from './design.ts'
import { startTestEngine, type TestEngine } from './engine.ts'
import { toneWav } from './wav.ts'

interface Running {
  stop(): Promise<void>
}

export interface Office {
  /** An engine that runs these documents; of two with one id, the later. */
  readonly engineWith: (
    documents: readonly Document[],
    blobs?: readonly Uint8Array[],
    args?: readonly string[],
  ) => Promise<TestEngine>
  /** A baresip that registers as that extension and says its tone. */
  readonly phone: (engine: TestEngine, username: string, more?: Partial<BaresipOptions>) => Promise<Baresip>
  /** Stopped with the rest. */
  readonly keep: <R extends Running>(running: R) => R
}

const tones: Readonly<Record<string, number>> = { 1001: 440, 1002: 1_000, 1003: 1_300 }

/** What that extension's phone says into calls, in Hz. */
export const toneOf = (username: string): number => tones[username] ?? 440

/** An engine and real phones for the tests of the `describe` at hand. Whatever a test started is stopped after it, the last first. */
export function officeOf(baresip: string): Office {
  const running: Running[] = []
  afterEach(async () => {
    for (const each of running.splice(0).toReversed()) await each.stop()
  })
  const keep = <R extends Running>(each: R): R => {
    running.push(each)
    return each
  }
  return {
    keep,
    async engineWith(documents, blobs, args = []) {
      const engine = keep(await startTestEngine({ args }))
      await engine.activate([...snapshotOf(documents).documents()], blobs)
      return engine
    },
    phone: async (engine, username, more = {}) =>
      keep(
        await startBaresip({
          program: baresip,
          username,
          password: passwordOf(username),
          enginePort: engine.sipPort,
          speaks: toneWav(toneOf(username)),
          ...more,
        }),
      ),
  }
}
