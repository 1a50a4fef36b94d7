import type { Device } from '../../callflow/design/document.ts'
import { macDigits } from '../../callflow/design/kinds/desk-phone.ts'
import type { DesignSnapshot } from '../../callflow/design/snapshot.ts'
import { singleLine } from '../../callflow/provisioning/line-text.ts'
import { makerOfUserAgent, makers } from '../../callflow/provisioning/makers/makers.ts'
import { fileCalled, phoneFiles } from '../../callflow/provisioning/phone-files.ts'
import { bracketed, type PhoneFile } from '../../callflow/provisioning/phone-setup.ts'
import { setupOfDevice } from '../../callflow/provisioning/setup-of-device.ts'
import { SourceMeter } from '../listening/source-meter.ts'
import type { ListenPoint } from '../sip/user-agent.ts'
import { deviceByToken } from './token-hash.ts'

/** Wrong addresses of one source that are answered in a minute; beyond it the answer is 429. */
const MAX_WRONG_A_MINUTE = 20
/** Of one phone: some ask for a dozen files at once, and again when they were restarted. */
const MAX_FILES_A_MINUTE = 120
const MAX_USER_AGENT = 200

export interface PhoneVisit {
  readonly method: string
  /** `/phones/<secret>/<file>`. */
  readonly path: string
  readonly userAgent: string
  /** Who asks. */
  readonly source: string
  /** Our address that was asked. */
  readonly localAddress: string
  /** As the phone was told it: `http://192.0.2.10:8090`. */
  readonly origin: string
}

export interface PhoneAnswer {
  readonly status: 200 | 404 | 429 | 503
  /** With 200. */
  readonly file?: PhoneFile
}

/** What a phone came for, for whoever looks after it. */
export interface PhoneFetch {
  readonly deviceId: string
  readonly fetchedMs: number
  readonly file: string
  readonly userAgent: string
  readonly source: string
  /** A sentence: why it got nothing, or that it is another maker's phone. */
  readonly problem: string | null
}

export interface PhoneDoorOptions {
  readonly design: () => DesignSnapshot | undefined
  readonly listenPoints: () => readonly ListenPoint[]
  readonly wallMs: () => number
  /** Of a clock that nobody can set. */
  readonly nowMs: () => number
  readonly onFetched: (fetch: PhoneFetch) => void
}

/**
 * Hands phones the files that the design makes for them (ADR 106). A wrong secret, another phone's file and one that nobody has are the same 404; whoever
 * brings many of them is told 429, and the right one gets in all the same.
 */
export class PhoneDoor {
  readonly #options: PhoneDoorOptions
  readonly #wrong = new SourceMeter(MAX_WRONG_A_MINUTE)
  readonly #byPhone = new SourceMeter(MAX_FILES_A_MINUTE)

  constructor(options: PhoneDoorOptions) {
    this.#options = options
  }

  answer(visit: PhoneVisit): PhoneAnswer {
    const { design, nowMs } = this.#options
    const [, token, name] = PATH.exec(visit.path) ?? []
    const known = design()
    const device = deviceByToken(known, token ?? '')
    const isAsked = visit.method === 'GET' || visit.method === 'HEAD'
    if (!known || !device || token === undefined || name === undefined || !isAsked) return this.#refuse(visit)
    if (namesAnother(name, device)) return this.#refuse(visit)
    if (!this.#byPhone.note(device.id, nowMs())) return { status: 429 }
    return this.#hand(visit, { design: known, device, token, name })
  }

  #refuse({ source }: PhoneVisit): PhoneAnswer {
    return { status: this.#wrong.note(source, this.#options.nowMs()) ? 404 : 429 }
  }

  #hand(visit: PhoneVisit, { design, device, token, name }: Asked): PhoneAnswer {
    if (device.phoneMaker === '') return { status: 404 }
    const server = this.#serverFor(device, visit.localAddress)
    if (server === undefined)
      return this.#fail(visit, device, name, `the engine does not listen for ${device.sipTransport.toUpperCase()}`)
    const year = new Date(this.#options.wallMs()).getUTCFullYear()
    const setup = setupOfDevice(design, device, { server, baseUrl: `${visit.origin}/phones/${token}/`, year })
    const made = phoneFiles(device.phoneMaker, setup)
    if (!made.ok) return this.#fail(visit, device, name, made.problem)
    const file = fileCalled(made.files, name)
    // Phones ask for more than they need: for their firmware, for what all phones of a model share.
    if (!file) return { status: 404 }
    if (visit.method === 'GET') this.#tell(visit, device, { name: file.name, problem: otherMaker(device, visit) })
    return { status: 200, file }
  }

  #fail(visit: PhoneVisit, device: Device, name: string, problem: string): PhoneAnswer {
    this.#tell(visit, device, { name, problem })
    return { status: 503 }
  }

  #tell(visit: PhoneVisit, { id }: Device, { name, problem }: { name: string; problem: string | null }): void {
    this.#options.onFetched({
      deviceId: id,
      fetchedMs: this.#options.wallMs(),
      file: name,
      userAgent: singleLine(visit.userAgent).slice(0, MAX_USER_AGENT),
      source: visit.source,
      problem,
    })
  }

  /** Where it registers: where we listen, or, when that is everywhere, where it found us. */
  #serverFor({ sipTransport }: Device, localAddress: string): { host: string; port: number } | undefined {
    const points = this.#options.listenPoints().filter(({ transport }) => transport === sipTransport)
    const point =
      points.find(({ host }) => host === localAddress) ?? points.find(({ host }) => isAny(host)) ?? points[0]
    return point && { host: isAny(point.host) ? localAddress : point.host, port: point.port }
  }
}

interface Asked {
  readonly design: DesignSnapshot
  readonly device: Device
  readonly token: string
  readonly name: string
}

/** Some phones add a slash of their own. */
const PATH = /^\/phones\/([a-z0-9]{16,64})\/{1,2}([A-Za-z0-9._-]{1,80})$/

const isAny = (host: string) => host === '0.0.0.0' || host === '::'

/** Whether a file's name holds a MAC address, and that of somebody else. `000000...` is what files for all phones are called by. */
function namesAnother(name: string, { macAddress }: Device): boolean {
  const [mac] = /[0-9a-f]{12}/i.exec(name) ?? []
  return mac !== undefined && macDigits(mac) !== macAddress && !mac.startsWith('000000')
}

function otherMaker({ phoneMaker }: Device, { userAgent }: PhoneVisit): string | null {
  const maker = makerOfUserAgent(userAgent)
  if (phoneMaker === '' || maker === undefined || maker === phoneMaker) return null
  return `it says that it is of ${makers[maker].name}, and gets a file for ${makers[phoneMaker].name}`
}

/** `http://192.0.2.10:8090` of a Host header that says where, else of our address. */
export function originOf(scheme: 'http' | 'https', host: string | undefined, local: { address: string; port: number }) {
  const isPlain = host !== undefined && /^(?:[A-Za-z0-9.-]{1,253}|\[[0-9a-fA-F:]{2,45}\])(?::[0-9]{1,5})?$/.test(host)
  return `${scheme}://${isPlain ? host : `${bracketed(local.address)}:${local.port}`}`
}
