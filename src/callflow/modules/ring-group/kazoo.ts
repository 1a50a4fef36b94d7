import type { z } from 'zod'
import { defineKazooAction, dialBranches } from '../../exchange/kazoo/action.ts'
import {
  derived,
  type ExchangeContext,
  flag,
  gregorian,
  number,
  reference,
  text,
  word,
} from '../../exchange/kazoo/fields.ts'
import { toKazooId } from '../../exchange/kazoo/ids.ts'
import { endpointList } from '../../exchange/kazoo/endpoints.ts'
import type { JsonObject } from '../../exchange/kazoo/json.ts'
import { type RingGroupSettings, type ringGroupMember, ringGroup, ringingSec } from './ring-group.ts'

/** Both of Kazoo's actions say it alike. */
const how = {
  strategy: word('strategy', {
    simultaneous: 'simultaneous',
    'in-order': 'single',
    'weighted-random': 'weighted_random',
  }),
  timeoutSec: number('timeout', { absent: 20 }),
  // Kazoo takes the way of a failure as soon as a round fails so.
  leaveWhenWired: derived<boolean>(() => true),
  ringbackId: reference('ringback'),
  failOnSingleReject: flag('fail_on_single_reject'),
  ignoreForward: flag('ignore_forward'),
  ringtoneInternal: text('ringtones.internal'),
  ringtoneExternal: text('ringtones.external'),
}

/** Named by the export where it matters. */
function leavesSooner({ repeats, leaveWhenWired }: RingGroupSettings, { branches }: ExchangeContext): string[] {
  const wired = branches.filter((branch) => branch !== '_')
  if (leaveWhenWired || repeats < 2 || wired.length === 0) return []
  return [`Kazoo leaves it by ${wired.map((branch) => `"${branch}"`).join(', ')} after the first try that fails so`]
}

const ofMembers = {
  definition: ringGroup,
  // Kazoo's pages write the sum of the members' times for 0.
  silent: ['timeoutSec', 'leaveWhenWired'],
  labelKey: 'name',
  branches: dialBranches,
  fields: {
    members: endpointList<z.infer<typeof ringGroupMember>>('endpoints', {
      delaySec: number('delay', { absent: 0 }),
      timeoutSec: number('timeout', { absent: 20 }),
      weight: number('weight', { absent: 20 }),
      outUntil: gregorian('disable_until'),
    }),
    repeats: number('repeats'),
    ...how,
  },
  differs: leavesSooner,
  // Kazoo's designer writes the sum or the longest member into the step (M29); our 0 means just that.
  finish: (data: JsonObject, settings: RingGroupSettings) =>
    settings.timeoutSec === 0 ? { ...data, timeout: ringingSec(settings) } : data,
}

export const kazooRingGroup = defineKazooAction({ ...ofMembers, module: 'ring_group' })

/** A group step that lists members itself is a ring group to Kazoo, whatever group it names. */
export const kazooGroupOfMembers = defineKazooAction({
  ...ofMembers,
  module: 'group',
  use: 'with `endpoints`',
  matches: ({ endpoints }) => Array.isArray(endpoints) && endpoints.length > 0,
  suits: ({ members, strategy }, _context, original) =>
    original !== undefined && members.length > 0 && strategy !== 'weighted-random',
})

type Member = z.infer<typeof ringGroupMember>

const groupId = reference('id')

/** Rings one group's members, once. Kazoo answers the caller first; here they hear ringing. */
export const kazooGroup = defineKazooAction({
  definition: ringGroup,
  module: 'group',
  silent: ['leaveWhenWired'],
  branches: dialBranches,
  suits: ({ members: [first, ...more], strategy, timeoutSec, repeats }, { kindOf }, original) =>
    original !== undefined &&
    more.length === 0 &&
    repeats === 1 &&
    strategy !== 'weighted-random' &&
    timeoutSec > 0 &&
    (!first || kindOf(first.id) === 'group' || toKazooId(first.id) === original.id),
  fields: {
    members: {
      path: 'id',
      read: (data, context) => {
        const id = groupId.read(data, context)
        return id ? [{ id, delaySec: 0, timeoutSec: 20, weight: 20, outUntil: null } satisfies Member] : []
      },
      write: ([first], ...rest) => groupId.write(first?.id ?? null, ...rest),
    },
    // Whatever `repeats` says.
    repeats: derived<number>(() => 1),
    ...how,
  },
})
