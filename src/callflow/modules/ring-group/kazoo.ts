import type { z } from 'zod'
import { defineKazooAction, dialBranches } from '../../exchange/kazoo/action.ts'
import { flag, gregorian, number, reference, text, word } from '../../exchange/kazoo/fields.ts'
import { toKazooId } from '../../exchange/kazoo/ids.ts'
import { endpointList } from '../../exchange/kazoo/endpoints.ts'
import { type ringGroupMember, ringGroup, ringingSec } from './ring-group.ts'

/** Both of Kazoo's actions say it alike. */
const how = {
  strategy: word('strategy', {
    simultaneous: 'simultaneous',
    'in-order': 'single',
    'weighted-random': 'weighted_random',
  }),
  timeoutSec: number('timeout', { absent: 20 }),
  repeats: number('repeats'),
  ringbackId: reference('ringback'),
  failOnSingleReject: flag('fail_on_single_reject'),
  ignoreForward: flag('ignore_forward'),
  ringtoneInternal: text('ringtones.internal'),
  ringtoneExternal: text('ringtones.external'),
}

export const kazooRingGroup = defineKazooAction({
  definition: ringGroup,
  module: 'ring_group',
  // Kazoo's pages write the sum of the members' times for 0.
  silent: ['timeoutSec'],
  labelKey: 'name',
  branches: dialBranches,
  fields: {
    members: endpointList<z.infer<typeof ringGroupMember>>('endpoints', {
      delaySec: number('delay', { absent: 0 }),
      timeoutSec: number('timeout', { absent: 20 }),
      weight: number('weight', { absent: 20 }),
      outUntil: gregorian('disable_until'),
    }),
    ...how,
  },
  // Kazoo's designer writes the sum or the longest member into the step (M29); our 0 means just that.
  finish: (data, settings) => (settings.timeoutSec === 0 ? { ...data, timeout: ringingSec(settings) } : data),
})

type Member = z.infer<typeof ringGroupMember>

const groupId = reference('id')

/** Rings one group's members. Kazoo answers the caller first; here they hear ringing. */
export const kazooGroup = defineKazooAction({
  definition: ringGroup,
  module: 'group',
  branches: dialBranches,
  suits: ({ members: [first, ...more], strategy, timeoutSec }, { kindOf }, original) =>
    original !== undefined &&
    more.length === 0 &&
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
    ...how,
  },
})
