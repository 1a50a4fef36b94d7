import { z } from 'zod'
import { defineModule } from '../../define-module.ts'
import { reference } from '../../design/fields.ts'
import { branch, perform } from '../../run/script.ts'
import { passedAtOnce } from '../../step-traits.ts'

/** Whether a queue has somebody free, only busy people, or nobody logged in (A9). Does not answer the call. */
export const agentAvailability = defineModule({
  type: 'agent-availability',
  version: 1,
  category: 'call-centre',
  name: 'Agent availability',
  description: 'Goes on by whether an agent of a queue is free, all are busy, or nobody is logged in.',
  icon: 'user-search',
  settings: z.object({ queueId: reference('queue', { label: 'Queue', help: 'Whose agents are looked at.' }) }),
  branches: [
    { name: 'available', label: 'Somebody is free' },
    { name: 'busy', label: 'All are busy' },
    { name: 'none', label: 'Nobody logged in' },
    { name: '_', label: 'Otherwise', optional: true },
  ],
  mainSetting: 'queueId',
  time: passedAtOnce,
  summary: ({ queueId }, design) => design.find('queue', queueId)?.name ?? '',
  *script(call, { queueId }) {
    if (!queueId || !call.design.find('queue', queueId)) return branch('none')
    const { agentsReady, agentsBusy } = yield* perform({ kind: 'read-queue', queueId })
    if (agentsReady > 0) return branch('available')
    return branch(agentsBusy > 0 ? 'busy' : 'none')
  },
})
