import type { KeptSound } from '../../run/operation.ts'
import { perform, play } from '../../run/script.ts'
import { anyKey, type Does } from '../does.ts'
import { type PromptId, prompt } from '../prompts.ts'
import { recordReviewed } from './review.ts'

/**
 * Records a greeting or a name, reviewed by the caller. True when it was kept; otherwise what was there before stays. `remember` runs the
 * moment it is kept: the caller may be gone right after.
 */
export const recordKept = (intro: PromptId, as: KeptSound, remember: () => Does<void>): Does<boolean> =>
  recordReviewed(intro, function* ({ recordingId }) {
    const { outcome } = yield* perform({ kind: 'keep-recording', recordingId, as })
    if (outcome === 'kept') yield* remember()
    const said = prompt(outcome === 'kept' ? 'vm-recording_saved' : 'vm-no_access')
    yield* play({ sounds: [said], terminators: anyKey })
    return outcome === 'kept'
  })
