import { Handle, Position } from '@xyflow/react'
import { Plus } from 'lucide-react'
import { memo } from 'react'
import { cx } from '../ui/cx.ts'
import { openQuickAdd, showBranchMenu, useEditor } from './editor-store.ts'
import type { HandleView, NodeView } from './node-view.ts'

/** The labelled jacks at the bottom of a node, and "+" for those it could have. */
export const BranchRow = memo(function BranchRow({
  nodeId,
  view,
  isSelected,
  isFar,
}: {
  readonly nodeId: string
  readonly view: NodeView
  readonly isSelected: boolean
  readonly isFar: boolean
}) {
  const hasMore = view.hidden.length > 0 || view.category === 'time'
  if (view.handles.length === 0 && !hasMore) return null
  return (
    <div
      className={cx('cw-branches', hasMore && 'has-more', view.handles.length === 1 && 'is-single', isFar && 'is-far')}
    >
      {view.handles.map((handle) => (
        <BranchSlot key={handle.name} nodeId={nodeId} title={view.title} handle={handle} isSelected={isSelected} />
      ))}
      {hasMore && !isFar ? (
        <MoreBranches nodeId={nodeId} title={view.title} isSelected={isSelected} isOnly={view.handles.length === 0} />
      ) : null}
    </div>
  )
})

function BranchSlot({
  nodeId,
  title,
  handle,
  isSelected,
}: {
  readonly nodeId: string
  readonly title: string
  readonly handle: HandleView
  readonly isSelected: boolean
}) {
  const isLit = useEditor(
    ({ drag }) =>
      drag?.target?.kind === 'branch' && drag.target.nodeId === nodeId && drag.target.branch === handle.name,
  )
  const open = (element: Element) => {
    const { x, bottom } = element.getBoundingClientRect()
    openQuickAdd({ screen: { x, y: bottom + 8 }, drop: { kind: 'branch', source: { nodeId, branch: handle.name } } })
  }
  return (
    <div
      data-drop="branch"
      data-node={nodeId}
      data-branch={handle.name}
      title={handle.label}
      className={cx('cw-slot', isLit && 'is-lit')}
    >
      <span className="cw-slot-label">{handle.label}</span>
      <Handle
        id={handle.name}
        type="source"
        position={Position.Bottom}
        isConnectableEnd={false}
        role="button"
        tabIndex={isSelected ? 0 : -1}
        aria-label={`${handle.label} from ${title}`}
        data-node={nodeId}
        data-branch={handle.name}
        className={cx('cw-out', handle.isWired && 'is-wired')}
        onClick={(event) => {
          if (!handle.isWired) open(event.currentTarget)
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' && event.key !== ' ') return
          event.preventDefault()
          event.stopPropagation()
          open(event.currentTarget)
        }}
      />
    </div>
  )
}

function MoreBranches({
  nodeId,
  title,
  isSelected,
  isOnly,
}: {
  readonly nodeId: string
  readonly title: string
  readonly isSelected: boolean
  /** Nothing else in the row: it says what it is for. */
  readonly isOnly: boolean
}) {
  const isOpen = useEditor(({ branchMenu }) => branchMenu?.nodeId === nodeId)
  return (
    <button
      type="button"
      tabIndex={isSelected ? 0 : -1}
      aria-label={`Add a branch to ${title}`}
      aria-haspopup="menu"
      data-state={isOpen ? 'open' : 'closed'}
      title="Add a branch"
      className={cx('cw-more nodrag', isOnly && 'is-only')}
      onClick={(event) => {
        const { right, bottom } = event.currentTarget.getBoundingClientRect()
        showBranchMenu({ nodeId, screen: { x: right - 20, y: bottom + 2 } })
      }}
    >
      <Plus aria-hidden size={12} />
      {isOnly ? 'Branch' : null}
    </button>
  )
}
