import type { FinalConnectionState } from '@xyflow/react'
import { connectSteps } from './actions.ts'
import { rootId } from './core/geometry.ts'
import { stepAt, targetAt } from './drop-target.ts'
import { openQuickAdd } from './editor-store.ts'
import { viewport } from './viewport.ts'

/**
 * A wire let go anywhere on a step ends there; on the empty canvas it asks what should stand there. React Flow itself only knows
 * handles.
 */
export function onConnectEnd(
  event: MouseEvent | TouchEvent,
  { isValid, fromHandle, toHandle }: FinalConnectionState,
): void {
  if (isValid || toHandle || fromHandle?.type !== 'source') return
  const pointer = 'changedTouches' in event ? event.changedTouches[0] : event
  if (!pointer) return
  const screen = { x: pointer.clientX, y: pointer.clientY }
  const source = { nodeId: fromHandle.nodeId === rootId ? null : fromHandle.nodeId, branch: fromHandle.id ?? '_' }
  const step = stepAt(screen)
  if (step) {
    if (step !== fromHandle.nodeId) connectSteps(source, step)
    return
  }
  const at = viewport()?.toFlow(screen)
  if (at && targetAt(screen)?.kind === 'canvas') openQuickAdd({ screen, drop: { kind: 'branch', source, at } })
}
