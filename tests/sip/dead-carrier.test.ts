import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import { makeDocument } from '../../src/callflow/design/document.ts'
import { snapshotOf } from '../../src/callflow/design/snapshot.ts'
import { createUserAgent } from '../../src/engine/sip/create-user-agent.ts'
import { sampleSdp } from '../../src/engine/sip/testing/sdp-samples.ts'
import { company, passwordOf, seat } from '../harness/design.ts'
import { startTestEngine } from '../harness/engine.ts'
import { firstCdr } from '../harness/observe.ts'
import { startTestPhone } from '../harness/test-phone.ts'
import { until } from '../harness/until.ts'

const running: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const stop of running.splice(0).toReversed()) await stop()
})

const firstLineOf = (message: string) => message.split('\r\n', 1)[0] ?? ''
const headerOf = (message: string, name: string) => new RegExp(`^${name}: .*$`, 'mi').exec(message)?.[0] ?? ''

/** A carrier whose packets arrive and that says nothing until told to. */
async function silentCarrier() {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.2')
  await once(socket, 'listening')
  running.push(async () => socket.close())
  const got: string[] = []
  let engine = { address: '', port: 0 }
  socket.on('message', (message, from) => {
    got.push(message.toString('latin1'))
    engine = from
  })
  return {
    host: `127.0.0.2:${socket.address().port}`,
    got,
    /** Answers the INVITE it got at last. */
    say(status: string) {
      const invite = got.find((each) => each.startsWith('INVITE')) ?? ''
      const headers = ['Via', 'From', 'Call-ID', 'CSeq'].map((name) => headerOf(invite, name))
      const to = `${headerOf(invite, 'To')};tag=late`
      const contact = `Contact: <sip:127.0.0.2:${socket.address().port}>`
      const answer = [`SIP/2.0 ${status}`, ...headers, to, contact, 'Content-Length: 0', '', ''].join('\r\n')
      socket.send(answer, engine.port, engine.address)
    },
  }
}

async function carrierThatAnswers() {
  const carrier = createUserAgent({
    listen: [{ transport: 'udp', host: '127.0.0.3', port: 0 }],
    userAgentName: 'Works',
  })
  const [at] = await carrier.start()
  running.push(() => carrier.close())
  const asked: string[] = []
  carrier.onInvite((session) => {
    session.on({})
    asked.push(session.request.uri)
    session.answer({ sdp: sampleSdp(9) })
  })
  return { host: `127.0.0.3:${at?.port}`, asked }
}

describe('a call for help whose first carrier is dead', () => {
  it.each(['180 Ringing', '200 OK'])(
    'goes out by the next, and a late %s of the first leaves nothing behind',
    async (late) => {
      const [dead, works] = await Promise.all([silentCarrier(), carrierThatAnswers()])
      const engine = await startTestEngine()
      running.push(() => engine.stop())
      const documents = [
        ...company({ country: 'US', outboundTrunkId: 'first' }),
        ...seat('1001'),
        makeDocument('trunk', { id: 'first', name: 'First', host: dead.host }),
        makeDocument('trunk', { id: 'second', name: 'Second', host: works.host }),
      ]
      await engine.activate([...snapshotOf(documents).documents()])
      const phone = await startTestPhone('1001', engine.sipPort)
      running.push(() => phone.close())
      const uri = `sip:911@127.0.0.1:${engine.sipPort}`
      const call = phone.userAgent.invite({
        target: uri,
        from: { uri: 'sip:1001@127.0.0.1' },
        to: { uri },
        sdpOffer: sampleSdp(9),
        credentials: { username: '1001', password: passwordOf('1001') },
      })
      let isAnswered = false
      call.on({ onConfirmed: () => (isAnswered = true) })
      await until('the second carrier answers', () => isAnswered, 12_000)
      expect(works.asked).toEqual([expect.stringMatching(/^sip:911@/)])
      expect(dead.got.map(firstLineOf)).toEqual(
        Array.from({ length: 4 }, () => expect.stringMatching(/^INVITE sip:911@/)),
      )

      dead.say(late)
      const ending = late === '200 OK' ? 'BYE' : 'CANCEL'
      await until(`the first carrier gets a ${ending}`, () => dead.got.some((each) => each.startsWith(ending)))
      call.end()
      expect(await firstCdr(engine)).toMatchObject({ answeredBy: '911', endReason: 'caller-gone' })
    },
  )
})
