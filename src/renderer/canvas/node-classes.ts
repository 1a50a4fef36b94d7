import type { NodeMark } from '../rehearsal/highlight.ts'
import { cx } from '../ui/cx.ts'
import type { NodeView } from './node-view.ts'

export type DropMark = 'lit' | 'open' | 'dimmed' | undefined

/** The states of DESIGN's node, as classes of canvas.css. */
export function nodeClass(about: {
  readonly view: NodeView
  readonly isSelected: boolean
  readonly isFar: boolean
  readonly mark: NodeMark
  readonly drop: DropMark
  readonly calls: number
}): string {
  const { view, isSelected, isFar, mark, drop, calls } = about
  return cx(
    'cw-node',
    isFar && 'is-far',
    isSelected && 'is-selected',
    view.isDisabled && 'is-disabled',
    view.isUnknown && 'is-unknown',
    view.errors > 0 && 'is-wrong',
    mark && `is-${mark}`,
    drop && `is-${drop}`,
    calls > 0 && 'is-live',
  )
}
