import { expect, it } from 'vitest'
import { makeDocument } from '../design/document.ts'
import { snapshotOf } from '../design/snapshot.ts'
import type { DialLeg } from '../run/operation.ts'
import type { Caller } from '../run/script.ts'
import { payerOf } from './outside-payer.ts'

const design = snapshotOf([
  makeDocument('user', { id: 'alex', name: 'Alex' }),
  makeDocument('user', { id: 'blair', name: 'Blair' }),
  makeDocument('device', { id: 'desk', name: 'Desk', ownerId: 'alex' }),
  makeDocument('device', { id: 'cell', name: 'Cell', ownerId: 'blair' }),
])
const number = { kind: 'number', number: '+16045550100' } as const
const at = (userId?: string): Caller => ({
  name: '',
  number: '',
  origin: { kind: 'device', deviceId: 'desk', ...(userId === undefined ? {} : { userId }) },
})
const outside: Caller = { name: '', number: '', origin: { kind: 'trunk' } }
const payer = (leg: Partial<DialLeg>, caller: Caller) => payerOf(design, { target: number, ...leg }, caller)

it.each([
  ['what a phone dials is its owner’s and the phone’s', {}, at(), 'alex', 'desk'],
  ['what is dialled by whoever is logged in there is theirs, from that phone', {}, at('blair'), 'blair', 'desk'],
  [
    'what rings somebody else outside is theirs, and of no phone of the caller’s',
    { userId: 'blair' },
    at(),
    'blair',
    '',
  ],
  ['what a person forwards is theirs', { userId: 'blair', forwardedBy: 'blair' }, at(), 'blair', ''],
  ['what a phone forwards is of that phone', { userId: 'blair', forwardedBy: 'cell' }, outside, 'blair', 'cell'],
  [
    'a number that a phone stands for is of that phone',
    { target: { kind: 'device', deviceId: 'cell' } },
    outside,
    '',
    'cell',
  ],
  ['a caller from outside who is sent on is nobody', {}, outside, '', ''],
] as const)('%s', (_what, leg, caller, userId, deviceId) => {
  expect(payer(leg, caller)).toEqual({ userId, deviceId })
})
