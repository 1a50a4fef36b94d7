import { z } from 'zod'
import { defaultBranch, defineModule, dialFailureBranches, isSipStatusBranch } from '../../define-module.ts'
import { reference } from '../../design/fields.ts'
import { branch, end, talk } from '../../run/script.ts'
import { legsOfMembers } from '../../scripts/reach-members.ts'
import { failureBranch, ringOnce } from '../../scripts/ring-endpoints.ts'

const RING_MS = 20_000

/** Calls a colleague whose phone answers by itself on its loudspeaker (B3 *0). Without a choice, the extension dialled behind the code. */
export const intercom = defineModule({
  type: 'intercom',
  version: 1,
  category: 'advanced',
  name: 'Intercom',
  description: 'Speaks to a colleague at once: their phone answers by itself on its loudspeaker.',
  icon: 'audio-lines',
  servesTheHouse: true,
  settings: z.object({
    targetId: reference(['user', 'device'], {
      label: 'Person or phone',
      help: 'Empty: the extension dialled behind the code.',
    }),
  }),
  branches: [{ ...defaultBranch, label: 'Not reached', optional: true }, ...dialFailureBranches],
  acceptsBranch: isSipStatusBranch,
  summary: ({ targetId }, design) => design.get(targetId ?? '')?.name ?? '',
  *script(call, { targetId }) {
    const dialled = call.captures[0] ?? ''
    const users = call.design.list('user')
    const id = targetId ?? users.find(({ extension }) => extension !== '' && extension === dialled)?.id
    if (id === undefined) return branch('_')
    const all = yield* legsOfMembers(call, [id], RING_MS)
    const legs = all.filter(({ target }) => target.kind === 'device') // nobody else's phone answers by itself
    const result = yield* ringOnce({ legs, timeoutMs: RING_MS, callerHears: 'ringback', autoAnswer: true })
    if (result.outcome !== 'answered')
      return failureBranch(call, result.outcome === 'failed' ? result : { cause: 'no-answer' })
    yield* talk()
    return end('talked')
  },
})
