import type { Device } from '../../../callflow/design/document.ts'
import type { Registration } from '../../control/contract.ts'
import { essentialsOf } from '../../sip/message/essentials.ts'
import type { SipRequest } from '../../sip/message/message.ts'
import { parseUri } from '../../sip/message/uri.ts'
import type { TransportPeer } from '../../sip/transport/transport.ts'
import { transports } from '../../sip/transport/transports.ts'
import type { ResponseOptions } from '../../sip/user-agent.ts'
import type { Binding, BindingStore } from './binding.ts'
import { Slices } from '../slices.ts'
import { applyContacts } from './contact-changes.ts'

/** Where devices are now (RFC 3261 §10). Lookups are from memory; every change is in the store before it is answered. */
export class Registrar {
  readonly #byAor = new Map<string, Binding[]>()
  readonly #byDevice = new Map<string, Set<string>>()
  readonly #store: BindingStore
  readonly #onChange: () => void

  /** `onChange`: a phone came, went or moved; a mere refresh is no news. */
  constructor(options: { readonly store: BindingStore; readonly nowMs: number; readonly onChange: () => void }) {
    this.#store = options.store
    this.#onChange = options.onChange
    this.#store.purge(options.nowMs)
    const kept = this.#store.load(options.nowMs)
    const lost = kept.filter(isByFlowOnly) // with the run before
    if (lost.length > 0) this.#store.save([], lost)
    for (const binding of kept) {
      if (!isByFlowOnly(binding)) this.#setBindings(binding.aor, [...(this.#byAor.get(binding.aor) ?? []), binding])
    }
  }

  /** Answers a REGISTER of an authenticated device, which may say where it is itself and nobody else (§10.3 steps 4 and 5). */
  register(input: RegisterInput): ResponseOptions {
    if (!isAbout(input.device, input.request)) return { status: 403, reason: 'Another may not be registered' }
    const aor = `${input.device.sipUsername}@${input.realm.toLowerCase()}`
    const before = this.#live(aor, input.nowMs)
    const changes = applyContacts({ ...input, aor, bindings: before })
    if (changes.kind === 'refused') return changes.response
    if (changes.changed.length > 0 || changes.removed.length > 0) {
      this.#store.save(changes.changed, changes.removed)
      this.#setBindings(aor, changes.bindings)
      if (!isSameWhereabouts(before, changes.bindings)) this.#onChange()
    }
    const contacts = changes.bindings.map((binding) => ['Contact', contactValue(binding, input.nowMs)] as const)
    // RFC 3327 §5.3: the phone sees by which way calls come to it.
    const path = input.request.headers.getAll('Path').map((value) => ['Path', value] as const)
    return { status: 200, headers: [...contacts, ...path] }
  }

  /** Newest registration first. */
  bindingsOf(deviceId: string, nowMs: number): readonly Binding[] {
    const found: Binding[] = []
    for (const aor of this.#byDevice.get(deviceId) ?? []) {
      for (const binding of this.#live(aor, nowMs)) if (binding.deviceId === deviceId) found.push(binding)
    }
    return found.length < 2 ? found : found.sort((a, b) => b.registeredMs - a.registeredMs)
  }

  isRegistered(deviceId: string, nowMs: number): boolean {
    return this.bindingsOf(deviceId, nowMs).length > 0
  }

  list(nowMs: number): Registration[] {
    const all: Registration[] = []
    for (const aor of this.#byAor.keys()) for (const binding of this.#live(aor, nowMs)) all.push(describe(binding))
    return all
  }

  /** Forgets what has run out, and bindings of devices that `isWelcome` no longer knows. */
  async sweep(nowMs: number, isWelcome: (deviceId: string) => boolean, slices = new Slices()): Promise<void> {
    const stays = (binding: Binding) => binding.expiresMs > nowMs && isWelcome(binding.deviceId)
    const before = [...this.#byAor.values()] // what is registered from here on was let in by whoever decides now
    for (const bindings of before) {
      if (!bindings.every(stays)) this.#remove(bindings.filter((binding) => !stays(binding)))
      await slices.next()
    }
  }

  /** Phones that only connect, such as browsers, are nowhere without that connection (RFC 7118 §5.3, RFC 5626 §5.3). */
  flowLost({ transport, flowId }: TransportPeer): void {
    if (transports[transport].isDialable || flowId === undefined) return
    for (const bindings of this.#byAor.values()) this.#remove(bindings.filter(({ source }) => source.flowId === flowId))
  }

  /** Of one AOR, if they are still what they were. */
  #remove(bindings: readonly Binding[]): void {
    const aor = bindings[0]?.aor ?? ''
    const before = this.#byAor.get(aor) ?? []
    const removed = bindings.filter((binding) => before.includes(binding))
    if (removed.length === 0) return
    this.#setBindings(
      aor,
      before.filter((binding) => !removed.includes(binding)),
    )
    this.#store.save([], removed)
    this.#onChange()
  }

  #live(aor: string, nowMs: number): Binding[] {
    const bindings = this.#byAor.get(aor) ?? []
    return bindings.every((binding) => binding.expiresMs > nowMs)
      ? bindings
      : bindings.filter((binding) => binding.expiresMs > nowMs)
  }

  #setBindings(aor: string, bindings: Binding[]): void {
    for (const { deviceId } of this.#byAor.get(aor) ?? []) this.#byDevice.get(deviceId)?.delete(aor)
    if (bindings.length === 0) this.#byAor.delete(aor)
    else this.#byAor.set(aor, bindings)
    for (const { deviceId } of bindings) {
      const aors = this.#byDevice.get(deviceId)
      if (aors) aors.add(aor)
      else this.#byDevice.set(deviceId, new Set([aor]))
    }
  }
}

export interface RegisterInput {
  readonly request: SipRequest
  readonly source: TransportPeer
  readonly device: Device
  readonly realm: string
  readonly nowMs: number
}

/** To by its user part: phones write any host that leads here. From is who registers, and that the password says. */
function isAbout({ sipUsername }: Device, request: SipRequest): boolean {
  const uri = parseUri(essentialsOf(request).to.uri)
  return uri.scheme !== 'tel' && uri.user === sipUsername
}

const isByFlowOnly = ({ source }: Binding) => !transports[source.transport].isDialable

function isSameWhereabouts(before: readonly Binding[], after: readonly Binding[]): boolean {
  return before.length === after.length && after.every((binding) => before.some((known) => isSamePlace(known, binding)))
}

function isSamePlace(a: Binding, b: Binding): boolean {
  return (
    a.contact === b.contact &&
    a.source.transport === b.source.transport &&
    a.source.address === b.source.address &&
    a.source.port === b.source.port &&
    a.path.join() === b.path.join()
  )
}

function contactValue(binding: Binding, nowMs: number): string {
  return `<${binding.contact}>;expires=${Math.max(1, Math.round((binding.expiresMs - nowMs) / 1_000))}`
}

function describe(binding: Binding): Registration {
  return {
    aor: binding.aor,
    deviceId: binding.deviceId,
    contact: binding.contact,
    source: `${binding.source.address}:${binding.source.port}`,
    transport: binding.source.transport,
    userAgent: binding.userAgent,
    registeredMs: binding.registeredMs,
    expiresMs: binding.expiresMs,
  }
}
