import { describe, expect, it } from 'vitest'
import { makeDocument, type Trunk } from '../design/document.ts'
import { snapshotOf } from '../design/snapshot.ts'
import { trunksFor, type TrunkWish } from './trunk-for.ts'

const trunk = (id: string, fields: Partial<Trunk> = {}) =>
  makeDocument('trunk', { id, name: id, host: `${id}.example.test`, ...fields })
const off = (id: string) => trunk(id, { enabled: false })
const noHost = (id: string) => trunk(id, { host: ' ' })

function idsFor(wish: TrunkWish, outboundTrunkId: string | null, ...trunks: Trunk[]): string {
  const design = snapshotOf([makeDocument('account', { id: 'account', name: 'A', outboundTrunkId }), ...trunks])
  return trunksFor(design, wish)
    .map(({ id }) => id)
    .join(' ')
}

describe('the trunk of an ordinary call', () => {
  it.each<[string, TrunkWish, string | null, Trunk[], string]>([
    ['is the one its step names', { trunkId: 'b' }, 'a', [trunk('a'), trunk('b')], 'b'],
    ['is the account’s where the step names none', {}, 'b', [trunk('a'), trunk('b')], 'b'],
    ['is the account’s where the step names one that is gone', { trunkId: 'x' }, 'b', [trunk('a'), trunk('b')], 'b'],
    ['is the only one where nothing is chosen', { trunkId: null }, null, [off('a'), trunk('b')], 'b'],
    ['is none where several could be meant', {}, null, [trunk('a'), trunk('b')], ''],
    ['is no other than the one chosen when that is off', { trunkId: 'a' }, 'b', [off('a'), trunk('b')], ''],
    ['is no other than the account’s when that has no host', {}, 'a', [noHost('a'), trunk('b')], ''],
    ['is none without trunks', {}, null, [], ''],
  ])('%s', (_what, wish, outbound, trunks, expected) => {
    expect(idsFor(wish, outbound, ...trunks)).toBe(expected)
  })
})

describe('the trunks of a call for help', () => {
  it.each<[string, string | undefined, string | null, Trunk[], string]>([
    ['begin with the step’s, then the account’s', 'c', 'b', [trunk('a'), trunk('b'), trunk('c')], 'c b a'],
    ['are all that lead out where nothing is chosen', undefined, null, [trunk('a'), trunk('b')], 'a b'],
    ['leave out those that are off', 'a', 'b', [off('a'), off('b'), trunk('c')], 'c'],
    ['leave out those without a host', undefined, 'a', [noHost('a'), trunk('b')], 'b'],
    ['do without those that are gone', 'x', 'y', [trunk('a')], 'a'],
  ])('%s', (_what, trunkId, outbound, trunks, expected) => {
    expect(idsFor({ trunkId, isForHelp: true }, outbound, ...trunks)).toBe(expected)
  })
})

describe('trunks that share the calls of an account', () => {
  const shared = (id: string, fields: Partial<Trunk> = {}) => trunk(id, { shared: true, ...fields })
  const german = { numberPatterns: ['^\\+49'] }

  it.each<[string, TrunkWish, string | null, Trunk[], string]>([
    ['are tried by turn', {}, null, [shared('a', { priority: 20 }), shared('b', { priority: 5 }), trunk('c')], 'b a'],
    ['follow the account’s', {}, 'c', [shared('a'), trunk('c')], 'c a'],
    ['come once where the account’s is one', {}, 'a', [shared('a')], 'a'],
    ['take nothing from the step’s', { trunkId: 'c' }, 'c', [shared('a'), trunk('c')], 'c'],
    ['leave out those that are off', {}, 'c', [shared('a', { enabled: false }), off('c'), shared('b')], 'b'],
    [
      'take only numbers they are for',
      { number: '+331' },
      null,
      [shared('a', german), shared('b', { priority: 90 })],
      'b',
    ],
    ['take those they are for', { number: '+4930' }, null, [shared('a', german), shared('b', { priority: 90 })], 'a b'],
    ['leave the account’s out where it is for others', { number: '+331' }, 'c', [shared('a'), trunk('c', german)], 'a'],
    ['are none where the only one is for others', { number: '+331' }, null, [trunk('a', german)], ''],
    ['are all where no number is asked for', {}, null, [shared('a', german)], 'a'],
  ])('%s', (_what, wish, outbound, trunks, expected) => {
    expect(idsFor(wish, outbound, ...trunks)).toBe(expected)
  })

  it('whatever they are for take calls for help', () => {
    expect(idsFor({ isForHelp: true, number: '911' }, null, trunk('a', german))).toBe('a')
  })

  it('divide numbers of one turn by their shares', () => {
    const two = [shared('a', { weight: 90 }), shared('b', { weight: 10 })]
    const first = Array.from({ length: 200 }, (_, at) => idsFor({ number: `+1604555${1_000 + at}` }, null, ...two))
    const toA = first.filter((ids) => ids === 'a b').length
    expect([toA > 150, toA < 200]).toEqual([true, true])
  })
})
