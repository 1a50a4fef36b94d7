import { createSocket, type Socket } from 'node:dgram'
import { describe, expect, it } from 'vitest'
import { descriptorCounts } from '../descriptors.ts'
import { createMediaEngine } from './create-media-engine.ts'
import type { MediaEngine } from './media-engine.ts'
import { PORT_REST_MS } from './wire/port-pool.ts'

/** Of this test alone: 400 pairs, of which another program holds 200. */
const HOST = '127.0.0.78'
const RANGE = { min: 40_000, max: 40_799 }
const HELD = 200
const CALLS_AT_ONCE = 10

/** Two streams, joined, one of them playing. */
async function call(media: MediaEngine): Promise<void> {
  const near = await media.openStream()
  const far = await media.openStream({ near })
  media.join(near, far)
  near.play([{ kind: 'silence', durationMs: 1_000 }])
  near.close()
  far.close()
}

async function calls(media: MediaEngine, count: number): Promise<void> {
  for (let done = 0; done < count; done += CALLS_AT_ONCE) {
    await Promise.all(Array.from({ length: CALLS_AT_ONCE }, () => call(media)))
  }
}

async function atRest(): Promise<number> {
  await new Promise((settled) => setTimeout(settled, 200))
  return descriptorCounts().openDescriptors ?? 0
}

// The long one, 30,000 calls with 2,000 refusals through a whole engine, is bench/descriptors.ts.
describe.runIf(process.platform === 'linux')('descriptors', () => {
  it('end where they began after 500 calls and 200 pairs refused', async () => {
    const media = createMediaEngine({
      portRange: RANGE,
      workers: 2,
      localAddress: HOST,
      workerUrl: new URL('./media-worker.ts', import.meta.url),
    })
    const holders: Socket[] = []
    for (let i = 0; i < HELD; i++) {
      const holder = createSocket('udp4')
      await new Promise<void>((bound) => holder.bind(RANGE.min + 4 * i + (i % 2), HOST, bound))
      holders.push(holder)
    }
    const startMs = performance.now()
    await calls(media, CALLS_AT_ONCE)
    const before = await atRest()
    await calls(media, 500)
    expect(await atRest()).toBe(before)
    const { portPairsRefused, portPairsInUse, openStreams } = media.counters
    expect([portPairsInUse, openStreams]).toEqual([0, 0])
    expect(portPairsRefused).toBeGreaterThanOrEqual(HELD)
    // Each is tried at most once in a rest.
    expect(portPairsRefused).toBeLessThanOrEqual(HELD * Math.ceil((performance.now() - startMs) / PORT_REST_MS))
    for (const holder of holders) holder.close()
    await media.close()
  })
})
