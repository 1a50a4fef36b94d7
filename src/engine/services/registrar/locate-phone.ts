import { RemoteProtocolError } from '../../sip/message/errors.ts'
import type { SipUserAgent } from '../../sip/user-agent.ts'
import type { TransportPeer } from '../../sip/transport/transport.ts'
import type { TrunkService } from '../trunks/trunk-service.ts'
import type { Hop } from './route-to-binding.ts'

export interface PhoneSurroundings {
  readonly userAgent: Pick<SipUserAgent, 'locate' | 'addressesFor' | 'listenPoints'>
  readonly trunks: Pick<TrunkService, 'trunkAt'>
}

/**
 * Where a request for a registered phone is sent, its name looked up. A phone that says it is at a carrier's address, or at ours, is called where
 * it registered from: else whoever knows its password could dial out past every restriction, or send calls round in circles.
 * Rejects with `RemoteProtocolError` when the phone is to be called by a transport that we do not have.
 */
export async function locateHop({ to, source }: Hop, around: PhoneSurroundings): Promise<TransportPeer> {
  const found = typeof to === 'string' ? await locate(to, source, around.userAgent) : to
  if (found.address === source.address && found.port === source.port) return found
  if (found.address !== source.address && around.trunks.trunkAt(found.address)) return source
  return (await isOurs(found, around.userAgent)) ? source : found
}

/** A name of nothing is no reason to lose a call; one that is to be reached by what we do not have is. */
async function locate(uri: string, source: TransportPeer, userAgent: Pick<SipUserAgent, 'locate'>) {
  try {
    return await userAgent.locate(uri)
  } catch (error) {
    if (error instanceof RemoteProtocolError) throw error
    return source
  }
}

async function isOurs(found: TransportPeer, userAgent: PhoneSurroundings['userAgent']): Promise<boolean> {
  if (!userAgent.listenPoints.some((point) => point.port === found.port)) return false
  return userAgent.addressesFor(found).then(
    ({ local, shown }) => local === found.address || shown === found.address,
    () => false,
  )
}
