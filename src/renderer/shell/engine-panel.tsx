import { Play, RefreshCw, RotateCcw, Square } from 'lucide-react'
import { useState } from 'react'
import { useLive } from '../store/live.ts'
import { navigate } from '../store/route.ts'
import { openEnginePanel, useUi } from '../store/ui.ts'
import { Button } from '../ui/button.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { Tooltip } from '../ui/tooltip.tsx'
import { useTarget } from '../store/target.ts'
import { TargetChoice } from './target-choice.tsx'
import { rollBackEngine, startEngine, stopEngine, syncEngine } from './engine-actions.ts'
import { DeployProgress } from './deploy-progress.tsx'
import { EngineFacts } from './engine-facts.tsx'

/** Opened by the pill, over the right edge. The Engine page shows the same at full width. */
export function EnginePanel() {
  const open = useUi((state) => state.enginePanelOpen)
  const about = useTarget((state) => state.about)
  return (
    <Sheet
      open={open}
      onClose={() => openEnginePanel(false)}
      title="Engine"
      description={about?.remote ? `${about.name}, ${about.remote.url}` : 'On this computer'}
    >
      <div className="flex flex-col gap-4">
        <TargetChoice />
        <EngineButtons />
        <DeployProgress />
        <EngineFacts />
        <Button
          variant="ghost"
          className="self-start"
          onClick={() => {
            openEnginePanel(false)
            navigate('engine')
          }}
        >
          Everything about the engine
        </Button>
      </div>
    </Sheet>
  )
}

export function EngineButtons() {
  const engine = useLive((state) => state.engine)
  const [doing, setDoing] = useState<string | null>(null)
  const capabilities = useTarget((state) => state.about?.capabilities)
  const mayDeploy = useTarget(({ about }) => about?.remote === null || about?.remote?.role === 'deploy')
  const isUp = engine?.state === 'running'
  const canRollBack = isUp && capabilities?.canRollBack === true && engine.health?.canRollBack === true
  const canStart = capabilities?.canBeStarted !== false && (engine?.state === 'stopped' || engine?.state === 'failed')
  const act = (name: string, action: () => Promise<void>) => {
    setDoing(name)
    void action().finally(() => setDoing(null))
  }
  return (
    <div className="flex flex-wrap gap-2">
      {canStart ? (
        <Button variant="primary" icon={Play} busy={doing === 'start'} onClick={() => act('start', startEngine)}>
          Start
        </Button>
      ) : (
        <Button
          variant="primary"
          icon={RefreshCw}
          disabled={!isUp || !mayDeploy}
          busy={doing === 'sync'}
          onClick={() => act('sync', () => syncEngine())}
        >
          Sync
        </Button>
      )}
      <Tooltip label={canRollBack ? 'Run the version before again' : 'No earlier version was synced'}>
        <span>
          <Button
            icon={RotateCcw}
            disabled={!canRollBack}
            busy={doing === 'back'}
            onClick={() => act('back', () => rollBackEngine())}
          >
            Roll back
          </Button>
        </span>
      </Tooltip>
      {canStart || capabilities?.canBeStarted === false ? null : (
        <Button icon={Square} busy={doing === 'stop'} onClick={() => act('stop', () => stopEngine())}>
          Stop
        </Button>
      )}
    </div>
  )
}
