import { expect, it } from 'vitest'
import { Tally } from './tally.ts'

it('counts by key, takes each back once and forgets what nobody has', () => {
  const tally = new Tally()
  const all = [...Array(1_000)].map((_, count) => tally.add(`source ${count % 500}`))
  expect([tally.of('source 7'), tally.of('source 500'), tally.total, tally.size]).toEqual([2, 0, 1_000, 500])
  all[7]?.()
  all[7]?.()
  expect([tally.of('source 7'), tally.total, tally.size]).toEqual([1, 999, 500])
  for (const takeBack of all) takeBack()
  expect([tally.total, tally.size]).toEqual([0, 0])
})
