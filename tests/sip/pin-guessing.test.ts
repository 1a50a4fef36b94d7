import { expect, it } from 'vitest'
import { makeDocument } from '../../src/callflow/design/document.ts'
import type { TraceEvent } from '../../src/callflow/run/trace.ts'
import { createUserAgent } from '../../src/engine/sip/create-user-agent.ts'
import { sampleSdp } from '../../src/engine/sip/testing/sdp-samples.ts'
import type { SipUserAgent } from '../../src/engine/sip/user-agent.ts'
import { passwordOf, seat } from '../harness/design.ts'
import { flow } from '../harness/flow.ts'
import { traceOf } from '../harness/observe.ts'
import { pause, until } from '../harness/until.ts'
import { keep, type OfficeUnderAttack, officeUnderAttack, stopAfterEach } from '../harness/office-under-attack.ts'

stopAfterEach()

const strangerHost = '127.0.0.66'
const pin = '4711'

/** The office, with a carrier that brings the stranger's calls in to the mailbox of 1003, who is at a phone of the office. */
async function officeWithBox(): Promise<OfficeUnderAttack> {
  return officeUnderAttack([
    makeDocument('trunk', { id: 'trunk', name: 'Carrier', host: strangerHost, allowedAddresses: [strangerHost] }),
    ...seat('1003', { mailbox: { pin, isSetUp: true, requirePin: true } }),
    flow('check', {
      numbers: ['*97', '+12125550100'],
      nodes: { check: { type: 'check-voicemail', settings: { mailboxId: 'box-1003' } } },
    }),
  ])
}

async function agentAt(host: string): Promise<SipUserAgent> {
  const agent = createUserAgent({ listen: [{ transport: 'udp', host, port: 0 }], userAgentName: 'caller' })
  await agent.start()
  keep({ stop: () => agent.close() })
  return agent
}

interface Call {
  readonly office: OfficeUnderAttack
  readonly agent: SipUserAgent
  readonly dialled: string
  readonly from: string
  /** Of one of our phones. */
  readonly username?: string
}

/** Calls, and is answered. `key` keys these PINs in one go and waits until it is hung up or in the box: what the engine's trace says of it. */
async function dial({ office, agent, dialled, from, username }: Call) {
  const { engine } = office
  const before = new Set((await engine.control.calls.list()).map(({ callId }) => callId))
  let isOver = false
  const target = `sip:${dialled}@127.0.0.1:${engine.sipPort}`
  const session = agent.invite({
    target,
    from: { uri: `sip:${from}@carrier.example.test` },
    to: { uri: target },
    sdpOffer: sampleSdp(40_000),
    ...(username === undefined ? {} : { credentials: { username, password: passwordOf(username) } }),
  })
  const answered = new Promise<void>((resolve, reject) => {
    session.on({
      onConfirmed: () => resolve(),
      onFailed: ({ status }) => reject(new Error(`refused with ${status}`)),
      onEnded: () => (isOver = true),
    })
  })
  const callId = await until('the call', async () => {
    return (await engine.control.calls.list()).find((each) => !before.has(each.callId))?.callId
  })
  await answered
  return { key }

  async function key(pins: readonly string[]) {
    // One # ends the PIN, the other what is said of it.
    for (const each of pins.map((digits) => `${digits}##`).join('')) {
      session.info({ contentType: 'application/dtmf-relay', content: `Signal=${each}\r\nDuration=100\r\n` })
      await pause(5)
    }
    const trace = await until('its end, or the box', async () => {
      const found = await traceOf(engine, callId)
      return isOver || isIn(found) ? found : undefined
    })
    session.end()
    return trace
  }
}

const keyed = async (call: Call, pins: readonly string[]) => (await dial(call)).key(pins)

const isIn = (trace: readonly TraceEvent[]) =>
  trace.some((event) => event.kind === 'operation' && event.operation.kind === 'list-messages')
const guesses = (trace: readonly TraceEvent[]) =>
  trace.filter(({ kind, ...event }) => kind === 'operation' && isWrongPin(event)).length
const isWrongPin = (event: object) =>
  'operation' in event && JSON.stringify(event.operation).includes('"outcome":"wrong"')

it('a stranger who calls again and again with PINs is shut out over calls, by one number or many; the owner is not', async () => {
  const office = await officeWithBox()
  const { engine } = office
  const problems: string[] = []
  void (async () => {
    for await (const event of await engine.control.events()) if (event.kind === 'problem') problems.push(event.message)
  })().catch(() => {}) // ends with the engine
  await office.expectUnharmed()
  const stranger = await agentAt(strangerHost)
  const tries = async (from: string, pins: readonly string[]) => {
    const trace = await keyed({ office, agent: stranger, dialled: '+12125550100', from }, pins)
    return { guesses: guesses(trace), isIn: isIn(trace) }
  }
  const wrong = ['0001', '0002', '0003']

  expect((await tries('+12125550199', [pin])).isIn, 'the PIN works from outside').toBe(true)
  const ofOne = []
  for (let call = 0; call < 4; call++) ofOne.push((await tries('+12125550199', wrong)).guesses)
  expect(ofOne).toEqual([3, 3, 0, 0])
  expect(await tries('+12125550199', [pin])).toEqual({ guesses: 0, isIn: false })

  await office.expectUnharmed()
  const ofMany = []
  for (let call = 0; call < 10; call++) ofMany.push((await tries(`+1212555020${call}`, wrong)).guesses)
  expect(ofMany).toEqual([3, 3, 3, 3, 3, 3, 3, 3, 0, 0])
  expect(await tries('+12125550300', [pin])).toEqual({ guesses: 0, isIn: false })

  const phone = await agentAt('127.0.0.13')
  const owner = { office, agent: phone, dialled: '*97', from: '1003', username: '1003' }
  expect(isIn(await keyed(owner, [pin])), 'the owner at their own phone').toBe(true)
  await office.expectUnharmed()
  await until('both are told', () => problems.length >= 2)
  expect(problems).toEqual([
    '6 wrong PINs, all from +12125550199: the mailbox "Box 1003 1003" is shut to this caller for an hour.',
    '30 wrong PINs, the last from +12125550207: the mailbox "Box 1003 1003" is shut to all callers from outside for an hour.',
  ])
  expect(engine.log(), 'no caller stands in the log').not.toContain('+1212555')
})

it('calls that were all asked before are no more guesses than one after the other', async () => {
  const office = await officeWithBox()
  const agent = await agentAt(strangerHost)
  const from = '+12125550199'
  const calls = []
  for (let at = 0; at < 8; at++) calls.push(await dial({ office, agent, dialled: '+12125550100', from }))
  const last = calls.pop()
  const traces = await Promise.all(calls.map(({ key }, at) => key([`000${at}`, `001${at}`])))
  expect(traces.some(isIn)).toBe(false)
  expect(isIn((await last?.key([pin])) ?? []), 'the right one, after too many wrong ones').toBe(false)
  await office.expectUnharmed()
})
