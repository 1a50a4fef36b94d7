import type { KeptSound } from '../../run/operation.ts'
import { perform, play } from '../../run/script.ts'
import { anyKey, type Does } from '../does.ts'
import { type PromptId, prompt } from '../prompts.ts'
import { recordReviewed } from './review.ts'

const said = {
  kept: 'vm-recording_saved',
  'no-space': 'fault-can_not_be_completed_at_this_time',
  unsupported: 'vm-no_access',
} as const

/**
 * Records a greeting or a name, reviewed by the caller. True when it was kept; otherwise what was there before stays. `remember` runs the
 * moment it is kept: the caller may be gone right after.
 */
export const recordKept = (intro: PromptId, as: KeptSound, remember: () => Does<void>): Does<boolean> =>
  recordReviewed(intro, function* ({ recordingId }) {
    const { outcome } = yield* perform({ kind: 'keep-recording', recordingId, as })
    if (outcome === 'kept') yield* remember()
    yield* play({ sounds: [prompt(said[outcome])], terminators: anyKey })
    return outcome === 'kept'
  })
