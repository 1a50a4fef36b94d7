import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { company, seat } from '../harness/design.ts'
import { startTestEngine, type TestEngine } from '../harness/engine.ts'
import { flow } from '../harness/flow.ts'
import { firstCdr, traceOf, untilTalking } from '../harness/observe.ts'
import { type SoftPhone, startSoftPhone } from '../harness/soft-phone.ts'
import { pause, until } from '../harness/until.ts'

interface Asked {
  readonly url: string
  readonly fields: URLSearchParams
}

describe('pivot on live calls (B1)', () => {
  const running: { stop(): Promise<void> }[] = []
  let server: Server
  let asked: Asked[]
  /** What the server answers, by path. */
  let documents: Readonly<Record<string, string>>

  beforeEach(async () => {
    asked = []
    server = createServer((request, response) => {
      let body = ''
      request.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk
      })
      request.on('end', () => {
        const url = request.url ?? ''
        asked.push({ url, fields: new URLSearchParams(body) })
        const document = documents[url]
        response.writeHead(document === undefined ? 404 : 200, { 'Content-Type': 'application/xml' }).end(document)
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

  /** 1001 and 1002, and a flow 7000 that asks this server by POST for TwiML. */
  async function engineWithPivot(): Promise<{ engine: TestEngine; caller: SoftPhone; callee: SoftPhone }> {
    const engine = await startTestEngine()
    running.push(engine)
    const { port } = server.address() as AddressInfo // it listens on a port
    const settings = { url: `http://127.0.0.1:${port}/start`, method: 'post', format: 'twiml' }
    const pivot = flow('pivot', {
      numbers: ['7000'],
      nodes: {
        ask: { type: 'pivot', settings, wires: { _: 'ring' } },
        ring: { type: 'user', settings: { userId: 'user-1002' } },
      },
    })
    await engine.activate([...company({ allowsPrivateWeb: true }), ...seat('1001'), ...seat('1002'), pivot])
    const at = { enginePort: engine.sipPort }
    const caller = await startSoftPhone({ ...at, username: '1001', speaksHz: 440 })
    const callee = await startSoftPhone({ ...at, username: '1002', speaksHz: 1_000 })
    running.push(caller, callee)
    return { engine, caller, callee }
  }

  it('given TwiML that leads elsewhere and dials, when a call comes, then the colleague talks and the address hears how it went', async () => {
    documents = {
      '/start': '<Response><Sms>no</Sms><Redirect>next</Redirect></Response>',
      '/next': '<Response><Dial action="/after" timeout="9">1002</Dial></Response>',
      '/after': '<Response><Hangup/></Response>',
    }
    const { engine, caller, callee } = await engineWithPivot()
    const [a, b] = await Promise.all([caller.dial('7000'), callee.nextCall()])
    await untilTalking(engine)
    await pause(300)
    await b.hangUp()
    const { callId } = await firstCdr(engine)
    await a.hangUp()
    expect(asked.map(({ url }) => url)).toEqual(['/start', '/next', '/after'])
    expect(Object.fromEntries(asked[0]?.fields ?? [])).toMatchObject({ From: '1001', To: '7000' })
    expect(asked.at(-1)?.fields.get('DialCallStatus')).toBe('completed')
    const notes = (await traceOf(engine, callId)).flatMap((event) =>
      event.kind === 'operation' && event.operation.kind === 'note' ? [event.operation.message] : [],
    )
    expect(notes).toEqual(['<Sms> is passed over'])
  })

  it('given no answer that can be read, when a call comes, then it goes on', async () => {
    documents = { '/start': '<!DOCTYPE r [<!ENTITY a "b">]><Response/>' }
    const { engine, caller, callee } = await engineWithPivot()
    const [a, b] = await Promise.all([caller.dial('7000'), callee.nextCall()])
    await untilTalking(engine)
    await a.hangUp()
    await b.hangUp()
    await until('the CDR', async () => (await engine.control.cdrs({})).at(-1))
    expect(asked).toHaveLength(1)
  })
})
