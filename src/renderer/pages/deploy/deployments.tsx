import { useEffect, useState } from 'react'
import type { Deployment } from '../../../main/api/target-contract.ts'
import { api } from '../../api/client.ts'
import { refusalOf } from '../../api/refusal.ts'
import type { KnownTarget } from '../../store/target.ts'
import { Button } from '../../ui/button.tsx'
import { Badge } from '../../ui/status.tsx'
import { toast } from '../../ui/toast.tsx'

/** What was made to run there, when, by whom and why; any of it can run again. */
export function Deployments({ known }: { readonly known: KnownTarget }) {
  const { id: targetId, status } = known
  const runs = status.health?.activeBundle?.id ?? null
  const [list, setList] = useState<readonly Deployment[] | null>(null)
  const [busy, setBusy] = useState<number | null>(null)
  const isUp = status.state === 'running'
  const mayDeploy = known.remote === null || known.remote.role === 'deploy'
  useEffect(() => {
    let isOver = false
    if (isUp) {
      api()
        .targets.deployments({ targetId })
        .then(
          (found) => isOver || setList(found),
          () => isOver || setList(null),
        )
    }
    return () => {
      isOver = true
    }
  }, [targetId, runs, isUp])
  if (!list) return null
  const again = async ({ bundleId, sequence, atMs }: Deployment) => {
    setBusy(sequence)
    try {
      await api().targets.runAgain({ targetId, bundleId, note: `Back to the version of ${when(atMs)}` })
      toast.done(`${known.name} runs the version of ${when(atMs)}`)
    } catch (error) {
      toast.error(refusalOf(error).message)
    } finally {
      setBusy(null)
    }
  }
  return (
    <section aria-label="Deployments" className="flex flex-col gap-2">
      <h3 className="text-label font-medium text-ink-soft">Deployments</h3>
      {list.length === 0 ? <p className="text-ink-faint">Nothing was deployed there yet.</p> : null}
      <ul className="flex flex-col">
        {list.map((each, at) => (
          <li key={each.sequence} className="flex items-start gap-3 border-b border-line py-1.5 last:border-0">
            <div className="min-w-0 flex-1">
              <p className="truncate">
                {when(each.atMs)}
                {each.by === '' ? '' : `, ${each.by}`}
              </p>
              <p className="truncate text-small text-ink-faint">
                {each.note || each.designName} · <span className="font-mono">{each.bundleId.slice(0, 12)}</span>
              </p>
            </div>
            {at === 0 && each.bundleId === runs ? (
              <Badge tone="green">Runs</Badge>
            ) : (
              <Button
                size="sm"
                disabled={!mayDeploy || each.bundleId === runs}
                busy={busy === each.sequence}
                onClick={() => void again(each)}
              >
                Run again
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

const when = (atMs: number): string => new Date(atMs).toLocaleString()
