import type { Document } from '../../../src/callflow/design/document.ts'
import type { DesignSnapshot } from '../../../src/callflow/design/snapshot.ts'
import { drawFlow } from '../../../src/callflow/rehearse/small-design.ts'
import type { DocumentId } from '../../../src/callflow/design/kind.ts'
import type { Caller } from '../../../src/callflow/run/script.ts'
import type { Decision } from './decisions.ts'

/** What somebody else does before the call comes, because a choice says that it is so. */
export type OtherCall =
  | { readonly kind: 'rings' | 'talks'; readonly deviceId: DocumentId }
  | { readonly kind: 'parked'; readonly slot: string }

export function otherCallsOf(
  decisions: readonly Decision[],
  design: DesignSnapshot,
  { origin }: Caller,
): readonly OtherCall[] {
  const callersPhone = origin.kind === 'device' ? origin.deviceId : undefined
  return decisions.flatMap(({ operation, choiceId }): readonly OtherCall[] => {
    if (operation.kind === 'pick-up' && choiceId === 'picked-up') {
      const deviceId = operation.deviceIds.find((id) => id !== callersPhone && design.find('device', id)?.enabled)
      return deviceId === undefined ? [] : [{ kind: 'rings', deviceId }]
    }
    if (operation.kind === 'retrieve' && choiceId === 'retrieved') return [{ kind: 'parked', slot: operation.slot }]
    if (operation.kind === 'park' && choiceId === 'occupied') return [{ kind: 'parked', slot: operation.slot }]
    if (operation.kind === 'park' && choiceId === 'parked' && callersPhone !== undefined)
      return [{ kind: 'talks', deviceId: callersPhone }]
    if (operation.kind === 'pull-call' && choiceId === 'pulled') return deskOf(operation.userId, design, [callersPhone])
    if (operation.kind === 'pull-call' && choiceId === 'too-many')
      return [1, 2].flatMap(() => deskOf(operation.userId, design, [callersPhone]))
    if (operation.kind === 'push-call' && choiceId !== 'no-call') {
      const rung = operation.legs.map(({ target }) => (target.kind === 'device' ? target.deviceId : ''))
      return deskOf(operation.userId, design, [...rung, callersPhone])
    }
    return []
  })
}

function deskOf(userId: DocumentId, design: DesignSnapshot, but: readonly (DocumentId | undefined)[]): OtherCall[] {
  const own = design
    .list('device')
    .filter(({ ownerId, type, enabled }) => ownerId === userId && enabled && !isOutside(type))
  const desk = own.find(({ id }) => !but.includes(id)) ?? own[0]
  return desk ? [{ kind: 'talks', deviceId: desk.id }] : []
}

const isOutside = (type: string) => type === 'cell-phone' || type === 'landline'

/** The number that leads another call to where it is needed. */
export const numberOf = (at: number): string => `77990${at}`

/** Flows with those numbers. */
export const flowsFor = (others: readonly OtherCall[]): readonly Document[] =>
  others.map((other, at) => {
    const nodes =
      other.kind === 'parked'
        ? { park: { slot: other.slot, ringBackSec: 600 } }
        : { device: { deviceId: other.deviceId, timeoutSec: 600 } }
    const flow = drawFlow({ id: `other-call-${at}`, numbers: [numberOf(at)], nodes })
    return { ...flow, numbersFromOutside: [numberOf(at)] }
  })
