import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import type { Field } from '../../exchange/kazoo/fields.ts'
import { toDocumentId, toKazooId } from '../../exchange/kazoo/ids.ts'
import { type JsonObject, put } from '../../exchange/kazoo/json.ts'
import { eavesdrop } from './eavesdrop.ts'

const approvals = { device: 'approved_device_id', user: 'approved_user_id', group: 'approved_group_id' } as const

const idsAt = (from: JsonObject, keys: readonly string[]): string[] =>
  keys.flatMap((key) => {
    const id = from[key]
    const found = typeof id === 'string' && id !== '' ? toDocumentId(id) : undefined
    return found === undefined ? [] : [found]
  })

/** One of each kind at the most; further ones have no place in Kazoo. */
const approvedIds: Field<string[]> = {
  read: (from) => idsAt(from, Object.values(approvals)),
  write: (value, into, _original, { kindOf }) => {
    let written = into
    for (const id of value.toReversed()) {
      const kind = kindOf(id)
      if (kind === 'device' || kind === 'user' || kind === 'group')
        written = put(written, [approvals[kind]], toKazooId(id))
    }
    return written
  },
}

/** Kazoo listens, and knows no other way to begin. */
const listens = { suits: ({ manner }: { readonly manner: string }) => manner === 'listen' }

/** The extension dialled behind a feature code. Its `group_id` stays in the original: only members of that group may be listened to there. */
export const kazooEavesdropFeature = defineKazooAction({
  definition: eavesdrop,
  module: 'eavesdrop_feature',
  branches: { only: [] },
  unkept: ({ group_id: group }) =>
    typeof group === 'string' && group !== ''
      ? [`Kazoo lets only members of ${group} be listened to (group_id); here everybody can be`]
      : [],
  suits: ({ targetId, manner }) => targetId === null && manner === 'listen',
  fields: { approvedIds },
})

export const kazooEavesdrop = defineKazooAction({
  definition: eavesdrop,
  module: 'eavesdrop',
  branches: { only: [] },
  ...listens,
  fields: {
    targetId: {
      read: (from) => idsAt(from, ['device_id', 'user_id'])[0],
      write: (value, into, _original, { kindOf }) =>
        value === null ? into : put(into, [kindOf(value) === 'device' ? 'device_id' : 'user_id'], toKazooId(value)),
    },
    approvedIds,
  },
})
