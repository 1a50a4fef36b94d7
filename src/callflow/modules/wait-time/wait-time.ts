import { z } from 'zod'
import { type BranchSpec, defaultBranch, defineModule } from '../../define-module.ts'
import { reference, seconds } from '../../design/fields.ts'
import { branch, type CallContext, perform } from '../../run/script.ts'
import { passedAtOnce } from '../../step-traits.ts'

/** `300`: five minutes and more. */
const isThreshold = (name: string) => /^[0-9]{1,5}$/.test(name)

/**
 * Goes on by how long callers waited on average lately: by the highest threshold that is reached, in seconds, else by `_` (A9). Nobody
 * served yet reaches no threshold.
 */
export const waitTime = defineModule({
  type: 'wait-time',
  version: 1,
  category: 'call-centre',
  name: 'Wait time',
  description: 'Goes on by how long callers of a queue have been waiting on average. Branches are seconds.',
  icon: 'hourglass',
  settings: z.object({
    queueId: reference('queue', { label: 'Queue', help: 'Whose callers are looked at.' }),
    windowSec: seconds({
      label: 'Look back',
      help: '0: over the last hundred calls, however long ago.',
      min: 0,
      max: 86_400,
      default: 3_600,
    }),
  }),
  branches: [{ ...defaultBranch, label: 'Shorter' }],
  dataBranches: () => usualThresholds,
  acceptsBranch: isThreshold,
  mainSetting: 'queueId',
  time: passedAtOnce,
  summary: ({ queueId }, design) => design.find('queue', queueId)?.name ?? '',
  *script(call, { queueId, windowSec }) {
    if (!queueId) return branch('_')
    const window = windowSec > 0 ? { windowMs: windowSec * 1_000 } : {}
    const { averageWaitMs } = yield* perform({ kind: 'read-queue', queueId, ...window })
    if (averageWaitMs === undefined) return branch('_')
    const reached = thresholdsOf(call).filter((thresholdSec) => thresholdSec * 1_000 <= averageWaitMs)
    return branch(reached.length === 0 ? '_' : nameOf(call, Math.max(...reached)))
  },
})

const usualThresholds: readonly BranchSpec[] = [
  { name: '60', label: '1 minute or more', optional: true },
  { name: '300', label: '5 minutes or more', optional: true },
  { name: '600', label: '10 minutes or more', optional: true },
  { name: '1800', label: '30 minutes or more', optional: true },
]

const wired = ({ design, callflowId, nodeId }: CallContext) =>
  (design.find('callflow', callflowId)?.wires ?? [])
    .filter((wire) => wire.from === nodeId && isThreshold(wire.branch))
    .map((wire) => wire.branch)

const thresholdsOf = (call: CallContext) => wired(call).map(Number)

/** As it is written on the wire: `060` and `60` are the same time. */
const nameOf = (call: CallContext, thresholdSec: number) =>
  wired(call).find((name) => Number(name) === thresholdSec) ?? '_'
