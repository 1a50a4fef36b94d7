import type { AppEvent } from '../../main/api/contract.ts'
import { api } from '../api/client.ts'
import { loadDesign, receiveChange, receiveInfo } from './design.ts'
import { receiveEngineEvents, receiveStatus, useLive } from './live.ts'
import { nothingLive, withReading } from './live-events.ts'
import { isShownSwitch, switchKey } from './phone-lamps.ts'
import { choose, receiveTargets, receiveTargetStatus, target } from './target.ts'

/**
 * Reads everything, then follows what happens until `signal` ends it. The stream resumes by itself after a lost connection; when too
 * much was missed it says so (`resync`) and everything is read again.
 */
export async function follow(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const events = await api().events(undefined, {
        signal,
        context: { retry: Number.POSITIVE_INFINITY, retryDelay: 500 },
      })
      await readAll()
      for await (const event of events) receive(event)
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 500))
    }
  }
}

async function readAll(): Promise<void> {
  await loadDesign()
  await readEngine()
}

/** An engine that does not run has nothing to tell: what was known stays. */
export async function readEngine(): Promise<void> {
  try {
    const inHand = await targetInHand()
    if (!inHand) return
    receiveStatus(inHand.status)
    if (inHand.status.state !== 'running') return
    const { operate } = api()
    const [calls, registrations, trunks, rooms, emergencies, outsideStops, boards, state, fetches] = await Promise.all([
      operate.calls.list(target()),
      operate.registrations(target()),
      operate.trunks(target()),
      operate.conferences.list(target()),
      operate.emergencies.list(target()),
      operate.outsideStops.list(target()),
      operate.queues.boards(target()),
      operate.state.read(target()),
      operate.phones.fetches(target()),
    ])
    const switches = new Map(state.filter(isShownSwitch).map((each) => [switchKey(each), each.value]))
    useLive.setState((live) =>
      withReading(live, { calls, registrations, trunks, rooms, emergencies, outsideStops, boards, switches, fetches }),
    )
  } catch {
    // The status event tells when it is back.
  }
}

/** The one that was looked at, or the first. */
async function targetInHand() {
  return receiveTargets(await api().targets.list())
}

/** Pages are about that target from now on; nothing of the one before is left on them. */
export async function lookAt(targetId: string): Promise<void> {
  if (targetId === target().targetId) return
  choose(targetId)
  useLive.setState((live) => ({ ...nothingLive, resyncs: live.resyncs + 1 }))
  await readEngine()
}

/** One that pages were about may be gone: then they are about the first. */
async function readTargets(): Promise<void> {
  const before = target().targetId
  const inHand = await targetInHand().catch(() => undefined)
  if (!inHand || inHand.id === before) return
  useLive.setState((live) => ({ ...nothingLive, resyncs: live.resyncs + 1 }))
  await readEngine()
}

function receive(event: AppEvent): void {
  switch (event.kind) {
    case 'changed':
      receiveChange(event.change, event.info)
      return
    case 'space-changed':
      receiveInfo(event.info)
      return
    case 'design-opened':
      receiveInfo(event.info)
      void readAll()
      return
    case 'targets-changed':
      void readTargets()
      return
    case 'target-status': {
      receiveTargetStatus(event.targetId, event.status)
      if (event.targetId !== target().targetId) return
      const before = useLive.getState().engine?.state
      receiveStatus(event.status)
      if (event.status.state === 'running' && before !== 'running') void readEngine()
      if (event.status.state !== 'running' && before === 'running') {
        useLive.setState((state) =>
          withReading(state, {
            ...state,
            calls: [],
            registrations: [],
            trunks: [],
            rooms: [],
            boards: [],
            fetches: [...state.fetches.values()],
          }),
        )
      }
      return
    }
    case 'target-events':
      if (event.targetId !== target().targetId) return
      receiveEngineEvents(event.events)
      // Another design has other queues.
      if (event.events.some(({ kind }) => kind === 'resync' || kind === 'bundle-activated')) void readEngine()
      return
    case 'resync':
      void readAll()
  }
}
