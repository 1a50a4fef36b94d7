import { afterEach, expect, it } from 'vitest'
import { startBaresip } from '../harness/baresip.ts'
import { company, passwordOf, seat } from '../harness/design.ts'
import { startTestEngine } from '../harness/engine.ts'
import { heardMs, untilTalking } from '../harness/observe.ts'
import { startSoftPhone } from '../harness/soft-phone.ts'
import { describeWith } from '../tools.ts'
import { pause } from '../harness/until.ts'
import { toneMs, toneWav } from '../harness/wav.ts'

const [PHONE_HZ, PLAIN_HZ] = [600, 1_000]

describeWith(['baresip'], 'a phone with SRTP by SDES (baresip)', ({ baresip: program }) => {
  const running: { stop(): Promise<unknown> }[] = []
  afterEach(async () => {
    for (const each of running.splice(0).toReversed()) await each.stop()
  })

  async function office(device: Parameters<typeof seat>[1]) {
    const engine = await startTestEngine()
    running.push(engine)
    await engine.activate([...company(), ...seat('1001', device), ...seat('1002')])
    const phone = await startBaresip({
      program,
      username: '1001',
      password: passwordOf('1001'),
      enginePort: engine.sipPort,
      speaks: toneWav(PHONE_HZ),
      encryption: 'srtp-mand',
      answer: 'auto',
    })
    running.push(phone)
    const plain = await startSoftPhone({ enginePort: engine.sipPort, username: '1002', speaksHz: PLAIN_HZ })
    running.push(plain)
    return { engine, phone, plain }
  }

  it.each(['calls', 'is called by'] as const)('%s a plain phone: both hear each other', async (who) => {
    const { engine, phone, plain } = await office({ device: { mediaEncryption: 'required', keysInClear: true } })
    const call = who === 'calls' ? (await phone.dial('1002'), await plain.nextCall()) : await plain.dial('1001')
    await untilTalking(engine)
    await pause(2_000)
    const heard = await call.hangUp()
    await phone.waitFor('CALL_CLOSED')
    expect(toneMs(heard, PHONE_HZ)).toBeGreaterThan(1_000)
    expect(heardMs(phone, PLAIN_HZ)).toBeGreaterThan(1_000)
  })

  it('is refused, with the reason, where keys would cross the network in clear', async () => {
    const { phone } = await office({ device: { mediaEncryption: 'required' } })
    await phone.dial('1002')
    expect((await phone.waitFor('CALL_CLOSED')).param).toContain('488')
  })
})
