import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { listOf } from '../../exchange/kazoo/fields.ts'
import { toDocumentId, toKazooId } from '../../exchange/kazoo/ids.ts'
import { get, type Json, put } from '../../exchange/kazoo/json.ts'
import { missedCallAlert } from './missed-call-alert.ts'

const MAX = 100

/** One list of recipients, each a user or an address; an id that is a list of several stays in the original. */
const idIn = (type: string) => (value: Json) => {
  const id = get(value, 'id')
  return get(value, 'type') === type && typeof id === 'string' && id !== '' ? id : undefined
}
const users = listOf<string>(
  'recipients',
  (value) => toDocumentId(idIn('user')(value) ?? ''),
  (id) => ({ type: 'user', id: toKazooId(id) }),
  MAX,
)
const emails = listOf<string>('recipients', idIn('email'), (id) => ({ type: 'email', id }), MAX)

export const kazooMissedCallAlert = defineKazooAction({
  definition: missedCallAlert,
  module: 'missed_call_alert',
  fields: {
    userIds: { read: users.read, write: (_value, into) => into },
    emails: { read: emails.read, write: (_value, into) => into },
  },
  finish: (data, { userIds, emails: addresses }, original) => {
    const kept = (Array.isArray(original.recipients) ? (original.recipients as readonly Json[]) : []).filter(
      (each) => toDocumentId(idIn('user')(each) ?? '') === undefined && idIn('email')(each) === undefined,
    )
    const recipients: Json[] = [
      ...userIds.map((id) => ({ type: 'user', id: toKazooId(id) })),
      ...addresses.map((id) => ({ type: 'email', id })),
      ...kept,
    ]
    return put(data, ['recipients'], recipients)
  },
})
