import type { CallBed } from '../../../calls/testing/call-bed.ts'
import { ENGINE, type SimParty } from '../../../calls/testing/sim-party.ts'
import { buildRequest } from '../../../sip/message/build.ts'
import { essentialsOf } from '../../../sip/message/essentials.ts'
import type { SipRequest, SipResponse } from '../../../sip/message/message.ts'
import { serializeMessage } from '../../../sip/message/serialize.ts'
import type { RequestOptions } from '../../../sip/user-agent.ts'

/** Support for tests: a phone that watches. */

export interface WatchOptions {
  readonly event?: string
  readonly expires?: number
  readonly headers?: NonNullable<RequestOptions['headers']>
}

/** Subscribes as that phone; its own user agent answers every NOTIFY with 200. */
export async function watch(
  bed: CallBed,
  phone: SimParty,
  whom: string,
  options: WatchOptions = {},
): Promise<Watching> {
  const { event = 'dialog', expires = 600, headers = [] } = options
  const response = await phone.ask('SUBSCRIBE', whom, {
    headers: [['Event', event], ['Expires', String(expires)], ...headers],
  })
  return new Watching(bed, response)
}

/** What one subscription was told. */
export class Watching {
  readonly response: SipResponse
  readonly #bed: CallBed
  #cseq = 100
  #branches = 0

  constructor(bed: CallBed, response: SipResponse) {
    this.#bed = bed
    this.response = response
  }

  get status(): number {
    return this.response.status
  }

  get #callId(): string {
    return essentialsOf(this.response).sipCallId
  }

  get notifies(): readonly SipRequest[] {
    return this.#bed.network.packets.flatMap(({ message, from }) =>
      message.kind === 'request' &&
      message.method === 'NOTIFY' &&
      from === ENGINE &&
      essentialsOf(message).sipCallId === this.#callId
        ? [message]
        : [],
    )
  }

  /** What the lamp shows after each of them: the states of its dialogs, `idle` without any, and how the subscription stands when it is over. */
  get shown(): readonly string[] {
    return this.notifies.map(({ headers, body }) => {
      const states = [...body.matchAll(/<state>([a-z]+)<\/state>/g)].map(([, state]) => state)
      const standing = headers.get('Subscription-State') ?? ''
      const is = states.join(' ') || 'idle'
      return standing.startsWith('active') ? is : `${is}, ${standing}`
    })
  }

  get last(): SipRequest {
    const last = this.notifies.at(-1)
    if (!last) throw new Error('nothing was told')
    return last
  }

  /** SUBSCRIBE in the dialog; resolves with the status, and 0 for no answer. */
  async again(
    expires: number,
    headers: readonly (readonly [string, string])[] = [['Event', 'dialog']],
    cseq = ++this.#cseq,
  ): Promise<number> {
    const [from, to] = [this.response.headers.get('From') ?? '', this.response.headers.get('To') ?? '']
    const sentBy = /received=([0-9.]+)|SIP\/2\.0\/UDP ([0-9.]+)/.exec(this.response.headers.get('Via') ?? '')
    const address = sentBy?.[2] ?? sentBy?.[1] ?? ''
    const request = buildRequest({
      method: 'SUBSCRIBE',
      uri: `sip:${ENGINE}`,
      headers: [
        ['Via', `SIP/2.0/UDP ${address};branch=z9hG4bK-again-${this.#callId}-${++this.#branches}`],
        ['From', from],
        ['To', to],
        ['Call-ID', this.#callId],
        ['CSeq', `${cseq} SUBSCRIBE`],
        ['Max-Forwards', '70'],
        ['Contact', `<sip:phone@${address}>`],
        ['Expires', String(expires)],
        ...headers,
      ],
    })
    this.#bed.network.inject(serializeMessage(request), { transport: 'udp', address, port: 5060 }, ENGINE)
    await this.#bed.clock.advance(500)
    const answer = this.#bed.network.packets.findLast(
      ({ message }) =>
        message.kind === 'response' &&
        essentialsOf(message).sipCallId === this.#callId &&
        essentialsOf(message).cseq.number === cseq,
    )
    return answer?.message.kind === 'response' ? answer.message.status : 0
  }
}
