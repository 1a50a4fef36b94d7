import type { Account } from '../../../callflow/design/document.ts'
import { uploadMedia } from '../../forms/upload-media.ts'
import { applyChange, designSnapshot, getDocument, shownId, toastUndo } from '../../store/design.ts'
import { toast } from '../../ui/toast.tsx'
import { usesOf } from '../shared/usages.ts'
import type { Prompt } from './prompt-texts.ts'

/** Puts a sound in a prompt's place. True when it is there. */
export async function replacePrompt(prompt: Prompt, file: File, signal?: AbortSignal): Promise<boolean> {
  const designId = shownId()
  const result = await uploadMedia(file, {
    designId,
    name: `Prompt ${prompt.id} (${prompt.language})`,
    ...(prompt.own ? { replaceId: prompt.own.id } : {}),
    ...(signal ? { signal } : {}),
  })
  if (!result.ok) {
    if (result.problem !== null) toast.error(result.problem)
    return false
  }
  if (prompt.own) return true
  return changed(`Own prompt ${prompt.key}`, (account) => ({ ...account.prompts, [prompt.key]: result.mediaId }))
}

/** Back to what we ship. The recording goes with it when nothing else plays it. */
export async function resetPrompt({ key, own }: Prompt): Promise<void> {
  const remove = own && usesOf(designSnapshot(), own.id).length === 1 ? [own.id] : []
  const label = `Reset prompt ${key}`
  const others = ({ prompts }: Account) => Object.fromEntries(Object.entries(prompts).filter(([each]) => each !== key))
  if (await changed(label, others, remove)) toastUndo(label)
}

async function changed(
  label: string,
  prompts: (account: Account) => Account['prompts'],
  remove: readonly string[] = [],
): Promise<boolean> {
  const { account } = designSnapshot()
  const current = account && getDocument(account.id)
  if (current?.kind !== 'account') return false
  const { ok } = await applyChange({ label, put: [{ ...current, prompts: prompts(current) }], remove })
  return ok
}
