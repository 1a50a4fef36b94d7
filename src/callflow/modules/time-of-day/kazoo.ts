import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { derived, type Field, references } from '../../exchange/kazoo/fields.ts'
import { toDocumentId, toKazooId } from '../../exchange/kazoo/ids.ts'
import { get, type Json, type JsonObject, put } from '../../exchange/kazoo/json.ts'
import { timeOfDay } from './time-of-day.ts'

const MAX_ROUTES = 200

const listed = references('rules', MAX_ROUTES)

/** Kazoo takes the first that matches: `data.rules`, then the children in their order, then `data.rule_set` (M56). */
const routes: Field<string[]> = {
  path: 'rules',
  read(data, context) {
    const wired = context.branches.filter((branch) => /^[A-Za-z0-9_-]{2,64}$/.test(branch))
    const inOrder = new Set([...(listed.read(data, context) ?? []), ...wired])
    const set = typeof data.rule_set === 'string' ? toDocumentId(data.rule_set) : undefined
    if (set !== undefined && inOrder.delete(set)) inOrder.add(set)
    return [...inOrder].slice(0, MAX_ROUTES)
  },
  write: (value, into, original) => put(into, ['rules'], rulesOf(value, original)),
}

function rulesOf(ids: readonly string[], original: JsonObject): Json[] {
  const kept = get(original, 'rules')
  const unread = Array.isArray(kept) ? (kept as readonly Json[]).filter((rule) => typeof rule !== 'string') : []
  return [...ids.map(toKazooId).filter((id) => id !== original.rule_set), ...unread]
}

const timezone: Field<string | null> = {
  path: 'timezone',
  read: ({ timezone: zone }) => (typeof zone === 'string' && zone !== '' && zone !== 'inherit' ? zone : null),
  write: (value, into) => put(into, ['timezone'], value ?? undefined),
}

export const kazooTimeOfDay = defineKazooAction({
  definition: timeOfDay,
  module: 'temporal_route',
  // The rules are listed in the order in which they win.
  silent: ['orderMode', 'routes'],
  // Kazoo takes every word but the four of the switch for none.
  matches: ({ action }) => typeof action !== 'string' || !['enable', 'disable', 'reset', 'menu'].includes(action),
  branches: { ids: true, aliasKey: 'rule_set' },
  fields: { routes, timezone, orderMode: derived<'listed' | 'specific'>(() => 'listed') },
  // Kazoo knows listed order only: the most specific rule is listed first.
  finish: (data, settings, original, context) =>
    settings.orderMode === 'listed'
      ? data
      : put(data, ['rules'], rulesOf(context.bySpecificity(settings.routes), original)),
})
