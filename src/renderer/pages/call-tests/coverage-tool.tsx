import { Paintbrush } from 'lucide-react'
import { useMemo } from 'react'
import { Coverage } from '../../../callflow/prove/coverage.ts'
import { useHighlight } from '../../rehearsal/highlight.ts'
import { litByTrace } from '../../rehearsal/lit-by.ts'
import { showRehearsal } from '../../rehearsal/rehearsal-store.ts'
import { useCallTests } from '../../store/call-tests.ts'
import { useDesignSnapshot } from '../../store/design.ts'
import { navigate } from '../../store/route.ts'
import { Button } from '../../ui/button.tsx'
import { Popover } from '../../ui/popover.tsx'

/** How much of the drawings the tests walk through, by callflow; and the same painted on the canvas. */
export function CoverageTool() {
  const results = useCallTests((state) => state.results)
  const design = useDesignSnapshot()
  const flows = useMemo(() => {
    const coverage = new Coverage()
    for (const { rehearsal } of results.values()) if (rehearsal) coverage.add(rehearsal.trace)
    return coverage.ofDesign(design).filter((flow) => flow.wires > 0)
  }, [results, design])
  const wires = sum(flows.map((flow) => flow.wires))
  const taken = sum(flows.map((flow) => flow.wiresTaken))
  const paint = (callflowId: string) => {
    showRehearsal(null)
    useHighlight.setState(
      litByTrace(
        [...results.values()].flatMap(({ rehearsal }) => rehearsal?.trace ?? []),
        null,
      ),
    )
    navigate('callflows', callflowId)
  }
  return (
    <Popover
      label="Coverage"
      trigger={
        <Button size="sm" variant="ghost" icon={Paintbrush}>
          {share(taken, wires)} % of wires tested
        </Button>
      }
    >
      <p className="px-1 pb-2 text-small text-ink-faint">
        Wires that a test takes. Press a callflow to see it painted.
      </p>
      <ul aria-label="Coverage by callflow" className="max-h-[360px] min-w-[320px] overflow-y-auto">
        {flows.map((flow) => (
          <li key={flow.callflowId}>
            <button
              type="button"
              onClick={() => paint(flow.callflowId)}
              className="flex h-7 w-full items-center gap-2 rounded-control px-1 text-left hover:bg-hover"
            >
              <span className="min-w-0 flex-1 truncate">{flow.name}</span>
              <span aria-hidden className="h-1.5 w-20 overflow-hidden rounded-full bg-grey-4">
                <span className="block h-full bg-accent" style={{ width: `${share(flow.wiresTaken, flow.wires)}%` }} />
              </span>
              <span className="tabular w-14 text-right text-small text-ink-faint">
                {flow.wiresTaken} / {flow.wires}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Popover>
  )
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0)
const share = (part: number, whole: number) => (whole === 0 ? 100 : Math.floor((100 * part) / whole))
