import { CannotKeepError, testOf } from '../../callflow/prove/keep-test.ts'
import type { Rehearsal } from '../../callflow/rehearse/rehearsal.ts'
import { newId } from '../forms/new-document.ts'
import { applyChange } from '../store/design.ts'
import { navigate } from '../store/route.ts'
import { toast } from '../ui/toast.tsx'

/** Makes a call test of a call that was rehearsed to its end. */
export async function keepAsTest(rehearsal: Rehearsal): Promise<void> {
  try {
    const test = testOf(rehearsal, newId())
    const { ok } = await applyChange({ label: `Create call test ${test.name}`, put: [test] })
    if (!ok) return
    toast.done('Kept as a call test', {
      description: test.name,
      action: { label: 'Show', run: () => navigate('call-tests', test.id) },
    })
  } catch (error) {
    if (!(error instanceof CannotKeepError)) throw error
    toast.error('This call cannot be kept as a test', { description: error.message })
  }
}
