import { once } from 'node:events'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { company, seat } from '../harness/design.ts'
import { heardMs, untilTalking } from '../harness/observe.ts'
import { officeOf, toneOf } from '../harness/office.ts'
import { pause } from '../harness/until.ts'
import { describeWith } from '../tools.ts'

describeWith(['baresip'], 'a phone on TLS', ({ baresip }) => {
  const { engineWith, phone } = officeOf(baresip)

  it('trusts the file that the engine made, registers, calls a phone on UDP and is called by it', async () => {
    const documents = [...company(), ...seat('1001'), ...seat('1002')]
    const engine = await engineWith(documents, [], ['--tls', '127.0.0.1:0'])
    const trusts = join(engine.dataDir, 'tls', 'ca.pem')
    const secure = await phone(engine, '1001', {
      transport: 'tls',
      enginePort: engine.sipTlsPort,
      trusts,
      answer: 'auto',
    })
    const plain = await phone(engine, '1002', { answer: 'auto' })
    const registrations = await engine.control.registrations()
    expect(Object.fromEntries(registrations.map(({ deviceId, transport }) => [deviceId, transport]))).toEqual({
      'device-1001': 'tls',
      'device-1002': 'udp',
    })
    for (const [caller, callee, number] of [
      [secure, plain, '1002'],
      [plain, secure, '1001'],
    ] as const) {
      const before = callee.events.length
      await caller.dial(number)
      await caller.waitFor('CALL_ESTABLISHED')
      await untilTalking(engine)
      await pause(1_500)
      await caller.hangUp()
      await callee.waitFor('CALL_CLOSED')
      expect(callee.events.length).toBeGreaterThan(before)
    }
    expect(heardMs(secure, toneOf('1002'))).toBeGreaterThan(1_500)
    expect(heardMs(plain, toneOf('1001'))).toBeGreaterThan(1_500)
    const health = await engine.control.health()
    expect(health.certificate?.names).toContain('127.0.0.1')
    const { pem } = await engine.control.certificateAuthority()
    expect(pem).toContain('BEGIN CERTIFICATE')
    // A page finds its WebSocket in the same list.
    const point = health.listenPoints.find(({ transport }) => transport === 'ws')
    const socket = new WebSocket(`ws://${point?.host}:${point?.port}`, 'sip')
    await once(socket, 'open')
    expect(point?.host).toBe('127.0.0.1')
    socket.terminate()
  })
})
