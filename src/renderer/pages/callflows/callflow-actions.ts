import { type Callflow, makeDocument } from '../../../callflow/design/document.ts'
import { api } from '../../api/client.ts'
import { type Refusal, refusalOf } from '../../api/refusal.ts'
import { applyChange, designSnapshot, takeChange, toastUndo } from '../../store/design.ts'
import { navigate, useRoute } from '../../store/route.ts'

const newDocumentId = (): string => crypto.randomUUID()

/** Creates an empty flow and opens it; its name is edited in the bar. */
export async function createCallflow(): Promise<void> {
  const flow = makeDocument('callflow', { id: newDocumentId(), name: freeName('New callflow') })
  const saved = applyChange({ label: 'Create callflow', put: [flow] })
  navigate('callflows', flow.id)
  await saved
}

/** A copy without the numbers: each number reaches one flow only. */
export async function duplicateCallflow(flow: Callflow): Promise<void> {
  const copy = {
    ...flow,
    id: newDocumentId(),
    name: freeName(`${flow.name} copy`.slice(0, 120)),
    numbers: [],
    patterns: [],
    numbersFromOutside: [],
  }
  const saved = applyChange({ label: `Duplicate callflow ${flow.name}`, put: [copy] })
  navigate('callflows', copy.id)
  await saved
}

/** Null when it is gone; a refusal says where the flow is still used. */
export async function deleteCallflow(flow: Callflow): Promise<Refusal | null> {
  leave(flow.id)
  const result = await applyChange({ label: `Delete callflow ${flow.name}`, remove: [flow.id], quiet: true })
  if (!result.ok) return result.refusal
  toastUndo(`Callflow "${flow.name}" deleted`)
  return null
}

/** Points everything that used the flow at another one, then deletes it. */
export async function replaceCallflow(flow: Callflow, replacementId: string): Promise<Refusal | null> {
  try {
    leave(flow.id)
    await takeChange(
      (designId) => api().documents.replaceAndRemove({ designId, id: flow.id, replacementId }),
      (change) => change,
    )
    toastUndo(`Callflow "${flow.name}" replaced and deleted`)
    return null
  } catch (error) {
    return refusalOf(error)
  }
}

function leave(id: string): void {
  if (useRoute.getState().id === id) navigate('callflows', null, { replace: true })
}

function freeName(wanted: string): string {
  const names = new Set(
    designSnapshot()
      .list('callflow')
      .map(({ name }) => name),
  )
  if (!names.has(wanted)) return wanted
  for (let number = 2; ; number++) if (!names.has(`${wanted} ${number}`)) return `${wanted} ${number}`
}
