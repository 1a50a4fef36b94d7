import { z } from 'zod'
import { defaultBranch, defineModule } from '../../define-module.ts'
import { choice, flag, idSchema, seconds } from '../../design/fields.ts'
import { answer, branch, end, perform } from '../../run/script.ts'
import { legsOfMembers } from '../../scripts/reach-members.ts'

const memberKinds = ['user', 'device', 'group'] as const

/** Speaks to everybody through the loudspeakers of their phones (M36). Cell phones and land lines cannot answer by themselves and are left out. */
export const pageGroup = defineModule({
  type: 'page-group',
  version: 1,
  category: 'advanced',
  name: 'Page group',
  description: 'Speaks to several phones at once through their loudspeakers.',
  icon: 'megaphone',
  servesTheHouse: true,
  needs: ['page'],
  settings: z.object({
    members: z
      .array(
        z.object({
          id: idSchema.meta({
            label: 'Member',
            help: 'A person is paged on all their phones, a group on all its members.',
            refersTo: memberKinds,
          }),
        }),
      )
      .max(200)
      .default([])
      .meta({ label: 'Members', help: 'People, phones and groups.', control: 'members', refersTo: memberKinds }),
    audio: choice(['one-way', 'two-way'], {
      label: 'Sound',
      help: 'One way: phones listen with their microphones off.',
      default: 'one-way',
      options: { 'one-way': 'Only the caller speaks', 'two-way': 'Everybody may speak' },
    }),
    timeoutSec: seconds({
      label: 'Wait for phones',
      help: 'Those that have not answered by then are left out.',
      min: 1,
      max: 60,
      default: 5,
      advanced: true,
    }),
    bargeIn: flag({
      label: 'Interrupt phones in use',
      help: 'Off: phones with a call are left in peace.',
      default: false,
      advanced: true,
    }),
  }),
  branches: [{ ...defaultBranch, label: 'Nobody can be paged' }],
  mainSetting: 'members',
  ringing: { as: 'page', ids: ({ members }) => members.map(({ id }) => id) },
  summary: ({ members, audio }) =>
    members.length === 0 ? '' : `${members.length} ${members.length === 1 ? 'member' : 'members'} · ${audio}`,
  *script(call, { members, audio, timeoutSec, bargeIn }) {
    const timeoutMs = timeoutSec * 1_000
    const all = yield* legsOfMembers(
      call,
      members.map(({ id }) => id),
      timeoutMs,
    )
    const legs = all.filter(({ target }) => target.kind === 'device')
    if (legs.length === 0) return branch('_')
    yield* answer()
    const paged = yield* perform({ kind: 'page', legs, timeoutMs, twoWay: audio === 'two-way', bargeIn })
    return paged.outcome === 'finished' ? end('talked') : branch('_')
  },
})
