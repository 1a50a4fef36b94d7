import { useLive } from '../store/live.ts'
import { useTarget } from '../store/target.ts'

/**
 * `ws://127.0.0.1:40123` while an engine that takes phones of browsers runs the design that is shown; else null. An appliance is
 * asked for its secure point, which the page only takes with a certificate that this computer trusts.
 */
export function usePhoneAddress(): string | null {
  const isAway = useTarget(({ about }) => about?.kind === 'appliance')
  return useLive(({ engine }) => {
    if (engine?.state !== 'running' || engine.runsOther || !engine.health?.activeBundle) return null
    const wanted = isAway ? 'wss' : 'ws'
    const point = engine.health.listenPoints.find(({ transport }) => transport === wanted)
    return point ? `${wanted}://${point.host}:${point.port}` : null
  })
}
