import { z } from 'zod'
import { defaultBranch, defineModule } from '../../define-module.ts'
import { choice, reference } from '../../design/fields.ts'
import { branch } from '../../run/script.ts'
import { setCallingAgent } from '../../scripts/set-agent.ts'

/** Logs the calling agent in or out of one queue; logging in to one logs in at all (A9). */
export const queueLogin = defineModule({
  type: 'queue-login',
  version: 1,
  category: 'call-centre',
  name: 'Queue log-in',
  description: 'Logs the calling agent in to or out of one queue.',
  icon: 'log-in',
  servesTheHouse: true,
  settings: z.object({
    action: choice(['log-in', 'log-out'], {
      label: 'Action',
      help: 'Who is logged out is not offered calls of this queue.',
      default: 'log-in',
      options: { 'log-in': 'Log in', 'log-out': 'Log out' },
    }),
    queueId: reference('queue', { label: 'Queue', help: 'Other queues are not touched.' }),
  }),
  branches: [{ ...defaultBranch, label: 'Afterwards' }],
  mainSetting: 'queueId',
  summary: ({ action, queueId }, design) => {
    const queue = design.find('queue', queueId)
    return queue ? `${action === 'log-in' ? 'Log in to' : 'Log out of'} ${queue.name}` : ''
  },
  *script(call, { action, queueId }) {
    return queueId ? yield* setCallingAgent(call, { action, queueId }) : branch('_')
  },
})
