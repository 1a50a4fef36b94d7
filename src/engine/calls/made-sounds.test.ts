import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { publicOnly } from '../services/address-rule.ts'
import { account, flow, type Office, openOffice } from './testing/small-office.ts'

const tone = readFileSync(join(import.meta.dirname, '../../audio/fixtures/tone.wav'))
const NUMBER = '6045550100'

let server: Server
let asked: ServerResponse[]

beforeEach(async () => {
  asked = []
  server = createServer((_, response) => void asked.push(response))
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
})

afterEach(() => {
  server.closeAllConnections()
  server.close()
})

/** Calls to the number hear a text, which this server speaks. */
const office = (): Promise<Office> => {
  const { port } = server.address() as AddressInfo // it listens on a port
  return openOffice([
    account({ speechUrl: `http://127.0.0.1:${port}/` }),
    flow(NUMBER, { 'text-to-speech': { text: 'Hello' }, 'hang-up': {} }, ['text-to-speech _ hang-up']),
  ])
}

const results = ({ bed }: Office) =>
  bed.traced.flatMap((event) => (event.kind === 'result' && event.operation === 'play' ? [event.result] : []))

describe('a sound that is made while the call waits', () => {
  it('is played when it is there, and the call goes on after it', async () => {
    const at = await office()
    at.carrier.call(NUMBER)
    await at.bed.clock.advance(1_000)
    await expect.poll(() => asked.length, { timeout: 10_000 }).toBe(1)
    expect(results(at)).toEqual([])
    asked[0]?.end(tone)
    await expect
      .poll(
        async () => {
          await at.bed.clock.advance(1_000)
          return results(at)
        },
        { timeout: 15_000 },
      )
      .toEqual([{ outcome: 'completed' }])
    await at.bed.clock.advance(2_000)
    expect(at.bed.cdrs).toHaveLength(1)
  })

  it('does not hold a caller who hangs up', async () => {
    const at = await office()
    const call = at.carrier.call(NUMBER)
    await at.bed.clock.advance(1_000)
    await expect.poll(() => asked.length, { timeout: 10_000 }).toBe(1)
    call.session.end()
    await at.bed.clock.advance(1_000)
    expect(at.bed.cdrs).toHaveLength(1)
    asked[0]?.end(tone)
    await at.bed.clock.advance(1_000)
    expect(at.bed.errors).toEqual([])
  })

  it('is made once for all who wait for it', async () => {
    const at = await office()
    at.carrier.call(NUMBER)
    at.carrier.call(NUMBER)
    await at.bed.clock.advance(1_000)
    await expect.poll(() => asked.length, { timeout: 10_000 }).toBe(1)
    asked[0]?.writeHead(500).end()
    const why = 'the speech server answered 500'
    const missing = { outcome: 'missing', what: 'speech', why }
    await expect
      .poll(
        async () => {
          await at.bed.clock.advance(1_000)
          return results(at)
        },
        { timeout: 15_000 },
      )
      .toEqual([missing, missing])
  })
})

describe('a sound that a server outside sends to an address inside', () => {
  /** 127.0.0.1 stands for an address outside; 127.0.0.2, as every other of this machine, is inside. */
  const soundsFrom = (address: string) => address === '127.0.0.1' || publicOnly(address)

  it('is not asked for there, whoever is asked to go: the call hears the rest, and goes on where its script says', async () => {
    let askedInside = 0
    const inside = createServer((_, response) => {
      askedInside++
      response.end(tone)
    })
    await new Promise<void>((resolve) => {
      inside.listen(0, '127.0.0.2', resolve)
    })
    onTestFinished(() => void inside.close())
    const { port } = inside.address() as AddressInfo
    const { port: outside } = server.address() as AddressInfo
    const at = `http://127.0.0.1:${outside}`
    const plays = ['/moved', '/tone.wav'].map((path) => `<Play>${at}${path}</Play>`).join('')
    server.removeAllListeners('request')
    server.on('request', ({ url }, response: ServerResponse) => {
      if (url === '/moved') response.writeHead(302, { Location: `http://127.0.0.2:${port}/secret.wav` }).end()
      else if (url === '/tone.wav') response.end(tone)
      else
        response
          .writeHead(200, { 'Content-Type': 'application/xml' })
          .end(`<Response>${plays}<Dial>1002</Dial></Response>`)
    })
    const drawn = flow(NUMBER, { pivot: { url: `${at}/twiml`, format: 'twiml' } })
    const of = await openOffice([account({ allowsPrivateWeb: true }), drawn], 100, { soundsFrom })
    of.carrier.call(NUMBER)
    await expect
      .poll(
        async () => {
          await of.bed.clock.advance(1_000)
          return [results(of), of.phones[1002].called.length]
        },
        { timeout: 15_000 },
      )
      .toEqual([
        [
          {
            outcome: 'missing',
            what: 'web',
            why: '127.0.0.2 is at 127.0.0.2, which is no public address: the account does not allow that',
          },
          { outcome: 'completed' },
        ],
        1,
      ])
    expect(askedInside).toBe(0)
    expect(of.bed.switchboard.list()).toMatchObject([{ state: 'talking' }])
  })
})
