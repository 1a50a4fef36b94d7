import type { SipUserAgent } from '../../sip/user-agent.ts'
import type { TransportPeer } from '../../sip/transport/transport.ts'
import type { TrunkService } from '../trunks/trunk-service.ts'
import type { Hop } from './route-to-binding.ts'

export interface PhoneSurroundings {
  readonly userAgent: Pick<SipUserAgent, 'locate' | 'localAddressFor' | 'listenPoints'>
  readonly trunks: Pick<TrunkService, 'trunkAt'>
}

/**
 * Where a request for a registered phone is sent, its name looked up. A phone that says it is at a carrier's address, or at ours, is called where
 * it registered from: else whoever knows its password could dial out past every restriction, or send calls round in circles.
 */
export async function locateHop({ to, source }: Hop, around: PhoneSurroundings): Promise<TransportPeer> {
  const found = typeof to === 'string' ? await around.userAgent.locate(to).catch(() => source) : to
  if (found.address === source.address && found.port === source.port) return found
  if (found.address !== source.address && around.trunks.trunkAt(found.address)) return source
  return (await isOurs(found, around.userAgent)) ? source : found
}

async function isOurs({ address, port }: TransportPeer, userAgent: PhoneSurroundings['userAgent']): Promise<boolean> {
  if (!userAgent.listenPoints.some((point) => point.port === port)) return false
  return userAgent.localAddressFor({ transport: 'udp', address, port }).then(
    (own) => own === address,
    () => false,
  )
}
