import { z } from 'zod'
import type { Device } from '../../../callflow/design/document.ts'
import type { StateKey } from '../../../callflow/run/operation.ts'
import type { DesignSnapshot } from '../../../callflow/design/snapshot.ts'
import type { EngineClock } from '../../clock.ts'
import type { IncomingRequest, ResponseOptions } from '../../sip/user-agent.ts'
import type { RuntimeState } from '../../state/runtime-state.ts'
import { addressAsked } from './address-asked.ts'
import type { Person, SaidOfOneself } from './lamp.ts'
import { PIDF } from './pidf.ts'
import { readPidf } from './read-pidf.ts'
import { readExpires } from './subscribe-request.ts'
import { watchedAt } from './watched.ts'

export interface PublicationsOptions {
  readonly design: () => DesignSnapshot | undefined
  readonly runtimeState: Pick<RuntimeState, 'read' | 'write'>
  readonly clock: EngineClock
  /** An entity-tag nobody can guess. */
  readonly newTag: () => string
}

const publicationSchema = z.object({
  tag: z.string(),
  /** By the clock on the wall. */
  untilMs: z.number(),
  isOpen: z.boolean(),
  activity: z.string(),
  note: z.string(),
})
type Publication = z.infer<typeof publicationSchema>

/** One of a phone, kept with the switches so that a restart does not forget it. */
export const publicationKey = (deviceId: string): StateKey => ({
  scope: 'device',
  id: deviceId,
  name: 'published-presence',
})

/** What phones say of their people by PUBLISH (RFC 3903): each of its own state only. */
export class Publications {
  readonly #options: PublicationsOptions

  constructor(options: PublicationsOptions) {
    this.#options = options
  }

  /** The latest that one of their phones said and that holds. */
  said({ deviceIds }: Person): SaidOfOneself | undefined {
    const all = deviceIds.flatMap((deviceId) => this.#of(deviceId) ?? [])
    return all.toSorted((a, b) => b.untilMs - a.untilMs)[0]
  }

  /** When the next of them runs out. */
  runsOutInMs({ deviceIds }: Person): number | undefined {
    const nowMs = this.#options.clock.wall()
    const all = deviceIds.flatMap((deviceId) => this.#of(deviceId)?.untilMs ?? [])
    return all.length === 0 ? undefined : Math.max(1, Math.min(...all) - nowMs)
  }

  /** A PUBLISH of a phone that was let in. Throws `RemoteProtocolError` for what cannot be read. */
  publish({ request, respond }: Pick<IncomingRequest, 'request' | 'respond'>, device: Device): void {
    respond(this.#answer(request, device))
  }

  #answer(request: IncomingRequest['request'], device: Device): ResponseOptions {
    const { headers, body } = request
    if ((headers.get('Event') ?? '').split(';', 1)[0]?.trim().toLowerCase() !== 'presence')
      return { status: 489, headers: [['Allow-Events', 'presence']] }
    const whose = this.#refusal(request, device)
    if (whose) return whose
    const seconds = readExpires(headers)
    if (typeof seconds !== 'number') return seconds.refusal
    const tag = headers.get('SIP-If-Match')
    const before = this.#of(device.id)
    if (tag !== undefined && tag !== before?.tag) return { status: 412 }
    if (tag === undefined && body === '') return { status: 400, reason: 'A first PUBLISH without a state' }
    const said = body === '' ? before : this.#read(headers.get('Content-Type') ?? '', body)
    if (said === undefined || 'status' in said) return said ?? { status: 412 }
    return this.#keep(device.id, said, seconds)
  }

  /** RFC 3903 §6: for itself, and nobody else. */
  #refusal(request: IncomingRequest['request'], device: Device): ResponseOptions | undefined {
    const { design: active, runtimeState, clock } = this.#options
    const design = active()
    const asked = design && addressAsked(request, design)
    if (!asked) return { status: 403 }
    if (asked.address === device.sipUsername) return undefined
    const about = { design, watcher: device, read: (key: StateKey) => runtimeState.read(key), wallMs: clock.wall() }
    const found = watchedAt(about, asked.address)
    if (found === 'unknown') return { status: 404 }
    const isOwn = typeof found !== 'string' && (found.person?.deviceIds.includes(device.id) ?? false)
    return isOwn ? undefined : { status: 403 }
  }

  #read(contentType: string, body: string): SaidOfOneself | ResponseOptions {
    if (contentType.split(';', 1)[0]?.trim().toLowerCase() !== PIDF) return { status: 415, headers: [['Accept', PIDF]] }
    const read = readPidf(body)
    return read.ok
      ? read.said
      : { status: 400, reason: `The state cannot be read: ${read.error.replaceAll(/[^ -~]/g, '?')}` }
  }

  /** Each gets a new tag (RFC 3903 §6 step 6). */
  #keep(deviceId: string, { isOpen, activity, note }: SaidOfOneself, seconds: number): ResponseOptions {
    const { runtimeState, clock, newTag } = this.#options
    const tag = newTag()
    const kept: Publication = { tag, untilMs: clock.wall() + seconds * 1_000, isOpen, activity, note }
    runtimeState.write(publicationKey(deviceId), seconds === 0 ? undefined : JSON.stringify(kept))
    const headers = [
      ['SIP-ETag', tag],
      ['Expires', String(seconds)],
    ] as const
    return { status: 200, headers }
  }

  #of(deviceId: string): Publication | undefined {
    const { runtimeState, clock } = this.#options
    const written = runtimeState.read(publicationKey(deviceId))
    if (typeof written !== 'string') return undefined
    const read = publicationSchema.safeParse(parsed(written))
    return read.success && read.data.untilMs > clock.wall() ? read.data : undefined
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
