import type { IncomingMessage } from 'node:http'
import { SourceMeter } from '../listening/source-meter.ts'
import type { EngineControl } from './engine-control.ts'

/** Of one source, and of one phone whoever asks. */
const MAX_A_MINUTE = 10

/**
 * `POST /quick-call/<device>/<number>`, for programs that know no token: a phone whose setting allows it rings, and calls the number as if it were dialled
 * there. Anything else is 404, so that nobody learns which phones there are. A page in a browser is nobody whom this is for: it could be any page.
 */
export class QuickCalls {
  readonly #engine: Pick<EngineControl, 'quickCall'>
  readonly #bySource = new SourceMeter(MAX_A_MINUTE)
  readonly #byPhone = new SourceMeter(MAX_A_MINUTE)

  constructor(engine: Pick<EngineControl, 'quickCall'>) {
    this.#engine = engine
  }

  /** Undefined: the request is about something else. */
  answer({ method, headers, socket }: IncomingMessage, target: URL): QuickCallAnswer | undefined {
    const [, deviceId, number] =
      /^\/quick-call\/([A-Za-z0-9_-]{1,128})\/([0-9*#%+A-F]{1,96})$/.exec(target.pathname) ?? []
    if (deviceId === undefined || number === undefined) return undefined
    if (method !== 'POST') return refused(405, 'A call is made by POST')
    if (headers.origin !== undefined || headers['sec-fetch-site'] !== undefined)
      return refused(403, 'Not for web pages')
    const nowMs = performance.now()
    if (!this.#bySource.note(socket.remoteAddress ?? '', nowMs) || !this.#byPhone.note(deviceId, nowMs))
      return refused(429, `More than ${MAX_A_MINUTE} calls a minute`)
    const clicked = this.#engine.quickCall({
      fromId: deviceId,
      number: decoded(number),
      autoAnswer: target.searchParams.get('auto_answer') === 'true',
      callerName: target.searchParams.get('cid-name')?.slice(0, 64) ?? '',
      callerNumber: target.searchParams.get('cid-number')?.slice(0, 35) ?? '',
    })
    if (clicked.ok) return { status: 200, body: { callId: clicked.callId } }
    // Whose it is and how much is for those with the control token.
    if (clicked.why === 'limited') return refused(403, 'A limit on outside calls is reached')
    return clicked.why === 'busy'
      ? refused(503, 'The engine takes no calls now')
      : refused(404, 'No such phone or number')
  }
}

export interface QuickCallAnswer {
  readonly status: number
  readonly body: object
}

const refused = (status: number, message: string): QuickCallAnswer => ({ status, body: { message } })

/** `%23` is how `#` is written in a path. */
const decoded = (number: string): string => number.replaceAll('%23', '#').replaceAll('%2B', '+').replaceAll('%2A', '*')
