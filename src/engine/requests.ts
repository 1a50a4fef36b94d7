import type { DesignSnapshot } from '../callflow/design/snapshot.ts'
import { realmOf } from './services/devices.ts'
import type { Door } from './services/door.ts'
import type { MessageWaiting } from './services/message-waiting.ts'
import type { PresenceService } from './services/presence/presence-service.ts'
import type { Registrar } from './services/registrar/registrar.ts'
import type { TextMessages } from './services/text-messages/text-messages.ts'
import type { IncomingRequest, ResponseOptions, SipUserAgent } from './sip/user-agent.ts'
import type { Clock } from './sip/user-agent-options.ts'

/** Phones may be reached through proxies (RFC 3327). */
const supported = ['Supported', 'path'] as const

/** Requests outside calls: phones that register. Whoever comes in, here and with calls, goes through the door. */
export function answerRequests(about: {
  readonly userAgent: Pick<SipUserAgent, 'screen' | 'onRequest'>
  readonly registrar: Registrar
  readonly door: Door
  readonly design: () => DesignSnapshot | undefined
  readonly clock: Clock
  readonly messageWaiting: Pick<MessageWaiting, 'cameBack'>
  readonly presence: Pick<PresenceService, 'subscribe' | 'publish'>
  readonly textMessages: Pick<TextMessages, 'receive' | 'registered'>
}): void {
  const { userAgent, registrar, door, clock } = about
  userAgent.screen(door.screen)
  userAgent.onRequest('REGISTER', (incoming) => incoming.respond(register(incoming)))
  for (const [method, name] of [
    ['SUBSCRIBE', 'subscribe'],
    ['PUBLISH', 'publish'],
  ] as const) {
    userAgent.onRequest(method, (incoming) => {
      const visitor = door.visitorOf(incoming.request)
      if (visitor.kind === 'device') about.presence[name](incoming, visitor.device)
      else incoming.respond({ status: 403 })
    })
  }

  userAgent.onRequest('MESSAGE', (incoming) => {
    const visitor = door.visitorOf(incoming.request)
    if (visitor.kind === 'device') about.textMessages.receive(incoming, visitor.device)
    else incoming.respond({ status: 403 })
  })

  function register({ request, source }: IncomingRequest): ResponseOptions {
    const design = about.design()
    const visitor = door.visitorOf(request)
    if (!design || visitor.kind !== 'device') return { status: 403 }
    const { device } = visitor
    const nowMs = clock.now()
    const wasThere = registrar.isRegistered(device.id, nowMs)
    const response = registrar.register({ request, source, device, realm: realmOf(design), nowMs })
    const isThere = registrar.isRegistered(device.id, nowMs)
    if (!wasThere && isThere) about.messageWaiting.cameBack(device)
    if (isThere) about.textMessages.registered(device)
    return response.status < 300 ? { ...response, headers: [...(response.headers ?? []), supported] } : response
  }
}
