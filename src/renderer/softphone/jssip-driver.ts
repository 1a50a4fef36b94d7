import { C, UA, WebSocketInterface } from 'jssip'
import type { RTCSession } from 'jssip/lib/RTCSession.js'
import type { RTCSessionEvent, UnRegisteredEvent } from 'jssip/lib/UA.js'
import { wordsOfStatus } from './core/sip-words.ts'
import { describeSession, followSession } from './jssip-session.ts'
import type { DriverListener, PhoneAccount, PhoneDriver } from './phone-driver.ts'

/** The phone on JsSIP, over WebSocket (RFC 7118) and the browser's WebRTC. */
export function createJssipDriver(listener: DriverListener): PhoneDriver {
  const sessions = new Map<string, RTCSession>()
  let ua: UA | undefined
  const tell = listener.onEvent

  const onSession = ({ session, originator }: RTCSessionEvent) => {
    const { id } = session
    sessions.set(id, session)
    const direction = originator === 'remote' ? 'in' : 'out'
    tell({ kind: 'call', id, direction, ...describeSession(session), atMs: Date.now() })
    followSession(session, listener, () => sessions.delete(id))
  }

  return {
    start(account) {
      ua = new UA(configurationOf(account))
      const own = ua
      // What an agent says that was stopped meanwhile is old.
      const ifCurrent =
        <E>(handle: (event: E) => void) =>
        (event: E) => {
          if (own === ua) handle(event)
        }
      const say = (state: 'connecting' | 'registered' | 'lost') => () =>
        tell({ kind: 'registration', registration: { state } })
      const refused = ({ response }: UnRegisteredEvent) => {
        const status = (response as UnRegisteredEvent['response'] | null)?.status_code ?? null // absent after a time-out
        tell({ kind: 'registration', registration: { state: 'refused', status } })
      }
      ua.on('connecting', ifCurrent(say('connecting')))
      ua.on('registered', ifCurrent(say('registered')))
      ua.on('registrationFailed', ifCurrent(refused))
      ua.on('disconnected', ifCurrent(say('lost')))
      ua.on('newRTCSession', onSession)
      tell({ kind: 'registration', registration: { state: 'connecting' } })
      ua.start()
    },
    stop() {
      const old = ua
      ua = undefined
      old?.stop()
      tell({ kind: 'registration', registration: { state: 'off' } })
    },
    again() {
      tell({ kind: 'registration', registration: { state: 'connecting' } })
      ua?.register()
    },
    call(number, voice) {
      try {
        return ua?.call(number, { mediaStream: voice, ...media }).id
      } catch (error) {
        // JsSIP throws a TypeError for what is no address.
        if (error instanceof TypeError) return undefined
        throw error
      }
    },
    answer(id, voice) {
      const session = sessions.get(id)
      if (session?.direction !== 'incoming' || !session.isInProgress()) return
      session.answer({ mediaStream: voice, ...media })
      tell({ kind: 'answering', id })
    },
    hangUp(id) {
      const session = sessions.get(id)
      if (!session || session.isEnded()) return
      const isRinging = session.direction === 'incoming' && session.isInProgress()
      session.terminate(isRinging ? { status_code: 603 } : {})
    },
    hold(id, isHeld) {
      const session = sessions.get(id)
      if (!session?.isEstablished() || session.isOnHold().local === isHeld) return true
      return isHeld ? session.hold() : session.unhold()
    },
    mute(id, isMuted) {
      const session = sessions.get(id)
      if (isMuted) session?.mute({ audio: true })
      else session?.unmute({ audio: true })
    },
    key(id, key) {
      const session = sessions.get(id)
      if (!session?.isEstablished()) return
      session.sendDTMF(key, { transportType: C.DTMF_TRANSPORT.RFC2833, duration: 120, interToneGap: 70 })
      tell({ kind: 'keyed', id, key })
    },
    transfer(id, number) {
      const session = sessions.get(id)
      if (session?.isEstablished()) session.refer(number, { eventHandlers: referral(session, number) })
    },
    join(id, otherId) {
      const pair = [sessions.get(id), sessions.get(otherId)]
      // JsSIP writes the tags of Replaces for the side that called.
      const replaced = pair.find((session) => session?.direction === 'outgoing')
      const kept = pair.find((session) => session !== replaced)
      if (!replaced?.isEstablished() || !kept?.isEstablished()) return false
      const to = replaced.remote_identity.uri
      kept.refer(to, { replaces: replaced, eventHandlers: referral(kept, to.user) })
      return true
    },
  }

  /** What becomes of a transfer, as the other side tells (RFC 3515 §2.4.5). */
  function referral(session: RTCSession, to: string) {
    const { id } = session
    const at = (state: 'asked' | 'ringing') => () => tell({ kind: 'transfer', id, to, state, words: '' })
    const failed = (status: number | undefined) =>
      tell({
        kind: 'transfer',
        id,
        to,
        state: 'failed',
        words: status === undefined ? 'no answer' : wordsOfStatus(status).toLowerCase(),
      })
    return {
      requestSucceeded: at('asked'),
      requestFailed: ({ response }: { readonly response: { readonly status_code: number } | null }) =>
        failed(response?.status_code),
      progress: at('ringing'),
      accepted() {
        if (!session.isEnded()) session.terminate()
      },
      failed: ({ status_line }: { readonly status_line: { readonly status_code: number } }) =>
        failed(status_line.status_code),
    }
  }
}

function configurationOf({ address, realm, username, password }: PhoneAccount) {
  return {
    sockets: new WebSocketInterface(address),
    uri: `sip:${username}@${realm}`,
    password,
    register: true,
    register_expires: 300,
    session_timers: false,
    connection_recovery_min_interval: 1,
    connection_recovery_max_interval: 10,
    user_agent: 'Callwright browser phone',
  }
}

/** Sound alone, and no servers beside the engine. */
const media = { mediaConstraints: { audio: true, video: false }, pcConfig: { iceServers: [] } }
