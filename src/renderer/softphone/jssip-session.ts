import type { EndEvent, IncomingEvent, OutgoingEvent, RTCSession } from 'jssip/lib/RTCSession.js'
import type { CallEnd } from './core/phone-event.ts'
import { statusOfReason } from './core/sip-words.ts'
import type { DriverListener } from './phone-driver.ts'

interface Shown {
  readonly name: string
  readonly number: string
}

/** The other side, as it is shown: what the engine writes in From, with what callflows put before the name. */
export function describeSession({ remote_identity: { display_name, uri } }: RTCSession): Shown {
  const number = uri.user === 'anonymous' ? '' : (uri.user ?? '')
  return { name: (display_name ?? '').slice(0, MAX_TEXT), number: number.slice(0, MAX_TEXT) }
}

/** Tells what becomes of a call; `onOver` when there is no more to tell. */
export function followSession(session: RTCSession, { onEvent, onVoice }: DriverListener, onOver: () => void): void {
  const { id } = session
  const listen = (connection: RTCPeerConnection) =>
    connection.addEventListener('track', ({ streams, track }) => onVoice(id, streams[0] ?? new MediaStream([track])))
  const over = (by: EndEvent) => {
    onOver()
    onEvent({ kind: 'ended', id, atMs: Date.now(), ...endOf(by) })
  }
  // Of a call that we make it is there already.
  if (session.connection) listen(session.connection)
  else session.on('peerconnection', ({ peerconnection }) => listen(peerconnection))
  session.on('icecandidate', ({ candidate, ready }) => {
    // The engine is found from its own candidates: one of ours is enough, and waiting for all of them takes seconds.
    if (candidate.type === 'host' && candidate.protocol === 'udp') ready()
  })
  session.on('progress', (event: IncomingEvent | OutgoingEvent) => {
    // Of a call that comes it is told too, without a response.
    if ('response' in event && event.response) onEvent({ kind: 'ringing', id, hasMedia: Boolean(event.response.body) })
  })
  session.on('confirmed', () => onEvent({ kind: 'answered', id, atMs: Date.now() }))
  session.on('hold', ({ originator }) => onEvent({ kind: 'held', id, by: whoIs(originator), isHeld: true }))
  session.on('unhold', ({ originator }) => onEvent({ kind: 'held', id, by: whoIs(originator), isHeld: false }))
  session.on('muted', () => onEvent({ kind: 'muted', id, isMuted: true }))
  session.on('unmuted', () => onEvent({ kind: 'muted', id, isMuted: false }))
  session.on('failed', over)
  session.on('ended', over)
}

const whoIs = (originator: string): 'us' | 'them' => (originator === 'local' ? 'us' : 'them')

function endOf({ originator, message, cause }: EndEvent): CallEnd {
  const by = originator === 'local' ? 'us' : originator === 'remote' ? 'them' : 'system'
  return { by, status: statusOf(message), words: words[cause] ?? '' }
}

/** JsSIP gives no message where none came. */
function statusOf(message: EndEvent['message'] | null): number | null {
  if (!message) return null
  if ('status_code' in message && message.status_code) return message.status_code
  return statusOfReason(message.getHeader('Reason'))
}

/** Causes that no SIP status stands for, as JsSIP names them. */
const words: Readonly<Record<string, string>> = {
  'Connection Error': 'The connection to the engine was lost',
  'Request Timeout': 'The engine did not answer',
  'WebRTC Error': 'The sound of the call could not be set up',
  'Bad Media Description': 'The sound of the call could not be set up',
  'Missing SDP': 'The sound of the call could not be set up',
  'Internal Error': 'The phone has a fault',
  'No ACK': 'The call was not confirmed',
  'Dialog Error': 'The call was over already',
  'RTP Timeout': 'Nothing was heard any more',
}

const MAX_TEXT = 128
