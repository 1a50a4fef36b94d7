import type { DesignSnapshot } from '../callflow/design/snapshot.ts'
import type { Authenticator } from './services/authenticator.ts'
import { realmOf } from './services/devices.ts'
import type { MessageWaiting } from './services/message-waiting.ts'
import type { Registrar } from './services/registrar/registrar.ts'
import { ACCEPTED_BODIES } from './sip/session/body.ts'
import type { IncomingRequest, ResponseOptions, SipUserAgent } from './sip/user-agent.ts'
import type { Clock } from './sip/user-agent-options.ts'

const allow = 'INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, REGISTER'

/** Phones may be reached through proxies (RFC 3327). */
const supported = ['Supported', 'path'] as const

/** Requests outside calls: phones that register, anybody who asks whether we are there. */
export function answerRequests(about: {
  readonly userAgent: SipUserAgent
  readonly registrar: Registrar
  readonly authenticator: Authenticator
  readonly design: () => DesignSnapshot | undefined
  readonly clock: Clock
  readonly messageWaiting: Pick<MessageWaiting, 'cameBack'>
}): void {
  const { userAgent, registrar, authenticator, clock } = about
  userAgent.onRequest('OPTIONS', (incoming) => {
    const headers = [['Allow', allow], ['Accept', ACCEPTED_BODIES], supported] as const
    incoming.respond({ status: 200, headers })
  })
  userAgent.onRequest('REGISTER', (incoming) => incoming.respond(register(incoming)))

  function register({ request, source }: IncomingRequest): ResponseOptions {
    const design = about.design()
    if (!design) return { status: 503, headers: [['Retry-After', '10']] }
    const nowMs = clock.now()
    const authentication = authenticator.authenticate({ request, source, design, nowMs })
    if (authentication.kind === 'respond') return authentication.response
    const { device } = authentication
    userAgent.earned(source)
    const wasThere = registrar.isRegistered(device.id, nowMs)
    const response = registrar.register({ request, source, device, realm: realmOf(design), nowMs })
    if (!wasThere && registrar.isRegistered(device.id, nowMs)) about.messageWaiting.cameBack(device)
    return response.status < 300 ? { ...response, headers: [...(response.headers ?? []), supported] } : response
  }
}
