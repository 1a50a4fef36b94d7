import { MicOff } from 'lucide-react'
import { useMemo } from 'react'
import type { Callflow } from '../../../callflow/design/document.ts'
import { useDocuments } from '../../store/design.ts'
import { useLive } from '../../store/live.ts'
import { formatRoute } from '../../store/route.ts'

/** Said while the machine that the engine runs on has nothing to speak texts with and the design has texts to speak. */
export function SpeechNote() {
  const health = useLive(({ engine }) => (engine?.state === 'running' ? engine.health : undefined))
  const [account] = useDocuments('account')
  const flows = useDocuments('callflow')
  const steps = useMemo(() => flows.reduce((sum, flow) => sum + spokenSteps(flow), 0), [flows])
  if (health?.speech !== null || steps === 0 || !account || account.speechUrl !== '') return null
  return (
    <p role="status" className="mx-4 mt-3 flex max-w-[960px] gap-3 rounded-card bg-amber-soft px-3 py-2 text-amber">
      <MicOff aria-hidden size={15} className="mt-0.5 shrink-0" />
      <span>
        The engine’s machine has nothing to speak texts with: on live calls{' '}
        {steps === 1 ? 'a step plays' : `${steps} steps play`} what it names instead, or nothing. Install espeak-ng
        there, or name a speech server in the{' '}
        <a href={formatRoute('account')} className="underline">
          account
        </a>
        .
      </span>
    </p>
  )
}

const spokenSteps = ({ nodes }: Callflow) =>
  Object.values(nodes).filter(({ type, disabled }) => type === 'text-to-speech' && !disabled).length
