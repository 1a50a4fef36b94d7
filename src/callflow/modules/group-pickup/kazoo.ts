import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { toDocumentId, toKazooId } from '../../exchange/kazoo/ids.ts'
import { type JsonObject, put } from '../../exchange/kazoo/json.ts'
import { groupPickup } from './group-pickup.ts'

const keys = { device: 'device_id', user: 'user_id', group: 'group_id' } as const

const approvals = ['approved_device_id', 'approved_user_id', 'approved_group_id']

/** Who may, which stays in the original. */
const unkept = (data: JsonObject): readonly string[] =>
  approvals.flatMap((key) => {
    const id = data[key]
    return typeof id === 'string' && id !== '' ? [`Kazoo lets only ${id} pick up (${key}); here every caller may`] : []
  })

/** The extension dialled behind a feature code (B3 `*87`). Its other types look the captured digits up elsewhere; they stay unknown steps. */
export const kazooGroupPickupFeature = defineKazooAction({
  definition: groupPickup,
  module: 'group_pickup_feature',
  branches: { only: [] },
  unkept,
  matches: ({ type }) => type === undefined || type === 'extension',
  suits: ({ targetId }) => targetId === null,
  constant: { type: 'extension' },
  fields: {},
})

/** One of three keys, by what it names. */
export const kazooGroupPickup = defineKazooAction({
  definition: groupPickup,
  module: 'group_pickup',
  branches: { only: [] },
  unkept,
  fields: {
    targetId: {
      read: (data) => {
        const id = Object.values(keys)
          .map((key) => data[key])
          .find((each) => typeof each === 'string' && each !== '')
        return typeof id === 'string' ? toDocumentId(id) : undefined
      },
      write: (value, into, original, { kindOf }) => {
        if (value === null) return into
        const kind = kindOf(value)
        const known = kind === 'device' || kind === 'user' || kind === 'group' ? keys[kind] : undefined
        const key = known ?? Object.values(keys).find((each) => original[each] === toKazooId(value)) ?? keys.user
        return put(into, [key], toKazooId(value))
      },
    },
  },
})
