import type { Call } from './call.ts'

export type RecordAction = 'start' | 'stop' | 'pause' | 'resume'

export interface Recorded {
  /** There is such a call. */
  readonly found: boolean
  /** It is as was asked now, because of this or before it. */
  readonly done: boolean
}

/** What an operator asks for in the middle of a conversation. */
export async function recordNow(call: Call | undefined, action: RecordAction): Promise<Recorded> {
  return call ? { found: true, done: await isDone(call, action) } : { found: false, done: false }
}

async function isDone({ recording, isTalking, world, callId }: Call, action: RecordAction): Promise<boolean> {
  switch (action) {
    case 'stop':
      recording.stopOnDemand()
      return true
    case 'pause':
    case 'resume':
      return recording.pause(action === 'pause')
    case 'start':
      if (!isTalking) return false
      try {
        const { outcome } = await recording.startOnDemand()
        return outcome === 'started' || outcome === 'already-running'
      } catch (error) {
        world.log.error({ callId, err: error }, 'a call could not be recorded')
        return false
      }
  }
}
