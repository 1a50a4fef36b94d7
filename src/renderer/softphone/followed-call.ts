import { useEffect } from 'react'
import type { TraceEvent } from '../../callflow/run/trace.ts'
import { goToStepQuietly } from '../canvas/actions.ts'
import { nothingLit, useHighlight } from '../rehearsal/highlight.ts'
import { litByTrace, type StepPlace } from '../rehearsal/lit-by.ts'
import { useRehearsal } from '../rehearsal/rehearsal-store.ts'
import { useLive } from '../store/live.ts'
import type { LiveCall, TraceEntry } from '../store/live-events.ts'
import { navigate, useRoute } from '../store/route.ts'
import { useOwnDevice } from './own-phone.ts'
import { usePhone } from './phone-store.ts'

/**
 * While the phone calls, the canvas is lit by what the engine says of that call, and follows it from flow to flow. A rehearsal comes first: its lights
 * stay.
 */
export function useFollowedCall(): void {
  const deviceId = useOwnDevice()?.id
  useEffect(() => (deviceId === undefined ? undefined : followCallsOf(deviceId)), [deviceId])
}

function followCallsOf(deviceId: string): () => void {
  let shownId: string | undefined
  let lit: readonly TraceEntry[] | undefined
  let wasAt: StepPlace | null = null
  const look = () => {
    const isRehearsed = useRehearsal.getState().rehearsal !== null
    const isCalling = usePhone.getState().calls.some(({ direction }) => direction === 'out')
    const { calls, traces } = useLive.getState()
    const call = callBy(calls.values(), deviceId)
    const wasShown = shownId !== undefined
    // A call that ended stays lit for as long as the phone shows it.
    shownId = isCalling && !isRehearsed ? (call?.callId ?? shownId) : undefined
    const trace = shownId === undefined ? undefined : traces.get(shownId)
    const at = call?.callId === shownId ? placeOf(call) : null
    if (shownId === undefined && wasShown && !isRehearsed) useHighlight.setState(nothingLit)
    if (trace !== undefined && (trace !== lit || !isSamePlace(at, wasAt))) {
      // The contract leaves the trace's shape to the interpreter.
      useHighlight.setState(litByTrace(trace as unknown as readonly TraceEvent[], at))
    }
    if (at !== null && !isSamePlace(at, wasAt)) show(at)
    lit = trace
    wasAt = at
  }
  const stop = [usePhone.subscribe(look), useLive.subscribe(look), useRehearsal.subscribe(look)]
  return () => {
    for (const end of stop) end()
  }
}

/** The newest that this phone began. */
function callBy(calls: Iterable<LiveCall>, deviceId: string): LiveCall | undefined {
  return [...calls].findLast(({ phones }) =>
    phones.some((phone) => phone.deviceId === deviceId && phone.direction !== 'recipient'),
  )
}

const placeOf = (call: LiveCall | undefined): StepPlace | null =>
  call?.nodeId ? { callflowId: call.callflowId, nodeId: call.nodeId } : null

const isSamePlace = (a: StepPlace | null, b: StepPlace | null) =>
  a?.callflowId === b?.callflowId && a?.nodeId === b?.nodeId

/** On the canvas, where that is what is looked at. */
function show({ callflowId, nodeId }: StepPlace): void {
  const { area, id } = useRoute.getState()
  if (area !== 'callflows') return
  if (id !== callflowId) navigate('callflows', callflowId, { replace: true })
  // Another flow is framed first when it opens.
  setTimeout(() => goToStepQuietly(nodeId), id === callflowId ? 0 : 250)
}
