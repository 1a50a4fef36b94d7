import { afterEach, describe, expect, it } from 'vitest'
import { company, seat, sound } from '../harness/design.ts'
import { startTestEngine } from '../harness/engine.ts'
import { untilTalking } from '../harness/observe.ts'
import { startSoftPhone } from '../harness/soft-phone.ts'
import { pause } from '../harness/until.ts'
import { toneMs, toneWav } from '../harness/wav.ts'

const [CALLER_HZ, CALLEE_HZ, MUSIC_HZ] = [440, 1_000, 620]

// With phones of our own: baresip 1.0 decodes nothing after a hold of its own, in a direct call neither.
describe('hold by re-INVITE', () => {
  const running: { stop(): Promise<void> }[] = []
  afterEach(async () => {
    for (const each of running.splice(0).toReversed()) await each.stop()
  })

  it.each(['caller', 'callee'] as const)(
    'gives the other side music while the %s holds, and both hear each other afterwards',
    async (who) => {
      const music = toneWav(MUSIC_HZ, 5_000)
      const engine = await startTestEngine()
      running.push(engine)
      const documents = [...company({ holdMusicId: 'music' }), ...seat('1001'), ...seat('1002'), sound('music', music)]
      await engine.activate(documents, [music])
      const at = { enginePort: engine.sipPort }
      const caller = await startSoftPhone({ ...at, username: '1001', speaksHz: CALLER_HZ })
      const callee = await startSoftPhone({ ...at, username: '1002', speaksHz: CALLEE_HZ })
      running.push(caller, callee)
      const [a, b] = await Promise.all([caller.dial('1002'), callee.nextCall()])
      await untilTalking(engine)
      await pause(1_000)
      const holder = who === 'caller' ? a : b
      await holder.hold()
      await pause(1_500)
      await holder.resume()
      await pause(2_500)
      const [heardByCallee, heardByCaller] = [await b.hangUp(), await a.hangUp()]
      // A second before the hold, two and a half after it: more than the first alone, both ways.
      expect(toneMs(heardByCaller, CALLEE_HZ)).toBeGreaterThan(2_000)
      expect(toneMs(heardByCallee, CALLER_HZ)).toBeGreaterThan(2_000)
      const [held, holding] = who === 'caller' ? [heardByCallee, heardByCaller] : [heardByCaller, heardByCallee]
      expect(toneMs(held, MUSIC_HZ)).toBeGreaterThan(800)
      expect(toneMs(holding, MUSIC_HZ)).toBe(0)
    },
  )
})
