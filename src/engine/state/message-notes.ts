import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { messageSchema, type VoicemailMessage } from '../control/message-contract.ts'
import { PARTIAL } from './files.ts'

const NOTE = '.json'
/** What it says in writing included, whatever letters that has. */
const MAX_NOTE_BYTES = 40_000

/** Who left a message for whom, beside its sound while engine.db does not have it yet. */
export const noteOf = (folder: string, messageId: string): string => join(folder, messageId + NOTE)

/**
 * What a start finds: rows whose sound is there, and notes whose sound is there but whose row was never written. Notes that are needless now and files
 * that were never complete are cleared away; a sound that nobody knows anything of is left alone.
 */
export function loadMessages(
  folder: string,
  rows: readonly VoicemailMessage[],
): { readonly known: readonly VoicemailMessage[]; readonly noted: readonly VoicemailMessage[] } {
  const names = new Set(readdirSync(folder))
  const known = rows.filter(({ messageId }) => names.has(`${messageId}.wav`))
  const rowIds = new Set(rows.map(({ messageId }) => messageId))
  const noted: VoicemailMessage[] = []
  for (const name of names) {
    if (name.endsWith(PARTIAL)) rmSync(join(folder, name), { force: true })
    if (!name.endsWith(NOTE)) continue
    const messageId = name.slice(0, -NOTE.length)
    const note = rowIds.has(messageId) ? undefined : readNote(join(folder, name))
    if (note?.messageId === messageId && names.has(`${messageId}.wav`)) noted.push(note)
    else rmSync(join(folder, name), { force: true })
  }
  return { known, noted }
}

function readNote(path: string): VoicemailMessage | undefined {
  try {
    return messageSchema.parse(JSON.parse(readFileSync(path, 'utf8').slice(0, MAX_NOTE_BYTES)))
  } catch {
    return undefined
  }
}
