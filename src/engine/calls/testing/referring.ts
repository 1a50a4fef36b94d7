import { essentialsOf } from '../../sip/message/essentials.ts'
import { formatReplaces } from '../../sip/testing/format-replaces.ts'
import { buildResponse } from '../../sip/message/build.ts'
import { serializeMessage } from '../../sip/message/serialize.ts'
import { DialogSession } from '../../sip/session/dialog-session.ts'
import type { SipTransport } from '../../sip/transport/sip-transport.ts'
import type { Session } from '../../sip/user-agent.ts'

/** A phone's transport that takes NOTIFYs itself, for our user agent subscribes to nothing: `told` is their first lines, without the protocol. */
export function hearingNotify(transport: SipTransport, told: string[]): SipTransport {
  return {
    ...transport,
    start: (receiver) =>
      transport.start({
        ...receiver,
        onMalformed: (event) => receiver.onMalformed(event),
        onMessage(message, source) {
          if (message.kind !== 'request' || message.method !== 'NOTIFY' || essentialsOf(message).toTag === '')
            return receiver.onMessage(message, source)
          const line = /^SIP\/2\.0 (.*)/.exec(message.body)?.[1]?.trim()
          if (line !== undefined && told.at(-1) !== line) told.push(line)
          transport.send(serializeMessage(buildResponse(message, { status: 200 })), source)
        },
      }),
  }
}

/** REFER in a phone's dialog. Resolves with the status that it gets. */
export function refer(session: Session, target: string, replaces?: Session, isEarlyOnly = false): Promise<number> {
  const channel = channelOf(session)
  const embedded =
    replaces === undefined ? '' : `?Replaces=${encodeURIComponent(replacesHeader(replaces, isEarlyOnly))}`
  return new Promise((resolve) => {
    channel.request({ method: 'REFER', headers: [['Refer-To', `<${target}${embedded}>`]] }, ({ status }) =>
      resolve(status),
    )
  })
}

/** That dialog as its other side knows it: the header of RFC 3891. */
export function replacesHeader(session: Session, isEarlyOnly = false): string {
  const { sipCallId, localTag, remoteTag } = channelOf(session).dialog
  return formatReplaces({ sipCallId, toTag: remoteTag, fromTag: localTag, isEarlyOnly })
}

function channelOf(session: Session) {
  const channel = session instanceof DialogSession ? session['channel'] : undefined
  if (!channel) throw new Error('there is no dialog yet')
  return channel
}
