import { z } from 'zod'
import { defaultBranch, defineModule } from '../../define-module.ts'
import { count, reference, skills } from '../../design/fields.ts'
import { branch } from '../../run/script.ts'
import { waitInQueue } from '../../scripts/wait-in-queue.ts'
import { busyWith } from '../../step-traits.ts'

/** Waits with hold music for the next free agent (M47, A9). Its own priority goes before the call's; 0 is none of its own (M49). */
export const queueStep = defineModule({
  type: 'queue',
  version: 1,
  category: 'call-centre',
  name: 'Queue',
  description: 'Lets the caller wait for the next free agent. Continues when the caller gives up or waits too long.',
  icon: 'headset',
  settings: z.object({
    queueId: reference('queue', { label: 'Queue', help: 'Its agents, music and limits are set where queues are.' }),
    priority: count({
      label: 'Priority',
      help: "Higher goes first; 0 keeps the call's own.",
      min: 0,
      max: 255,
      default: 0,
      advanced: true,
    }),
    skills: skills({
      label: 'This caller needs',
      help: 'Skills of agents, beside those that the queue needs for everybody.',
      advanced: true,
    }),
  }),
  branches: [
    { ...defaultBranch, label: 'Not served' },
    { name: 'exit-key', label: 'Caller leaves', optional: true },
    { name: 'timeout', label: 'Waited too long', optional: true },
    { name: 'full', label: 'Queue is full', optional: true },
    { name: 'no-agents', label: 'No agent logged in', optional: true },
  ],
  mainSetting: 'queueId',
  time: ({ queueId }) => busyWith(queueId),
  ringing: { as: 'queue', ids: ({ queueId }, design) => design.find('queue', queueId)?.agentIds ?? [] },
  summary: ({ queueId }, design) => design.find('queue', queueId)?.name ?? '',
  *script(call, { queueId, priority, skills: needed }) {
    const queue = call.design.find('queue', queueId)
    return queue
      ? yield* waitInQueue(call, queue, { priority: priority || call.priority, skills: needed })
      : branch('_')
  },
})
