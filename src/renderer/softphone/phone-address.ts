import { useLive } from '../store/live.ts'

/** `ws://127.0.0.1:40123` while an engine that takes phones of browsers runs the design that is shown; else null. */
export function usePhoneAddress(): string | null {
  return useLive(({ engine }) => {
    if (engine?.state !== 'running' || engine.runsOther || !engine.health?.activeBundle) return null
    const point = engine.health.listenPoints.find(({ transport }) => transport === 'ws')
    return point ? `ws://${point.host}:${point.port}` : null
  })
}
