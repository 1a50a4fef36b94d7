import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { fuzzRun, heapInUse } from '../../testing/fuzz-run.ts'
import { mutate, seededRandom } from '../../testing/mutate.ts'
import { createUserAgent } from '../create-user-agent.ts'
import { request } from '../testing/stranger.ts'
import { faultsOf, frame, handshake, nextFrame } from '../testing/websocket-frames.ts'
import type { SipUserAgent } from '../user-agent.ts'

const { messages: MESSAGES, rounds, timeoutMs } = fuzzRun('webSockets', 2_000)
const A_CONNECTION = 10
const AT_ONCE = 20
const MAX_GROWTH_BYTES = 16 * 2 ** 20

let server: SipUserAgent

afterEach(() => server.close())

const options = Buffer.from(`${request('OPTIONS', '<sip:b@127.0.0.1>').join('\r\n').replace('/UDP', '/WS')}\r\n\r\n`)

it(`${MESSAGES} WebSocket frames and their handshakes, damaged, are answered as the protocol says or not at all, and a page beside is served`, {
  timeout: timeoutMs,
}, async () => {
  const errors: unknown[] = []
  const many = {
    strangerIdleMs: 600_000,
    maxStrangers: 2_000,
    maxStrangersPerNetwork: 2_000,
    maxMalformedPerMinute: 1e9,
  }
  server = createUserAgent({
    listen: [{ transport: 'ws', host: '127.0.0.1', port: 0 }],
    userAgentName: 'test',
    limits: many,
    onInternalError: (error) => errors.push(error),
  })
  await server.start()
  const port = server.listenPoints[0]?.port ?? 0
  const page = new WebSocket(`ws://127.0.0.1:${port}`, 'sip')
  await once(page, 'open')
  expect(await isServed(page)).toBe(true)
  let inUse = 0
  for (const [at, { seed, messages }] of rounds.entries()) {
    const faults: string[] = []
    for (let sent = 0; sent < messages; sent += A_CONNECTION * AT_ONCE) {
      const visits = Array.from({ length: Math.min(AT_ONCE, Math.ceil((messages - sent) / A_CONNECTION)) }, (_, n) =>
        visit(port, seededRandom(seed * 65_536 + sent + n)),
      )
      for (const answer of await Promise.all(visits)) faults.push(...faultsOf(answer))
    }
    expect({ seed, errors, faults }).toEqual({ seed, errors: [], faults: [] })
    expect(await isServed(page)).toBe(true)
    if (at === 1) inUse = heapInUse()
  }
  expect(server.counters.received).toBeGreaterThan(MESSAGES * 0.1)
  expect(server.counters.malformedDropped).toBeGreaterThan(MESSAGES * 0.005)
  expect(inUse === 0 ? 0 : heapInUse() - inUse).toBeLessThan(MAX_GROWTH_BYTES)
  page.terminate()
})

/** Half of a frame is waited for longer than there is time for here. */
const NOTHING_MORE_MS = 500

/** Everything it got, until the server closed the connection or said no more. */
async function visit(port: number, random: () => number): Promise<Buffer> {
  const socket = connect({ port, host: '127.0.0.1' })
  const got: Buffer[] = []
  const closed = new Promise((gone) => socket.once('close', gone))
  socket.on('data', (bytes) => got.push(bytes)).on('error', () => undefined)
  socket.setTimeout(NOTHING_MORE_MS, () => socket.destroy())
  socket.write(random() < 0.9 ? handshake : mutate(handshake, random))
  for (let n = 0; n < A_CONNECTION; n++)
    socket.write(n === 0 ? frame({ opcode: 1, payload: options }) : nextFrame(options, random))
  socket.end()
  await closed
  return Buffer.concat(got)
}

async function isServed(page: WebSocket): Promise<boolean> {
  const answer = Promise.race([once(page, 'message'), once(page, 'close')])
  page.send(options)
  return String((await answer)[0]).startsWith('SIP/2.0 200')
}
