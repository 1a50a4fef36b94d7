import { useEffect, useMemo, useRef } from 'react'
import type { Rehearsal } from '../../callflow/rehearse/rehearsal.ts'
import { goToStepQuietly } from '../canvas/actions.ts'
import { navigate, useRoute } from '../store/route.ts'
import { cx } from '../ui/cx.ts'
import { formatElapsed } from './clock.ts'
import { type EventLine, linesOf } from './event-lines.ts'

/** What happened so far, in words, with the virtual time. */
export function EventList({ rehearsal }: { readonly rehearsal: Rehearsal }) {
  const lines = useMemo(() => linesOf(rehearsal), [rehearsal])
  const end = useRef<HTMLLIElement>(null)
  useEffect(() => {
    end.current?.scrollIntoView({ block: 'nearest' })
  }, [lines])
  return (
    <ol
      aria-label="Events"
      className="w-[38%] max-w-[420px] min-w-[200px] shrink-0 overflow-y-auto border-l border-line bg-sunken py-2"
    >
      {lines.map((line) => (
        <Line key={line.key} line={line} />
      ))}
      <li ref={end} aria-hidden />
    </ol>
  )
}

function Line({ line }: { readonly line: EventLine }) {
  const { nodeId, callflowId } = line
  const words = (
    <>
      <span className="tabular w-9 shrink-0 text-right text-label leading-[20px] text-ink-faint">
        {formatElapsed(line.atMs)}
      </span>
      <span
        className={cx(
          'min-w-0 flex-1',
          line.kind === 'step' && 'font-medium text-ink',
          line.kind === 'end' && 'font-medium text-ink',
          line.kind === 'detail' && 'text-ink-soft',
          line.kind === 'flow' && 'text-ink-faint',
        )}
      >
        {line.text}
      </span>
    </>
  )
  if (!nodeId || !callflowId) return <li className="flex gap-2.5 px-3 py-px text-small leading-[20px]">{words}</li>
  return (
    <li>
      <button
        type="button"
        className="flex w-full gap-2.5 px-3 py-px text-left text-small leading-[20px] hover:bg-hover"
        onClick={() => {
          const isElsewhere = useRoute.getState().id !== callflowId
          if (isElsewhere) navigate('callflows', callflowId, { replace: true })
          setTimeout(() => goToStepQuietly(nodeId), isElsewhere ? 250 : 0)
        }}
      >
        {words}
      </button>
    </li>
  )
}
