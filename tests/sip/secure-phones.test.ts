import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { get } from 'node:https'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { company, seat } from '../harness/design.ts'
import { heardMs, untilTalking } from '../harness/observe.ts'
import { officeOf, toneOf } from '../harness/office.ts'
import { pause } from '../harness/until.ts'
import { describeWith } from '../tools.ts'

const secret = '23456789abcdefghjkmnpqrs'
const fetching = {
  provisioning: true,
  phoneMaker: 'yealink',
  macAddress: '001565aabbcc',
  sipTransport: 'tls',
  provisioningTokenHash: createHash('sha256').update(secret).digest('hex'),
} as const

/** Values of the phone's file by name. */
async function fileAt(port: number, ca: string): Promise<ReadonlyMap<string, string>> {
  const path = `/phones/${secret}/001565aabbcc.cfg`
  const asked = get({ host: '127.0.0.1', port, path, ca, agent: false })
  const [response] = (await once(asked, 'response')) as [IncomingMessage]
  let text = ''
  for await (const part of response.setEncoding('utf8')) text += String(part)
  expect(response.statusCode).toBe(200)
  return new Map(text.split('\n').map((line) => line.split(' = ', 2) as [string, string]))
}

describeWith(['baresip'], 'a phone on TLS', ({ baresip }) => {
  const { engineWith, phone } = officeOf(baresip)

  it('trusts the file that the engine made, registers, calls a phone on UDP and is called by it', async () => {
    const documents = [...company(), ...seat('1001', { device: fetching }), ...seat('1002')]
    const engine = await engineWith(documents, [], ['--tls', '127.0.0.1:0', '--provision-tls', '127.0.0.1:0'])
    const trusts = join(engine.dataDir, 'tls', 'ca.pem')
    // What it needs to register it has from its file, over the same certificate.
    const [place] = (await engine.control.health()).phonePoints ?? []
    const file = await fileAt(place?.port ?? 0, readFileSync(trusts, 'utf8'))
    expect([place?.scheme, file.get('account.1.sip_server.1.transport_type')]).toEqual(['https', '2'])
    const secure = await phone(engine, file.get('account.1.user_name') ?? '', {
      password: file.get('account.1.password') ?? '',
      transport: 'tls',
      enginePort: Number(file.get('account.1.sip_server.1.port')),
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
