import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { company, seat } from '../harness/design.ts'
import { startTestEngine } from '../harness/engine.ts'
import { flow } from '../harness/flow.ts'
import { firstCdr, traceOf } from '../harness/observe.ts'
import { startSoftPhone } from '../harness/soft-phone.ts'
import { until } from '../harness/until.ts'

interface Asked {
  readonly path: string
  readonly about: Readonly<Record<string, string>>
}

describe('live calls and web servers (B1 pivot, webhook)', () => {
  const running: { stop(): Promise<void> }[] = []
  let server: Server
  let asked: Asked[]

  beforeEach(async () => {
    asked = []
    server = createServer((request, response) => {
      let body = ''
      request.on('data', (chunk: Buffer) => {
        body += chunk.toString()
      })
      request.on('end', () => {
        const url = new URL(request.url ?? '/', 'http://127.0.0.1')
        asked.push({
          path: url.pathname,
          about: Object.fromEntries([...url.searchParams, ...new URLSearchParams(body)]),
        })
        response.end(JSON.stringify({ module: 'response', data: { code: 404, message: 'Moved away' } }))
      })
    })
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve)
    })
  })

  afterEach(async () => {
    for (const each of running.splice(0).toReversed()) await each.stop()
    server.close()
  })

  it('given a webhook and a pivot, when a phone calls, then both servers hear of it and the answer decides the call', async () => {
    const engine = await startTestEngine()
    running.push(engine)
    const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}` // it listens on a port
    const nodes = {
      tell: { type: 'webhook', settings: { url: `${at}/told`, data: ['department = sales'] }, wires: { _: 'ask' } },
      ask: { type: 'pivot', settings: { url: `${at}/asked` } },
    }
    await engine.activate([
      ...company({ allowsPrivateWeb: true }),
      ...seat('1001'),
      flow('web', { numbers: ['7000'], nodes }),
    ])
    const phone = await startSoftPhone({ username: '1001', enginePort: engine.sipPort, speaksHz: 440 })
    running.push(phone)

    await expect(phone.dial('7000')).rejects.toThrow('refused with 404')
    await until('both servers are asked', () => asked.length === 2)
    const told = asked.find(({ path }) => path === '/told')
    expect(told?.about).toMatchObject({ 'caller-number': '1001', dialled: '7000', department: 'sales' })
    expect(asked.find(({ path }) => path === '/asked')?.about).toMatchObject({ dialled: '7000', callflow: 'web' })
    const { callId } = await firstCdr(engine)
    const results = (await traceOf(engine, callId)).flatMap((event) => (event.kind === 'result' ? [event.result] : []))
    expect(results).toMatchObject([{ outcome: 'sent' }, { outcome: 'answered', status: 200 }])
  })
})
