import { createUserAgent } from '../../src/engine/sip/create-user-agent.ts'
import type { SipResponse } from '../../src/engine/sip/message/message.ts'
import type { SipUserAgent } from '../../src/engine/sip/user-agent.ts'
import { passwordOf } from './design.ts'

/** A phone of our own for what real ones cannot be told to do: any REGISTER, any header, without media. */
export interface TestPhone {
  readonly userAgent: SipUserAgent
  /** `host:port` of it. */
  readonly address: string
  register(options?: { readonly expiresSec?: number; readonly password?: string }): Promise<SipResponse>
  close(): Promise<void>
}

/** `host` is the loopback address it stands at; phones at several stand for phones in several places. */
export async function startTestPhone(username: string, enginePort: number, host = '127.0.0.1'): Promise<TestPhone> {
  const userAgent = createUserAgent({
    listen: [{ transport: 'udp', host, port: 0 }],
    userAgentName: 'Callwright test phone',
  })
  const [listening] = await userAgent.start()
  const contact = `sip:${username}@${host}:${listening?.port}`
  const aor = `sip:${username}@127.0.0.1`
  let cseq = 0
  return {
    userAgent,
    address: `${host}:${listening?.port}`,
    register: ({ expiresSec = 3_600, password = passwordOf(username) } = {}) =>
      userAgent.request({
        method: 'REGISTER',
        target: `sip:127.0.0.1:${enginePort}`,
        from: { uri: aor },
        to: { uri: aor },
        headers: [
          ['Contact', `<${contact}>`],
          ['Expires', String(expiresSec)],
        ],
        credentials: { username, password },
        sequence: { sipCallId: `registration-of-${username}`, cseq: (cseq += 2) },
      }),
    close: () => userAgent.close(),
  }
}
