import { expect, it } from 'vitest'
import { SimClock } from '../../sip/testing/sim-clock.ts'
import { TroubleMail } from './trouble-mail.ts'

function open() {
  const clock = new SimClock()
  const mails: (readonly string[])[] = []
  const trouble = new TroubleMail({ timers: clock, send: (sentences) => mails.push(sentences) })
  return { clock, mails, trouble }
}

it('what goes wrong together is one mail, each sentence once', async () => {
  const { clock, mails, trouble } = open()
  for (const message of ['The disk is full.', 'A trunk is away.', 'The disk is full.']) trouble.tell(message)
  await clock.advance(4_999)
  expect(mails).toEqual([])
  await clock.advance(1)
  expect(mails).toEqual([['The disk is full.', 'A trunk is away.']])
})

it('the next mail leaves a quarter of an hour later, with all that came meanwhile, and none without news', async () => {
  const { clock, mails, trouble } = open()
  trouble.tell('one')
  await clock.advance(5_000)
  trouble.tell('one')
  await clock.advance(1_000)
  trouble.tell('two')
  await clock.advance(15 * 60_000 - 1_001)
  expect(mails).toHaveLength(1)
  await clock.advance(1)
  expect(mails[1]).toEqual(['one', 'two'])
  await clock.advance(15 * 60_000)
  expect(mails).toHaveLength(2)
  trouble.tell('three')
  await clock.advance(5_000)
  expect(mails[2]).toEqual(['three'])
})

it('a flood is fifty sentences and how many more there were', async () => {
  const { clock, mails, trouble } = open()
  for (let at = 0; at < 70; at++) trouble.tell(`${at} ${'x'.repeat(1_000)}`)
  trouble.tell(`0 ${'x'.repeat(1_000)}`)
  await clock.advance(5_000)
  expect(mails[0]).toHaveLength(51)
  expect(mails[0]?.at(-1)).toBe("20 more stand in the engine's log.")
  expect(mails[0]?.[0]).toHaveLength(500)
  trouble.tell('afterwards')
  await clock.advance(15 * 60_000)
  expect(mails[1]).toEqual(['afterwards'])
})

it('what is gathered leaves with the engine, and nothing after it', async () => {
  const { clock, mails, trouble } = open()
  trouble.tell('the last')
  trouble.close()
  expect(mails).toEqual([['the last']])
  trouble.tell('too late')
  await clock.advance(60 * 60_000)
  expect(mails).toHaveLength(1)
})
