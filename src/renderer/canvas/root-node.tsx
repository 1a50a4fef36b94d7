import { Handle, type NodeProps, Position, useStore } from '@xyflow/react'
import { Pencil, Plus, X } from 'lucide-react'
import { memo, useState } from 'react'
import type { Callflow } from '../../callflow/design/document.ts'
import { useDocumentOf } from '../store/design.ts'
import { cx } from '../ui/cx.ts'
import { addFlowNumber, removeFlowNumber, renameCallflow } from './actions.ts'
import { farZoom, rootHeight, rootWidth } from './core/geometry.ts'
import { openQuickAdd, useEditor } from './editor-store.ts'
import type { RootNode } from './flow-elements.ts'

/** The bar every call enters by: the flow's name and the numbers that reach it (M51, M52, M65). */
export const RootNodeView = memo(function RootNodeView({ data: { flowId }, selected }: NodeProps<RootNode>) {
  const flow = useDocumentOf('callflow', flowId)
  const isLit = useEditor(({ drag }) => drag?.target?.kind === 'root')
  const isOpen = useEditor(({ drag }) => drag !== null)
  const isFar = useStore((state) => state.transform[2] < farZoom)
  if (!flow) return null
  return (
    <div
      data-drop="root"
      className={cx('cw-root', selected && 'is-selected', isOpen && 'is-open', isLit && 'is-lit', isFar && 'is-far')}
      style={{ width: rootWidth, minHeight: rootHeight }}
    >
      {isFar ? <span className="truncate">{flow.name}</span> : <RootBody flow={flow} />}
      <Handle
        id="_"
        type="source"
        position={Position.Bottom}
        isConnectableEnd={false}
        role="button"
        aria-label="First step"
        data-node="@root"
        data-branch="_"
        className={cx('cw-out', flow.entry !== null && 'is-wired')}
        onClick={(event) => {
          if (flow.entry !== null) return
          const { x, bottom } = event.currentTarget.getBoundingClientRect()
          openQuickAdd({
            screen: { x, y: bottom + 8 },
            drop: { kind: 'branch', source: { nodeId: null, branch: '_' } },
          })
        }}
      />
    </div>
  )
})

function RootBody({ flow }: { readonly flow: Callflow }) {
  return (
    <>
      <FlowName name={flow.name} />
      <ul aria-label="Numbers" className="mt-1.5 flex flex-wrap items-center gap-1">
        {flow.numbers.slice(0, shownNumbers).map((number) => (
          <NumberTile key={number} number={number} />
        ))}
        {flow.numbers.length > shownNumbers ? (
          <li className="px-1 text-small text-ink-faint">and {flow.numbers.length - shownNumbers} more</li>
        ) : null}
        <AddNumber isEmpty={flow.numbers.length === 0} />
      </ul>
    </>
  )
}

/** More would make the bar taller than the flow; the rest is in the flow's panel. */
const shownNumbers = 12

function FlowName({ name }: { readonly name: string }) {
  const [draft, setDraft] = useState<string | null>(null)
  if (draft === null) {
    return (
      <button
        type="button"
        aria-label={`Callflow name: ${name}`}
        title="Rename"
        className="cw-name nodrag group"
        onClick={() => setDraft(name)}
      >
        <span className="truncate">{name}</span>
        <Pencil
          aria-hidden
          size={12}
          className="shrink-0 opacity-0 group-hover:opacity-60 group-focus-visible:opacity-60"
        />
      </button>
    )
  }
  const finish = () => {
    renameCallflow(draft)
    setDraft(null)
  }
  return (
    <input
      autoFocus
      aria-label="Callflow name"
      className="cw-name-input nodrag"
      maxLength={128}
      value={draft}
      onFocus={(event) => event.target.select()}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={finish}
      onKeyDown={(event) => {
        event.stopPropagation()
        if (event.key === 'Enter') finish()
        if (event.key === 'Escape') setDraft(null)
      }}
    />
  )
}

function NumberTile({ number }: { readonly number: string }) {
  return (
    <li className="cw-number group">
      <span className="tabular font-mono text-small">{number === 'no_match' ? 'any other number' : number}</span>
      <button
        type="button"
        aria-label={`Remove number ${number}`}
        className="cw-number-x nodrag"
        onClick={() => removeFlowNumber(number)}
      >
        <X aria-hidden size={11} />
      </button>
    </li>
  )
}

function AddNumber({ isEmpty }: { readonly isEmpty: boolean }) {
  const [draft, setDraft] = useState<string | null>(null)
  const [error, setError] = useState<string | null>(null)
  if (draft === null) {
    return (
      <li>
        <button type="button" aria-label="Add number" className="cw-number-add nodrag" onClick={() => setDraft('')}>
          <Plus aria-hidden size={12} /> {isEmpty ? 'Add number' : 'Number'}
        </button>
      </li>
    )
  }
  const close = () => {
    setDraft(null)
    setError(null)
  }
  // The next number can be typed while this one is saved; one that is refused comes back.
  const save = async (andClose: boolean) => {
    if (draft.trim() === '') {
      close()
      return
    }
    setDraft('')
    const problem = await addFlowNumber(draft)
    if (problem) {
      setDraft((typed) => typed || draft)
      setError(problem)
    } else if (andClose) close()
  }
  return (
    <li className="relative">
      <input
        autoFocus
        aria-label="New number"
        aria-invalid={error ? true : undefined}
        placeholder="8000 or +1 415 555 0100"
        className="cw-number-input nodrag"
        maxLength={48}
        value={draft}
        onChange={(event) => {
          setDraft(event.target.value)
          setError(null)
        }}
        onBlur={() => void save(true)}
        onKeyDown={(event) => {
          event.stopPropagation()
          if (event.key === 'Enter') void save(false)
          if (event.key === 'Escape') close()
        }}
      />
      {error ? (
        <p role="alert" className="cw-number-error">
          {error}
        </p>
      ) : null}
    </li>
  )
}
