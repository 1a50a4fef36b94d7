import { Button } from '../ui/button.tsx'
import { useDeploying } from './engine-actions.ts'

const words = {
  moving: 'Moving the engine to this design',
  comparing: 'Comparing with what the engine has',
  sending: 'Sending what it lacks',
  sounds: 'Sending sounds',
  activating: 'Handing over',
  verifying: 'Asking what it runs',
} as const

/** How far a sync is, once it takes longer than a moment. */
export function DeployProgress() {
  const { progress, stop } = useDeploying()
  if (!progress) return null
  const { doing, done, total } = progress
  const isCounted = total > 1
  return (
    <div role="status" className="flex items-center gap-3 text-small text-ink-soft">
      <div className="flex min-w-0 flex-1 flex-col gap-1.5">
        <span className="tabular truncate">
          {words[doing]} …{isCounted ? ` ${done.toLocaleString('en')} of ${total.toLocaleString('en')}` : ''}
        </span>
        <progress
          aria-label={words[doing]}
          className="h-1 w-full overflow-hidden rounded-full accent-accent"
          {...(isCounted ? { value: done, max: total } : {})}
        />
      </div>
      <Button size="sm" onClick={() => stop?.()}>
        Stop
      </Button>
    </div>
  )
}
