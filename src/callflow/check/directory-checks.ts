import type { Callflow, Directory, User } from '../design/document.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import type { Finding, QuickFix } from './finding.ts'

/** People whom callers choose in a directory and who lead to no callflow (M61): the call goes on as if nobody had been found. */
export function checkEntries(directory: Directory, design: DesignSnapshot): Finding[] {
  const lost = directory.entries.flatMap(({ userId, callflowId }) => {
    const user = callflowId === null ? design.find('user', userId) : undefined
    return user?.enabled ? [user] : []
  })
  return lost.map((user) => {
    const message = `Whoever chooses "${user.name}" in "${directory.name}" comes nowhere: the entry leads to no callflow.`
    const fix = leadingTo(directory, user, design)
    return {
      code: 'directory-entry-nowhere',
      severity: 'warning',
      documentId: directory.id,
      message,
      ...(fix && { fix }),
    }
  })
}

/** The callflow that answers the person's extension. */
function leadingTo(directory: Directory, { id, extension }: User, design: DesignSnapshot): QuickFix | undefined {
  const own: Callflow | undefined =
    extension === '' ? undefined : design.list('callflow').find(({ numbers }) => numbers.includes(extension))
  if (!own) return undefined
  const entries = directory.entries.map((entry) => (entry.userId === id ? { ...entry, callflowId: own.id } : entry))
  return { label: `Lead to "${own.name}"`, put: [{ ...directory, entries }] }
}
