import { z } from 'zod'
import { defaultBranch, defineModule } from '../../define-module.ts'
import { choice, reference, referenceList } from '../../design/fields.ts'
import { branch, end, perform, play } from '../../run/script.ts'
import { phonesAt } from '../../scripts/phones-at.ts'
import { prompt } from '../../scripts/prompts.ts'
import { approvedRights } from '../../scripts/supervising.ts'
import { whoCalls } from '../../scripts/who-calls.ts'

const manners = {
  listen: 'Listen: nobody hears the caller',
  whisper: 'Whisper: only whoever is at that phone does',
  barge: 'Break in: everybody does',
} as const

/**
 * Listens in on a conversation (Kazoo `eavesdrop`). Without a choice, on that of the extension dialled behind the feature code. Who may: those named here;
 * with nobody named, administrators, and managers of queues for calls of theirs. During it 4 listens, 5 whispers, 6 breaks in.
 */
export const eavesdrop = defineModule({
  type: 'eavesdrop',
  version: 1,
  category: 'call-centre',
  name: 'Listen in',
  description: 'Lets a supervisor listen in on a conversation, whisper to one of the two or break in.',
  icon: 'ear',
  servesTheHouse: true,
  needs: ['supervise'],
  settings: z.object({
    targetId: reference(['user', 'device'], {
      label: 'Whose conversation',
      help: 'Empty: of the extension dialled behind the code.',
    }),
    manner: choice(['listen', 'whisper', 'barge'], {
      label: 'Begins with',
      help: 'Keys change it meanwhile: 4 listens, 5 whispers, 6 breaks in.',
      default: 'listen',
      options: manners,
    }),
    approvedIds: referenceList(['user', 'device', 'group'], {
      label: 'Who may',
      help: 'Empty: administrators, and managers of queues for calls of theirs.',
      advanced: true,
    }),
  }),
  branches: [{ ...defaultBranch, label: 'Nobody talks there', optional: true }],
  summary: ({ targetId, manner }, design) =>
    [words[manner], design.get(targetId ?? '')?.name ?? ''].filter((each) => each !== '').join(' · '),
  *script(call, { targetId, manner, approvedIds }) {
    const rights = approvedRights(call.design, yield* whoCalls(call), approvedIds)
    if (!rights) {
      yield* play({ sounds: [prompt('cf-unauthorized_call')], terminators: '' })
      return end('hung-up')
    }
    const deviceIds = phonesAt(call, targetId)
    if (deviceIds.length === 0) {
      yield* play({ sounds: [prompt('fault-can_not_be_completed_at_this_time')], terminators: '' })
      return branch('_')
    }
    const { outcome } = yield* perform({ kind: 'supervise', of: { kind: 'phones', deviceIds }, manner, ...rights })
    if (outcome === 'ended') return end('supervised')
    const isForbidden = outcome === 'not-allowed'
    const said = isForbidden ? 'cf-unauthorized_call' : 'fault-can_not_be_completed_at_this_time'
    yield* play({ sounds: [prompt(said)], terminators: '' })
    return isForbidden ? end('hung-up') : branch('_')
  },
})

const words = { listen: 'Listens', whisper: 'Whispers', barge: 'Breaks in' } as const
