import type { EngineStatus } from '../../main/api/target-contract.ts'
import type { Tone } from '../ui/status.tsx'

export interface EngineWords {
  readonly tone: Tone
  readonly label: string
  /** Something is going on: the dot breathes. */
  readonly busy: boolean
}

/** The engine's state as the pill says it. Out of date wins over running: it asks for something to be done. */
export function engineWords(status: EngineStatus | null): EngineWords {
  if (!status) return { tone: 'neutral', label: 'Engine', busy: true }
  switch (status.state) {
    case 'stopped':
      return { tone: 'neutral', label: 'Engine stopped', busy: false }
    case 'starting':
      return { tone: 'amber', label: 'Engine starting', busy: true }
    case 'restarting':
      return { tone: 'amber', label: 'Engine restarting', busy: true }
    case 'unreachable':
      return { tone: 'red', label: 'No answer', busy: true }
    case 'failed':
      return { tone: 'red', label: 'Engine failed', busy: false }
    case 'running':
      return running(status)
  }
}

function running({ unsyncedChanges, health, runsOther }: EngineStatus): EngineWords {
  if (runsOther) return { tone: 'amber', label: `Engine runs ${runsOther.name}`, busy: false }
  if (health && !health.activeBundle) return { tone: 'amber', label: 'Nothing synced yet', busy: false }
  if (!unsyncedChanges) return { tone: 'green', label: 'Engine running', busy: false }
  return { tone: 'amber', label: `${counted(unsyncedChanges, 'change')} not synced`, busy: false }
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}
