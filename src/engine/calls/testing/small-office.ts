import { createHash } from 'node:crypto'
import { expect, onTestFinished } from 'vitest'
import {
  type Account,
  type Device,
  type Document,
  makeDocument,
  type Trunk,
} from '../../../callflow/design/document.ts'
import { drawFlow, type FlowDrawing } from '../../../callflow/rehearse/small-design.ts'
import { type BedExtras, CallBed } from './call-bed.ts'
import { passwordOf, type SimParty } from './sim-party.ts'

/** Support for tests: an office of four people with a phone each, a carrier, and hold music. */

export const CARRIER = '198.51.100.1'
export const SECOND_CARRIER = '198.51.100.2'
export const OUTSIDE = '6045550199'

export const extensions = ['1001', '1002', '1003', '1004'] as const
export type Extension = (typeof extensions)[number]

export const device = (username: string, fields: Partial<Device> = {}) =>
  makeDocument('device', {
    id: username,
    name: username,
    ownerId: `user-${username}`,
    sipUsername: username,
    sipPassword: passwordOf(username),
    ...fields,
  })

export const trunk = (id: string, host: string, fields: Partial<Trunk> = {}) =>
  makeDocument('trunk', { id, name: id, host, allowedAddresses: [host], ...fields })

export const account = (fields: Partial<Account> = {}) =>
  makeDocument('account', { id: 'account', name: 'Company', sipRealm: 'bed.test', holdMusicId: 'sound', ...fields })

/** Rings those people's phones together, for 20 s unless told otherwise. */
export const group = (number: string, members: readonly string[], settings: Record<string, unknown> = {}) =>
  drawFlow({
    id: `group-${number}`,
    numbers: [number],
    nodes: {
      'ring-group': { members: members.map((id) => ({ id, delaySec: 0, timeoutSec: 20, weight: 20 })), ...settings },
    },
  })

export const flow = (number: string, nodes: FlowDrawing['nodes'], wires: readonly string[] = []) =>
  drawFlow({ id: `flow-${number}`, numbers: [number], nodes, wires })

const office: readonly Document[] = [
  account(),
  ...extensions.map((id) => makeDocument('user', { id: `user-${id}`, name: `Person ${id}`, extension: id })),
  ...extensions.map((id) => device(id)),
  ...extensions.map((id) => flow(id, { device: { deviceId: id, timeoutSec: 20 } })),
  trunk('trunk', CARRIER),
  makeDocument('media', {
    id: 'sound',
    name: 'sound',
    sha256: createHash('sha256').update('silence').digest('hex'),
  }),
  /** Answered at once, never ended by us. */
  flow('2000', { 'play-media': { mediaId: 'sound' }, sleep: { durationSec: 3_600 } }, ['play-media _ sleep']),
]

export interface Restart {
  readonly downMs?: number
  readonly changes?: readonly Document[]
  readonly meanwhile?: () => void
}

export interface Office {
  readonly bed: CallBed
  readonly phones: Readonly<Record<Extension, SimParty>>
  readonly carrier: SimParty
  /** The engine is killed, and started again after `downMs`, with other documents if there are any: the ids of parked calls that cannot go on. */
  restart(how?: Restart): Promise<readonly string[]>
}

/** The office with those documents in place of, or beside, its own. */
export async function openOffice(
  changes: readonly Document[] = [],
  maxCalls = 100,
  extras: BedExtras = {},
): Promise<Office> {
  const bed = await new CallBed(officeWith(changes), maxCalls, extras).start()
  onTestFinished(() => bed.close())
  const parties = await Promise.all(extensions.map((id, at) => bed.party(`192.0.2.${11 + at}`, id)))
  const [first, second, third, fourth] = parties as [SimParty, SimParty, SimParty, SimParty] // as many as extensions
  const phones = { 1001: first, 1002: second, 1003: third, 1004: fourth }
  const carrier = await bed.party(CARRIER)
  return {
    bed,
    phones,
    carrier,
    async restart({ downMs = 1_000, changes: changed = changes, meanwhile = () => {} } = {}) {
      bed.kill()
      meanwhile()
      await bed.clock.advance(downMs)
      return bed.startAgain(officeWith(changed))
    },
  }
}

function officeWith(changes: readonly Document[]): readonly Document[] {
  const ids = new Set(changes.map(({ id }) => id))
  return [...office.filter(({ id }) => !ids.has(id)), ...changes]
}

/** Everybody hangs up, nothing is held any more, and nothing went wrong meanwhile. */
export async function expectNothingHeld({ bed }: Office): Promise<void> {
  bed.switchboard.close()
  await bed.clock.advance(100_000)
  expect([bed.switchboard.size, bed.media.openStreams, bed.errors]).toEqual([0, 0, []])
  expect(bed.shares).toMatchObject({ inSetUp: 0, unacknowledged: 0 })
  for (const id of extensions)
    expect(bed.shares.goOut({ kind: 'device', device: device(id, { callsAtOnce: 1 }) }).kind).toBe('held')
}
