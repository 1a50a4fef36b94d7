import { createUserAgent } from '../../src/engine/sip/create-user-agent.ts'
import { buildResponse } from '../../src/engine/sip/message/build.ts'
import type { SipRequest, SipResponse } from '../../src/engine/sip/message/message.ts'
import { serializeMessage } from '../../src/engine/sip/message/serialize.ts'
import { defaultTransportLimits } from '../../src/engine/sip/transport/limits.ts'
import { SocketTransport } from '../../src/engine/sip/transport/socket-transport.ts'
import type { SipTransport } from '../../src/engine/sip/transport/sip-transport.ts'
import type { RequestOptions } from '../../src/engine/sip/user-agent.ts'
import { passwordOf } from './design.ts'

/** A phone of our own that watches, over real sockets: it answers every NOTIFY with 200 and keeps it. */
export interface LampPhone {
  /** Undefined password: none is given. */
  ask(method: string, whom: string, options?: AskOptions): Promise<SipResponse>
  /** What a subscription was told, by the Call-ID of its answer. */
  told(subscribed: SipResponse): readonly SipRequest[]
  /** The states of the dialogs in each of them; `idle` without any. */
  shown(subscribed: SipResponse): readonly string[]
  close(): Promise<void>
}

export interface AskOptions extends Pick<RequestOptions, 'headers' | 'body'> {
  readonly password?: string | undefined
}

export async function startLampPhone(
  username: string,
  enginePort: number,
  transport: 'udp' | 'tcp' = 'udp',
): Promise<LampPhone> {
  const notifies: SipRequest[] = []
  const userAgent = createUserAgent({
    listen: [],
    userAgentName: 'Callwright lamp phone',
    transport: keepingNotify(notifies, transport),
  })
  await userAgent.start()
  const told = (subscribed: SipResponse) =>
    notifies.filter(({ headers }) => headers.get('Call-ID') === subscribed.headers.get('Call-ID'))
  return {
    ask: (method, whom, { headers = [], body, ...given } = {}) => {
      const password = 'password' in given ? given.password : passwordOf(username)
      return userAgent.request({
        method,
        target: `sip:${whom}@127.0.0.1:${enginePort};transport=${transport}`,
        from: { uri: `sip:${username}@127.0.0.1` },
        to: { uri: `sip:${whom}@127.0.0.1` },
        headers,
        ...(body ? { body } : {}),
        ...(password === undefined ? {} : { credentials: { username, password } }),
      })
    },
    told,
    shown: (subscribed) =>
      told(subscribed).map(
        ({ body }) => [...body.matchAll(/<state>([a-z]+)</g)].map(([, is]) => is).join(' ') || 'idle',
      ),
    close: () => userAgent.close(),
  }
}

/** Our user agent subscribes to nothing, so NOTIFYs are taken before it sees them. */
function keepingNotify(notifies: SipRequest[], kind: 'udp' | 'tcp'): SipTransport {
  let flows = 0
  const transport = new SocketTransport({
    listen: [{ transport: kind, host: '127.0.0.1', port: 0 }],
    limits: defaultTransportLimits,
    clock: { now: () => performance.now() },
    nextFlowId: () => `flow-${++flows}`,
  })
  const start: SipTransport['start'] = (receiver) =>
    transport.start({
      onMalformed: (event) => receiver.onMalformed(event),
      onConnectionLost: (flow) => receiver.onConnectionLost(flow),
      onMessage(message, source) {
        if (message.kind === 'response' || message.method !== 'NOTIFY') return receiver.onMessage(message, source)
        notifies.push(message)
        transport.send(serializeMessage(buildResponse(message, { status: 200 })), source)
      },
    })
  return new Proxy<SipTransport>(transport, {
    get(target, name) {
      if (name === 'start') return start
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}
