import { expect, it } from 'vitest'
import { createUserAgent } from '../create-user-agent.ts'
import type { SipRequest } from '../message/message.ts'
import { SimClock } from '../testing/sim-clock.ts'
import { SimNetwork } from '../testing/sim-network.ts'
import type { ResponseOptions } from '../user-agent.ts'

const challenge = (nonce: string, more = ''): ResponseOptions => ({
  status: 401,
  headers: [['WWW-Authenticate', `Digest realm="test", nonce="${nonce}", qop="auth"${more}`]],
})
const proxyChallenge: ResponseOptions = {
  status: 407,
  headers: [['Proxy-Authenticate', 'Digest realm="proxy", nonce="p", qop="auth"']],
}

/** Registers at somebody who answers that way, one answer after the other; the last goes on. */
async function asking(...answers: readonly ResponseOptions[]) {
  const clock = new SimClock()
  const network = new SimNetwork(clock)
  const asked: SipRequest[] = []
  let tokens = 0
  const agent = (address: string) =>
    createUserAgent({
      listen: [],
      userAgentName: address,
      random: () => `token${String(++tokens).padStart(11, '0')}`,
      clock,
      timers: clock,
      transport: network.transport(address),
      onInternalError: (error) => {
        throw error
      },
    })
  const [a, b] = [agent('192.0.2.1'), agent('192.0.2.2')]
  await Promise.all([a.start(), b.start()])
  b.onRequest('REGISTER', ({ request, respond }) => {
    asked.push(request)
    respond(answers[Math.min(asked.length, answers.length) - 1] ?? { status: 200 })
  })
  const uri = 'sip:alice@192.0.2.2'
  const answered = a.request({
    method: 'REGISTER',
    target: 'sip:192.0.2.2',
    from: { uri },
    to: { uri },
    credentials: { username: 'alice', password: 'secret' },
  })
  await clock.advance(2_000)
  const { status } = await answered
  const nonces = (name: string) =>
    asked.map(({ headers }) => /nonce="([^"]*)"/.exec(headers.get(name) ?? '')?.[1] ?? 'none')
  return { status, nonces: nonces('Authorization'), proxyNonces: nonces('Proxy-Authorization'), asked }
}

it('a challenge is answered once: a second one means that the password is wrong (RFC 3261 §22.2)', async () => {
  expect(await asking(challenge('a'), challenge('b'))).toMatchObject({ status: 401, nonces: ['none', 'a'] })
})

it('a nonce that was only stale is answered anew, and once', async () => {
  const stale = (nonce: string) => challenge(nonce, ', stale=TRUE')
  expect(await asking(challenge('a'), stale('b'), { status: 200 })).toMatchObject({
    status: 200,
    nonces: ['none', 'a', 'b'],
  })
  expect(await asking(challenge('a'), stale('b'), stale('c'))).toMatchObject({
    status: 401,
    nonces: ['none', 'a', 'b'],
  })
})

it('a proxy’s challenge and the server’s are answered one after the other, both together', async () => {
  const { status, nonces, proxyNonces } = await asking(proxyChallenge, challenge('a'), { status: 200 })
  expect([status, nonces, proxyNonces]).toEqual([200, ['none', 'none', 'a'], ['none', 'p', 'p']])
})

it('every try has the next CSeq, in the same call', async () => {
  const { asked } = await asking(challenge('a'), { status: 200 })
  const [first, second] = asked.map(({ headers }) => [
    headers.get('Call-ID'),
    Number.parseInt(headers.get('CSeq') ?? ''),
  ])
  expect(second).toEqual([first?.[0], Number(first?.[1]) + 1])
})
