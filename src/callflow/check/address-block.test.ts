import { expect, it } from 'vitest'
import { isHugeBlock, isWholeInternet } from './address-block.ts'

it.each(['0.0.0.0/0', ' ::/0 ', '0.0.0.0/1', '128.0.0.0/1', '203.0.0.0/15', '2001::/31', '10.0.0.0/7', 'fc00::/6'])(
  '%j holds strangers',
  (block) => {
    expect(isHugeBlock(block)).toBe(true)
  },
)

it.each([
  '192.0.2.10',
  '203.0.0.0/16',
  '2001:db8::/32',
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/15',
  '100.64.0.0/10',
  'fd00::/8',
  'fe80::/10',
  'carrier/0',
  '0.0.0.0/none',
  '',
])('%j does not', (block) => {
  expect(isHugeBlock(block)).toBe(false)
})

it('knows the whole internet', () => {
  expect(['0.0.0.0/0', '::/0', '0.0.0.0/1', '0.0.0.0'].map(isWholeInternet)).toEqual([true, true, false, false])
})
