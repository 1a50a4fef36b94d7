import { createHash } from 'node:crypto'
import { type Document, makeDocument } from '../../../src/callflow/design/document.ts'
import { type DesignSnapshot, snapshotOf } from '../../../src/callflow/design/snapshot.ts'
import { callerAtDevice } from '../../../src/callflow/numbering/caller-at-device.ts'
import { callerFromOutside } from '../../../src/callflow/numbering/outside-caller.ts'
import {
  choose,
  type Rehearsal,
  type RehearsalSetup,
  startRehearsal,
} from '../../../src/callflow/rehearse/rehearsal.ts'
import type { CallMade } from '../../../src/callflow/rehearse/small-design.ts'
import { VirtualWorld } from '../../../src/callflow/rehearse/world.ts'
import type { Caller } from '../../../src/callflow/run/script.ts'
import { passwordOf } from '../../../src/engine/calls/testing/sim-party.ts'

/** A rehearsed call that can be dialled on the engine. */
export interface Scenario {
  readonly design: DesignSnapshot
  readonly setup: RehearsalSetup
  readonly rehearsal: Rehearsal
}

/** Why a scenario cannot be dialled at all. */
export class CannotRun extends Error {}

export const REALM = 'bed.test'
const silenceSha256 = createHash('sha256').update('silence').digest('hex')

/** The address of a trunk: each has its own. */
export const addressOfTrunk = (design: DesignSnapshot, trunkId: string): string =>
  `198.51.100.${design.list('trunk').findIndex(({ id }) => id === trunkId) + 1}`

/** Where calls from a trunk come from: the one that is compared, and others. Each is somebody else than whoever is called there. */
export const callersAddress = (host: string): string => host.replace('198.51.100.', '198.51.101.')
export const othersAddress = (host: string): string => host.replace('198.51.100.', '198.51.102.')

/**
 * The same call as it comes over a network: phones have passwords, carriers have addresses, sounds have files, and the flow has the number that is
 * dialled. It is rehearsed anew, so that both sides know the same design and the same caller. `extra` documents lead other calls to where they are needed.
 */
export function asDialled(made: CallMade, extra: readonly Document[] = []): Scenario {
  const { callflowId, dialled } = made.setup
  if (callflowId !== undefined && !made.design.find('callflow', callflowId))
    throw new CannotRun('there is no such flow')
  if (dialled === '') throw new CannotRun('nothing is dialled')
  const documents = [...made.design.documents(), ...extra].map((document) => onTheWire(document, made))
  if (!made.design.account) documents.push(makeDocument('account', { id: 'account', name: 'Company', sipRealm: REALM }))
  const placed = snapshotOf(documents)
  const design = snapshotOf(
    documents.map((document) => {
      if (document.kind !== 'trunk') return document
      const host = addressOfTrunk(placed, document.id)
      const allowedAddresses = [host, callersAddress(host), othersAddress(host)]
      return { ...document, host, allowedAddresses, register: false, username: '', password: '' }
    }),
  )
  const { callflowId: _into, ...others } = made.setup
  const setup = { ...others, caller: asSeen(design, made.setup) }
  return { design, setup, rehearsal: rehearsed(design, setup, made.choices) }
}

function rehearsed(design: DesignSnapshot, setup: RehearsalSetup, choices: readonly string[]): Rehearsal {
  return choices.reduce(
    (rehearsal, choiceId) => {
      const next = choose(rehearsal, choiceId)
      if (next === rehearsal) throw new CannotRun('dialled by its number, it goes another way')
      return next
    },
    startRehearsal(design, setup),
  )
}

function onTheWire(document: Document, { setup: { callflowId, dialled } }: CallMade): Document {
  switch (document.kind) {
    case 'account':
      return { ...document, sipRealm: REALM }
    case 'device': {
      const sipUsername = document.sipUsername || document.id
      return { ...document, sipUsername, sipPassword: passwordOf(sipUsername) }
    }
    case 'media':
      return { ...document, sha256: silenceSha256 }
    case 'callflow': {
      if (callflowId === undefined) return document
      const others = (numbers: readonly string[]) => numbers.filter((number) => number !== dialled)
      const own = document.id === callflowId ? [dialled] : []
      return {
        ...document,
        numbers: [...own, ...others(document.numbers)],
        numbersFromOutside: [...own, ...others(document.numbersFromOutside)],
      }
    }
    default:
      return document
  }
}

/** As the engine finds out who calls: by the phone's password, by what the carrier says. */
function asSeen(design: DesignSnapshot, setup: RehearsalSetup): Caller {
  const { caller } = setup
  if (caller.origin.kind === 'device') {
    const device = design.find('device', caller.origin.deviceId)
    if (!device?.enabled) throw new CannotRun('the caller’s phone is none that works')
    const world = new VirtualWorld({ design, startMs: setup.startMs, seed: 1, setup: setup.world ?? {} })
    const known = callerAtDevice(design, device, (key) => world.readState(key))
    return caller.isWithheld ? { ...known, isWithheld: true } : known
  }
  const trunkId = caller.origin.trunkId ?? design.list('trunk')[0]?.id
  if (!design.find('trunk', trunkId)) throw new CannotRun('the caller’s carrier is none of the design')
  const { name, number, isWithheld = false, asserted } = caller
  return callerFromOutside(design, { name, number: asserted ?? number, isWithheld, trunkId })
}
