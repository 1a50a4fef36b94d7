import { expect, it } from 'vitest'
import { makeDocument } from '../../callflow/design/document.ts'
import { snapshotOf } from '../../callflow/design/snapshot.ts'
import { colleagues } from '../../callflow/rehearse/small-design.ts'
import type { Caller } from '../../callflow/run/script.ts'
import { PinGuard } from './pin-guard.ts'

const design = snapshotOf([
  ...colleagues,
  makeDocument('conference', { id: 'room', name: 'Board' }),
  makeDocument('portal', { id: 'portal', name: 'Away' }),
  makeDocument('menu', { id: 'menu', name: 'Main' }),
  makeDocument('callflow', { id: 'flow', name: 'Dial in' }),
])
const box = { kind: 'mailbox', id: 'mailbox-1001' } as const
const carrier = (number: string, trunkId = 'trunk', isWithheld?: true): Caller => ({
  name: '',
  number,
  origin: { kind: 'trunk', trunkId },
  ...(isWithheld ? { isWithheld } : {}),
})
const phone = (deviceId: string): Caller => ({ name: '', number: '1002', origin: { kind: 'device', deviceId } })

function guarding() {
  const told: string[] = []
  let nowMs = 1_000
  const guard = new PinGuard({ clock: { now: () => nowMs }, onShut: (message) => told.push(message) })
  const ask = (
    caller: Caller,
    { outcome = 'asks', byOwner = false, of = box }: Partial<Parameters<PinGuard['perform']>[0]> = {},
  ) => guard.perform({ kind: 'pin-try', of, outcome, byOwner }, { caller, design })
  const guess = (caller: Caller, count: number, byOwner = false) => {
    for (let made = 0; made < count; made++) ask(caller, { outcome: 'wrong', byOwner })
  }
  return { told, ask, guess, later: (ms: number) => (nowMs += ms) }
}

it('tells of what was shut, once, with the box, the tries and the caller', () => {
  const { told, guess, ask } = guarding()
  guess(carrier('+16045550177'), 20)
  expect(told).toEqual([
    '6 wrong PINs, all from +16045550177: the mailbox "Alex Example 1001" is shut to this caller for an hour.',
  ])
  for (let at = 0; at < 30; at++) ask(carrier(`+1${at}`), { outcome: 'wrong' })
  expect(told[1]).toBe(
    '30 wrong PINs, the last from +123: the mailbox "Alex Example 1001" is shut to all callers from outside for an hour.',
  )
  expect(told).toHaveLength(2)
})

it.each([
  ['conference', 'room', 'the conference "Board"'],
  ['portal', 'portal', 'the Office Anywhere portal "Away"'],
  ['disa', 'flow', 'DISA in the callflow "Dial in"'],
  ['hot-desk', 'user-1002', 'the hot desk of "Blair Example"'],
  ['menu', 'menu', 'recording the greeting of the menu "Main"'],
  ['conference', 'gone', 'the conference is shut'],
] as const)('names a %s (%s)', (kind, id, words) => {
  const { told, ask } = guarding()
  for (let made = 0; made < 6; made++) ask(phone('device-1003'), { outcome: 'wrong', of: { kind, id } })
  expect(told).toHaveLength(1)
  expect(told[0]).toContain(words)
})

it('knows a phone by itself, whoever is at it, and a caller from outside by the number shown', () => {
  const { ask, guess } = guarding()
  guess(phone('device-1002'), 6)
  expect(ask({ ...phone('device-1002'), number: '9999' }).mayTry).toBe(false)
  expect(ask(phone('device-1003')).mayTry).toBe(true)
  guess(carrier('+1'), 6)
  expect(ask(carrier('+1', 'another trunk')).mayTry).toBe(false)
  expect(ask(carrier('+2')).mayTry).toBe(true)
})

it('takes all who withhold their number on one trunk for one caller', () => {
  const { ask, guess, told } = guarding()
  guess(carrier('', 'trunk', true), 3)
  guess(carrier('', 'trunk'), 3)
  expect(ask(carrier('', 'trunk', true)).mayTry).toBe(false)
  expect(ask(carrier('', 'other')).mayTry).toBe(true)
  expect(told[0]).toContain('all from a caller who withholds the number')
})

it('takes nobody from outside for the owner, whatever a step found', () => {
  const { ask, guess } = guarding()
  for (let at = 0; at < 30; at++) ask(carrier(`+1${at}`), { outcome: 'wrong' })
  expect(ask(carrier('+3'), { byOwner: true }).mayTry).toBe(false)
  expect(ask(phone(''), { byOwner: true }).mayTry, 'at no phone of ours').toBe(false)
  expect(ask(phone('device-1001'), { byOwner: true }).mayTry).toBe(true)
  guess(phone('device-1001'), 6, true)
  expect(ask(phone('device-1001'), { byOwner: true }).mayTry).toBe(false)
})

it('lets try again after an hour', () => {
  const { ask, guess, later } = guarding()
  guess(carrier('+1'), 6)
  later(3_599_999)
  expect(ask(carrier('+1')).mayTry).toBe(false)
  later(1)
  expect(ask(carrier('+1')).mayTry).toBe(true)
})
