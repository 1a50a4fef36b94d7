import { connect, type Socket } from 'node:net'
import { expect, it } from 'vitest'
import { createUserAgent } from '../../src/engine/sip/create-user-agent.ts'
import type { IncomingSession } from '../../src/engine/sip/user-agent.ts'
import { sampleSdp } from '../../src/engine/sip/testing/sdp-samples.ts'
import { passwordOf, seat } from '../harness/design.ts'
import type { SoftPhone } from '../harness/soft-phone.ts'
import { pause, until } from '../harness/until.ts'
import { keep, officeUnderAttack, stopAfterEach } from '../harness/office-under-attack.ts'

stopAfterEach()

const SOURCES = 20
const PER_SOURCE = 110
/** From the address the phones on TCP have: more than it may have strangers. */
const BEHIND_THE_NAT = 300

it('2,500 silent, dribbling and pinging connections leave a TCP phone registering, calling and being called', async () => {
  const office = await officeUnderAttack([...seat('1003'), ...seat('1004')])
  const phone = keep(await tcpPhone('1003', office.engine.sipTcpPort))
  expect(await phone.register()).toBe(200)
  await phone.expectCalls('1001', office.first)
  const quiet = keep(await tcpPhone('1004', office.engine.sipTcpPort))
  expect(await quiet.register()).toBe(200)
  await office.expectUnharmed()
  const before = { descriptors: office.descriptors(), bytes: await office.heapBytes() }

  const strangers = keep(await Strangers.open(office.engine.sipTcpPort))
  const open = office.descriptors() - before.descriptors
  expect(open, 'connections kept for strangers').toBeLessThanOrEqual(510)
  await office.expectUnharmed()
  expect(await phone.register(), 'the phone that was there before registers').toBe(200)
  await phone.expectCalls('1001', office.first)
  const late = keep(await tcpPhone('1003', office.engine.sipTcpPort))
  expect(await late.register(), 'a phone that comes meanwhile registers').toBe(200)
  await late.expectCalls('1002', office.second)

  await until('every stranger is shown out', () => strangers.open === 0, 20_000)
  expect(await phone.register(), 'the connection of the phone outlives theirs').toBe(200)
  await quiet.expectCalled(office.first)
  expect(
    [phone, quiet].map((each) => each.wasReconnected()),
    'calls come over the connections they registered by',
  ).toEqual([false, false])
  await office.expectUnharmed()
  await until('descriptors are back', () => office.descriptors() <= before.descriptors + 10)
  expect(await office.heapBytes()).toBeLessThan(before.bytes * 1.1)
  expect(office.engine.log()).not.toContain('exception')
})

/** Connections from many loopback addresses: a third says nothing, a third sends a byte of a header now and then, a third keep-alives. */
class Strangers {
  readonly #sockets = new Set<Socket>()
  readonly #talk: NodeJS.Timeout

  static async open(port: number): Promise<Strangers> {
    const strangers = new Strangers()
    for (let n = 0; n < PER_SOURCE; n++) {
      const opened = Array.from({ length: SOURCES }, (_, source) => strangers.#connect(port, `127.0.0.${100 + source}`))
      await Promise.all(opened)
    }
    for (let n = 0; n < BEHIND_THE_NAT; n++) await strangers.#connect(port, '127.0.0.1')
    await pause(200)
    return strangers
  }

  private constructor() {
    this.#talk = setInterval(() => {
      let n = 0
      for (const socket of this.#sockets) if (n++ % 3 > 0) socket.write(n % 3 === 0 ? '\r\n\r\n' : 'A')
    }, 500)
  }

  get open(): number {
    return this.#sockets.size
  }

  stop(): Promise<void> {
    clearInterval(this.#talk)
    for (const socket of this.#sockets) socket.destroy()
    return Promise.resolve()
  }

  #connect(port: number, localAddress: string): Promise<void> {
    return new Promise((done) => {
      const socket = connect({ port, host: '127.0.0.1', localAddress }, () => done())
      this.#sockets.add(socket)
      socket.resume()
      socket.on('error', () => done())
      socket.on('close', () => {
        this.#sockets.delete(socket)
        done()
      })
    })
  }
}

/** A phone on TCP without sound. It stands at 127.0.0.1, as its connection does. */
async function tcpPhone(username: string, port: number) {
  const userAgent = createUserAgent({
    listen: [{ transport: 'tcp', host: '127.0.0.1', port: 0 }],
    userAgentName: 'Callwright test phone on TCP',
  })
  const [listening] = await userAgent.start()
  const from = { uri: `sip:${username}@127.0.0.1` }
  const credentials = { username, password: passwordOf(username) }
  const flows = new Set<string | undefined>()
  const incoming: ((session: IncomingSession) => void)[] = []
  userAgent.onInvite((session) => {
    flows.add(session.source.flowId)
    incoming.shift()?.(session)
  })
  let cseq = 0
  const dial = (number: string) =>
    new Promise<number>((resolve) => {
      const session = userAgent.invite({
        target: `sip:${number}@127.0.0.1:${port};transport=tcp`,
        from,
        to: { uri: `sip:${number}@127.0.0.1` },
        sdpOffer: sampleSdp(1),
        credentials,
      })
      session.on({
        onConfirmed: () => {
          session.end()
          resolve(200)
        },
        onFailed: ({ status }) => resolve(status),
      })
    })
  return {
    /** A call came to it over another connection than its first. */
    wasReconnected: () => [...flows].some((flowId) => flowId?.endsWith('-1') !== true),
    async register() {
      const { status } = await userAgent.request({
        method: 'REGISTER',
        target: `sip:127.0.0.1:${port};transport=tcp`,
        from,
        to: from,
        headers: [
          ['Contact', `<sip:${username}@127.0.0.1:${listening?.port};transport=tcp>`],
          ['Expires', '3600'],
        ],
        credentials,
        sequence: { sipCallId: `registration-of-${username}`, cseq: (cseq += 2) },
      })
      return status
    },
    /** It calls `number`, where `other` answers, and is called from there. */
    async expectCalls(number: string, other: SoftPhone) {
      const ringing = other.nextCall()
      expect(await dial(number), `${username} calls ${number}`).toBe(200)
      await (await ringing).hangUp()
      await this.expectCalled(other)
    },
    async expectCalled(other: SoftPhone) {
      const rings = new Promise<void>((resolve) => {
        incoming.push((session) => {
          session.answer({ sdp: sampleSdp(2) })
          session.on({ onEnded: () => resolve() })
        })
      })
      const call = await other.dial(username)
      await call.hangUp()
      await rings
    },
    stop: () => userAgent.close(),
  }
}
