import { z } from 'zod'
import { defaultBranch, defineModule, dialFailureBranches, isSipStatusBranch } from '../../define-module.ts'
import { choice, count, flag, idSchema, instant, reference, ringtone, seconds } from '../../design/fields.ts'
import { ringGroupScript } from './ring-script.ts'
import { passedAtOnce, ringsFor } from '../../step-traits.ts'

const memberKinds = ['user', 'device', 'group'] as const

export const ringGroupMember = z.object({
  id: idSchema.meta({
    label: 'Member',
    help: 'A person rings on all their phones, a group on all its members.',
    refersTo: memberKinds,
  }),
  delaySec: seconds({ label: 'Wait', help: 'Counted from the start of the attempt.', min: 0, max: 300, default: 0 }),
  timeoutSec: seconds({ label: 'Ring', help: 'How long this member rings.', min: 1, max: 300, default: 20 }),
  weight: count({ label: 'Weight', help: 'For random order: the higher, the sooner.', min: 1, max: 100, default: 20 }),
  outUntil: instant({ label: 'Not before', help: 'The member is not rung until then.' }),
})

export const ringGroupSettings = z.object({
  members: z
    .array(ringGroupMember)
    .max(200)
    .default([])
    .meta({ label: 'Members', help: 'People, phones and groups.', control: 'members', refersTo: memberKinds }),
  strategy: choice(['simultaneous', 'in-order', 'weighted-random'], {
    label: 'Ring',
    help: 'By weight: the heavier ring earlier, more often than not.',
    default: 'simultaneous',
    options: {
      simultaneous: 'At the same time',
      'in-order': 'In order',
      'weighted-random': 'In random order by weight',
    },
  }),
  timeoutSec: seconds({
    label: 'Whole attempt',
    help: '0: as long as the members need.',
    min: 0,
    max: 3_600,
    default: 0,
  }),
  repeats: count({ label: 'Tries', help: 'How often everybody is rung.', min: 1, max: 20, default: 1 }),
  leaveWhenWired: flag({
    label: 'A failure with a way of its own ends the tries',
    help: 'Off: everybody is rung as often as said above first. Imported Kazoo groups leave after the round that failed so.',
    default: false,
    advanced: true,
  }),
  ringbackId: reference('media', { label: 'Caller hears', help: 'Ringing when empty.' }),
  failOnSingleReject: flag({
    label: 'One refusal ends the attempt',
    help: 'A member who declines or is busy stops the others.',
    default: false,
    advanced: true,
  }),
  ignoreForward: flag({
    label: 'Ignore phones that redirect',
    help: 'Off: a phone that answers with another address (SIP 302) sends the call there.',
    default: true,
    advanced: true,
  }),
  ringtoneInternal: ringtone('Ringtone for colleagues', 'Alert-Info, as the phones understand it; empty: as always.'),
  ringtoneExternal: ringtone('Ringtone for outside callers', 'The same, for calls that come in on a trunk.'),
})

export type RingGroupSettings = z.infer<typeof ringGroupSettings>

/** Rings users, phones and groups at once or one after another (M29, M62). */
export const ringGroup = defineModule({
  type: 'ring-group',
  version: 1,
  category: 'basic',
  name: 'Ring group',
  description: 'Rings several people or phones, all at once or one after another. Continues when nobody answers.',
  icon: 'users',
  settings: ringGroupSettings,
  branches: [{ ...defaultBranch, label: 'Nobody answers' }, ...dialFailureBranches],
  acceptsBranch: isSipStatusBranch,
  mainSetting: 'members',
  time: (settings) =>
    settings.members.length === 0 ? passedAtOnce() : ringsFor(ringingSec(settings) * settings.repeats),
  ringing: { as: 'members', ids: ({ members }) => members.map(({ id }) => id) },
  summary: summarise,
  rings: ({ members }) => members.map(({ id }) => id),
  script: ringGroupScript,
})

function summarise(settings: RingGroupSettings): string {
  const { members, strategy } = settings
  if (members.length === 0) return ''
  const how = { simultaneous: 'at once', 'in-order': 'in order', 'weighted-random': 'in random order' }[strategy]
  const who = members.length === 1 ? 'Ring 1 member' : `Ring ${members.length} ${how}`
  return `${who} · ${ringingSec(settings)} s${settings.repeats > 1 ? ` · ${settings.repeats} tries` : ''}`
}

/** How long one try lasts: the limit of the whole attempt, or what the members' own times add up to (M29). */
export function ringingSec({ members, strategy, timeoutSec }: RingGroupSettings): number {
  if (timeoutSec > 0) return timeoutSec
  const each = members.map((member) => member.delaySec + member.timeoutSec)
  return strategy === 'simultaneous' ? Math.max(0, ...each) : each.reduce((sum, sec) => sum + sec, 0)
}
