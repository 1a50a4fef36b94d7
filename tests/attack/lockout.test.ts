import { expect, it } from 'vitest'
import { keep, officeUnderAttack, stopAfterEach } from '../harness/office-under-attack.ts'
import { authorization, nonceIn, requestText, type Stranger, startStranger } from './stranger.ts'

stopAfterEach()

/** The phones' own addresses, as whoever forges them or sits behind the same NAT has them, and places of their own. */
const ADDRESSES = ['127.0.0.11', '127.0.0.12', '127.0.0.66', '127.0.0.67', '127.0.0.68']
let guesses = 0

it('answers to nonces that nobody gave lock nobody out, from wherever they come and however often', async () => {
  const office = await officeUnderAttack()
  const strangers = await Promise.all(ADDRESSES.map((address) => startStranger(address, office.engine.sipPort)))
  for (const each of strangers) keep(each)
  await office.expectUnharmed()
  for (let round = 0; round < 3; round++) {
    for (const stranger of strangers) await makeUpNonces(stranger, 120)
    await office.expectUnharmed()
  }
  expect((await office.engine.control.health()).counters.authFailures).toBe(0)
  expect(answersOf(strangers)).toEqual({ 401: ADDRESSES.length * 3 * 120 })
})

it('wrong passwords for a phone, given to nonces of ours from its own address and others, leave it registering and calling', async () => {
  const office = await officeUnderAttack()
  const strangers = await Promise.all(ADDRESSES.map((address) => startStranger(address, office.engine.sipPort)))
  for (const each of strangers) keep(each)
  await office.expectUnharmed()
  for (const stranger of strangers) await guess(stranger, 120)
  await office.expectUnharmed()
  const answers = strangers.flatMap((stranger) => stranger.answers)
  const refused = answers.filter((answer) => answer.startsWith('SIP/2.0 403'))
  expect(refused).toHaveLength(ADDRESSES.length * 120)
  // Whoever guesses on is told to wait.
  const told = refused.filter((answer) => /^Retry-After: [1-9]/m.test(answer))
  expect(told.length).toBeGreaterThan(refused.length - 60)
  await Promise.all(strangers.map((stranger) => guess(stranger, 60)))
  await office.expectUnharmed()
})

async function makeUpNonces(stranger: Stranger, count: number): Promise<void> {
  for (let sent = 0; sent < count; sent++) {
    const id = `made-up-${++guesses}`
    const method = sent % 2 === 0 ? 'REGISTER' : 'INVITE'
    const header = authorization({ method, username: '1001', password: 'guess', nonce: 'made.up', cnonce: id })
    const answered = stranger.answerTo(id)
    await stranger.send(requestText({ method, id, headers: [header] }))
    await answered
  }
}

async function guess(stranger: Stranger, count: number): Promise<void> {
  let nonce = ''
  for (let sent = 0; sent < count; sent++) {
    const id = `guess-${++guesses}`
    if (nonce === '') {
      const challenged = stranger.answerTo(`ask-${id}`)
      await stranger.send(requestText({ method: 'REGISTER', id: `ask-${id}` }))
      nonce = nonceIn(await challenged)
    }
    const header = authorization({ method: 'REGISTER', username: '1001', password: id, nonce, cnonce: id })
    const answered = stranger.answerTo(id)
    await stranger.send(requestText({ method: 'REGISTER', id, headers: [header] }))
    await answered
  }
}

/** How many of each status. */
function answersOf(strangers: readonly Stranger[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { answers } of strangers) {
    for (const answer of answers) {
      const status = answer.slice('SIP/2.0 '.length, 'SIP/2.0 '.length + 3)
      counts[status] = (counts[status] ?? 0) + 1
    }
  }
  return counts
}
