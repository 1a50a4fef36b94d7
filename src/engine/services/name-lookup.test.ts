import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { SteadyClock } from '../clock.ts'
import { NameLookups } from './name-lookup.ts'
import type { WebAnswer } from './web-client.ts'

const silent = { warn: () => {}, error: () => {} }
const about = { number: '+16045550199', listed: '', url: 'https://names.example.test/who' }
const says = (body: string, status = 200): WebAnswer => ({ ok: true, status, body })

function lookups(answers: (url: string) => WebAnswer | Promise<WebAnswer>) {
  const at = { nowMs: 0 }
  const asked: string[] = []
  const names = new NameLookups({
    clock: new SteadyClock({ wall: () => at.nowMs, monotonic: () => at.nowMs, uptime: () => at.nowMs }),
    log: silent,
    ask: async (url) => {
      asked.push(url)
      return answers(url)
    },
  })
  return { names, asked, at }
}

describe('the name of a caller', () => {
  it.each([
    ['a line of text', says('Jamie Rivera\r\nand more'), 'Jamie Rivera'],
    ['JSON with a name', says('{"name":"Jamie Rivera","since":1}'), 'Jamie Rivera'],
    ['a JSON text', says('"Jamie Rivera"'), 'Jamie Rivera'],
    ['marks that cannot be seen', says('  Jam\u0000ie\u202e\tRivera\u007f '), 'Jam ie Rivera'],
    ['a name that never ends', says('J'.repeat(4_000)), `${'J'.repeat(59)}…`],
  ])('is read out of %s', async (_, answer, name) => {
    expect(await lookups(() => answer).names.find(about)).toEqual({ outcome: 'found', name })
  })

  it.each([
    ['nothing', says(''), 'unknown'],
    ['a page for people', says('<html>Jamie'), 'unknown'],
    ['JSON without a name', says('{"error":"no"}'), 'unknown'],
    ['JSON cut short', says('{"name":"Ja'), 'unknown'],
    ['404', says('Not found', 404), 'unknown'],
    ['a redirect', says('', 302), 'unknown'],
    ['500', says('oops', 500), 'failed'],
    ['no answer', { ok: false, error: 'no answer within 1 s' }, 'failed'],
  ] as const)('is none in %s', async (_, answer, outcome) => {
    expect(await lookups(() => answer).names.find(about)).toEqual({ outcome })
  })

  it('comes from the list where that has one, and nobody is asked', async () => {
    const { names, asked } = lookups(() => says('Other'))
    expect(await names.find({ ...about, listed: 'Jamie\nRivera' })).toEqual({ outcome: 'found', name: 'Jamie Rivera' })
    expect(await names.find({ ...about, url: '' })).toEqual({ outcome: 'unknown' })
    expect(asked).toEqual([])
  })

  it('is asked for with the number, whatever the address asks already', async () => {
    const { names, asked } = lookups(() => says('Jamie'))
    await names.find(about)
    await names.find({ ...about, url: 'https://names.example.test/?key=1#top' })
    expect(asked).toEqual([
      'https://names.example.test/who?number=%2B16045550199',
      'https://names.example.test/?key=1&number=%2B16045550199#top',
    ])
  })

  it('is kept: a day when found, an hour when unknown, a minute when it could not be had', async () => {
    for (const [answer, keptMs] of [
      [says('Jamie'), 24 * 3_600_000],
      [says('', 404), 3_600_000],
      [says('', 503), 60_000],
    ] as const) {
      const { names, asked, at } = lookups(() => answer)
      await names.find(about)
      at.nowMs = keptMs - 1
      await names.find(about)
      expect(asked).toHaveLength(1)
      at.nowMs = keptMs
      await names.find(about)
      expect(asked).toHaveLength(2)
    }
  })

  it('is asked for once by calls that come together, and by 50 at once at the most', async () => {
    const open: ((answer: WebAnswer) => void)[] = []
    const { names, asked } = lookups(() => new Promise((resolve) => open.push(resolve)))
    const same = [names.find(about), names.find(about)]
    const others = Array.from({ length: 60 }, (_, at) => names.find({ ...about, number: `+1604555${1_000 + at}` }))
    expect(asked).toHaveLength(50)
    for (const answer of open) answer(says('Jamie'))
    expect(await Promise.all(same)).toEqual(Array(2).fill({ outcome: 'found', name: 'Jamie' }))
    const outcomes = (await Promise.all(others)).map(({ outcome }) => outcome)
    expect(outcomes.filter((outcome) => outcome === 'failed')).toHaveLength(11)
  })

  it('is waited for by no call longer than a second', async () => {
    const server = createServer(() => {})
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve)
    })
    onTestFinished(() => {
      server.closeAllConnections()
      server.close()
    })
    const { port } = server.address() as AddressInfo // it listens on a port
    const names = new NameLookups({ clock: new SteadyClock(), log: silent })
    expect(await names.find({ ...about, url: `http://127.0.0.1:${port}/` })).toEqual({ outcome: 'failed' })
  })
})
