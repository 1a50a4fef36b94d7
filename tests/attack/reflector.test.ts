import { expect, it } from 'vitest'
import { pause } from '../harness/until.ts'
import { keep, officeUnderAttack, stopAfterEach } from '../harness/office-under-attack.ts'
import { requestText, startStranger } from './stranger.ts'

stopAfterEach()

/** Longer than the first three retransmissions of a final answer (RFC 3261 §17.2.1: after 0.5, 1.5 and 3.5 s). */
const LISTEN_MS = 4_000
/** What a forged address gets for what its forger spent. Headers are echoed; a challenge has to be added to them. */
const MOST_BYTES_A_BYTE = 1.45
const MOST_BYTES_MORE = 210

it('a request without credentials draws one answer, hardly longer than the question, whatever it asks', async () => {
  const office = await officeUnderAttack()
  const { engine } = office
  const before = (await engine.control.health()).counters.sipTransactions
  const asked = await Promise.all(
    ['INVITE', 'REGISTER', 'OPTIONS', 'BYE', 'SUBSCRIBE', 'MESSAGE', 'CANCEL', 'INFO', 'PRACK'].map(async (method) => {
      const stranger = keep(await startStranger('127.0.0.66', engine.sipPort))
      const about = { id: `a-call-id-as-phones-have-them-${method}` }
      await stranger.send(requestText({ ...about, method }))
      return { method, about, stranger }
    }),
  )
  await pause(LISTEN_MS)
  for (const { stranger } of asked) {
    expect(stranger.answers).toHaveLength(1)
    expect(stranger.answeredBytes / stranger.sentBytes).toBeLessThan(MOST_BYTES_A_BYTE)
  }
  expect((await engine.control.health()).counters.sipTransactions).toBe(before)
  // A retransmission is answered alike (§8.2.7), and the ACK of a challenge by nothing.
  for (const { method, about, stranger } of asked) {
    await stranger.send(requestText({ ...about, method }))
    await stranger.send(requestText({ ...about, method: 'ACK' }))
  }
  await pause(500)
  for (const { stranger } of asked) {
    const [first, second, ...more] = stranger.answers.map((answer) => /^To: .*$/m.exec(answer)?.[0])
    expect(first).toContain(';tag=')
    expect(second).toBe(first)
    expect(more).toEqual([])
  }
  await office.expectUnharmed()
})

it('the shortest request there is draws a challenge and nothing more', async () => {
  const office = await officeUnderAttack()
  const stranger = keep(await startStranger('127.0.0.66', office.engine.sipPort))
  const lines = [
    'INVITE sip:a@b SIP/2.0',
    'v:SIP/2.0/UDP a;branch=z9hG4bK1;rport',
    'f:<sip:a@b>;tag=1',
    't:<sip:a@b>',
    'i:1',
  ]
  const answered = stranger.answerTo('1')
  await stranger.send([...lines, 'CSeq:1 INVITE', '', ''].join('\r\n'))
  expect(await answered).toMatch(/^SIP\/2\.0 401 /)
  expect(stranger.answeredBytes - stranger.sentBytes).toBeLessThan(MOST_BYTES_MORE)
})

it('3,000 questions whether anybody is there are answered, each once', async () => {
  const office = await officeUnderAttack()
  const stranger = keep(await startStranger('127.0.0.66', office.engine.sipPort))
  for (let sent = 0; sent < 3_000; sent += 100) {
    const answered = stranger.answerTo(`options-${sent + 99}`)
    for (let i = 0; i < 100; i++) await stranger.send(requestText({ method: 'OPTIONS', id: `options-${sent + i}` }))
    await answered
  }
  await office.expectUnharmed()
  expect(stranger.answers).toHaveLength(3_000)
  expect(stranger.answers.every((answer) => answer.startsWith('SIP/2.0 200 '))).toBe(true)
  expect(stranger.answeredBytes / stranger.sentBytes).toBeLessThan(1.55) // it lists what is taken (RFC 3261 §11.2)
})
