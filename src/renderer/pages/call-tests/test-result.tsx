import { CircleCheck, CircleX, Play } from 'lucide-react'
import type { CallTest } from '../../../callflow/design/document.ts'
import { hasPassed } from '../../../callflow/prove/run-test.ts'
import type { Rehearsal } from '../../../callflow/rehearse/rehearsal.ts'
import { showRehearsal } from '../../rehearsal/rehearsal-store.ts'
import { useCallTests } from '../../store/call-tests.ts'
import { navigate } from '../../store/route.ts'
import { Button } from '../../ui/button.tsx'

/** How the test went: what was wanted and what came instead, and the way to the call itself. */
export function TestResult({ test }: { readonly test: CallTest }) {
  const result = useCallTests((state) => state.results.get(test.id))
  if (!result) return <p className="text-small text-ink-faint">It runs in a moment.</p>
  const isWell = hasPassed(result)
  const Icon = isWell ? CircleCheck : CircleX
  return (
    <section aria-label="Result" className="rounded-card border border-line p-3">
      <div className="flex items-center gap-2">
        <Icon aria-hidden size={15} className={isWell ? 'text-green' : 'text-red'} />
        <p role="status" className="flex-1 font-medium">
          {isWell ? 'Passed' : result.failures.length === 1 ? 'Failed' : `Failed at ${result.failures.length} places`}
        </p>
        {result.rehearsal ? <PlayButton rehearsal={result.rehearsal} /> : null}
      </div>
      {isWell ? null : (
        <ul className="mt-2 flex flex-col gap-2">
          {result.failures.map(({ expectation, wanted, got }) => (
            <li key={`${expectation} ${wanted}`} className="text-small">
              <span className="block text-ink">{wanted}</span>
              <span className="block text-ink-faint">{got}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function PlayButton({ rehearsal }: { readonly rehearsal: Rehearsal }) {
  const play = () => {
    showRehearsal(rehearsal)
    const first = rehearsal.trace.find((event) => event.kind === 'flow-entered')
    navigate('callflows', first?.callflowId ?? null)
  }
  return (
    <Button size="sm" icon={Play} onClick={play}>
      Show the call
    </Button>
  )
}
