import { BaseEdge, EdgeLabelRenderer, type EdgeProps, getSmoothStepPath } from '@xyflow/react'
import { Plus } from 'lucide-react'
import { memo, useRef, useState } from 'react'
import { useWireMark } from '../rehearsal/highlight.ts'
import { formatElapsed } from '../rehearsal/clock.ts'
import { cx } from '../ui/cx.ts'
import { openQuickAdd, useEditor } from './editor-store.ts'
import { type WireEdge, wireId } from './flow-elements.ts'

/** A wire: rounded steps, its branch name near the source, "+" where the pointer is. */
export const WireEdgeView = memo(function WireEdgeView(props: EdgeProps<WireEdge>) {
  const { id, data, selected, markerEnd, sourceX, sourceY } = props
  const [isHovered, hover] = useLingering()
  const isLit = useEditor(({ drag }) => drag?.target?.kind === 'wire' && wireId(drag.target.source) === id)
  const isOpen = useEditor(({ drag }) => drag !== null)
  const source = data?.source ?? { nodeId: null, branch: '_' }
  const takenAtMs = useWireMark(data?.flowId ?? '', source.nodeId, source.branch)
  const [path, labelX, labelY] = getSmoothStepPath({ ...props, borderRadius: 12, offset: 24, ...laneHeight(props) })
  const isTaken = typeof takenAtMs === 'number'
  const hasRoom = Math.abs(labelY - sourceY) > 40 || Math.abs(labelX - sourceX) > 40
  const showsName = data?.label && hasRoom && (isHovered || selected || isLit)
  return (
    <g onMouseEnter={() => hover(true)} onMouseLeave={() => hover(false)}>
      <BaseEdge
        id={id}
        path={path}
        interactionWidth={28}
        {...(markerEnd ? { markerEnd } : {})}
        className={cx(
          'cw-wire',
          selected && 'is-selected',
          isHovered && 'is-hovered',
          isOpen && 'is-open',
          isLit && 'is-lit',
          isTaken && 'is-taken',
          takenAtMs === null && 'is-not-taken',
        )}
      />
      {showsName || isTaken ? (
        <EdgeLabelRenderer>
          <span
            className={cx('cw-wire-name', isTaken && 'is-taken')}
            style={{ transform: `translate(-50%, 0) translate(${sourceX}px, ${sourceY + 8}px)` }}
          >
            {isTaken ? formatElapsed(takenAtMs) : data?.label}
          </span>
        </EdgeLabelRenderer>
      ) : null}
      {isHovered || isLit ? (
        <EdgeLabelRenderer>
          <button
            type="button"
            aria-label={`Insert a step on ${data?.label || 'this wire'}`}
            className={cx('cw-insert', isLit && 'is-lit')}
            style={{ transform: `translate(-50%, -50%) translate(${labelX}px, ${labelY}px)` }}
            onMouseEnter={() => hover(true)}
            onMouseLeave={() => hover(false)}
            onClick={(event) =>
              openQuickAdd({ screen: { x: event.clientX, y: event.clientY }, drop: { kind: 'wire', source } })
            }
          >
            <Plus aria-hidden size={12} />
          </button>
        </EdgeLabelRenderer>
      ) : null}
    </g>
  )
})

const firstLane = 26
const laneStep = 9

/** Where a wire runs sideways when it shares its node with others; wires back up take React Flow's way round. */
function laneHeight({ data, sourceY, targetY }: EdgeProps<WireEdge>): { centerY?: number } {
  if (data?.lane === undefined || targetY - sourceY < firstLane * 2) return {}
  return { centerY: Math.min(sourceY + firstLane + data.lane * laneStep, targetY - firstLane) }
}

/** True for a moment longer than the pointer stays, so that it can travel to the "+". */
function useLingering(): [boolean, (on: boolean) => void] {
  const [isOn, setOn] = useState(false)
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const set = (on: boolean) => {
    clearTimeout(timer.current)
    if (on) setOn(true)
    else timer.current = setTimeout(() => setOn(false), 140)
  }
  return [isOn, set]
}
