import { designIndex } from '../design/design-index.ts'
import type { Device } from '../design/document.ts'
import type { DocumentId } from '../design/kind.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { settingsOf } from '../run/compile.ts'

/**
 * Whether calls that ring at this phone may be picked up from other phones of the house: some step of the design does it, there or anywhere (B1 "Group
 * pickup", B3 `*87`). A phone that asks by INVITE with Replaces gets no more than whoever dials such a code.
 */
export function mayPickUp(design: DesignSnapshot, { id, ownerId }: Device): boolean {
  const { isAnywhere, targets } = pickUps(design)
  return isAnywhere || targets.has(id) || (ownerId !== null && targets.has(ownerId))
}

const pickUps = designIndex(function* (design) {
  const targets = new Set<DocumentId>()
  let isAnywhere = false
  for (const { nodes } of design.list('callflow')) {
    yield
    for (const node of Object.values(nodes)) {
      if (node.type !== 'group-pickup' || node.disabled) continue
      const targetId = targetOf(settingsOf(node))
      if (targetId === null) isAnywhere = true
      else if (targetId !== undefined) addWithMembers(design, targetId, targets)
    }
  }
  return { isAnywhere, targets }
})

/** Null: wherever the extension behind the code is. */
function targetOf(parsed: ReturnType<typeof settingsOf>): DocumentId | null | undefined {
  if (!parsed.ok || typeof parsed.value !== 'object' || parsed.value === null) return undefined
  const targetId: unknown = 'targetId' in parsed.value ? parsed.value.targetId : null
  return typeof targetId === 'string' || targetId === null ? targetId : undefined
}

function addWithMembers(design: DesignSnapshot, id: DocumentId, targets: Set<DocumentId>): void {
  if (targets.has(id)) return
  targets.add(id)
  for (const member of design.find('group', id)?.members ?? []) addWithMembers(design, member.id, targets)
}
