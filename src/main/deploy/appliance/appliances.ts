import { pairWith, PairingFailedError } from '../../../engine/control/pair-client.ts'
import { codeProblem } from '../../../engine/control/pairing-proof.ts'
import { seenFingerprint, tlsAddress } from '../../../engine/control/pinned-tls.ts'
import type { FoundAppliance, TargetColour } from '../../api/target-contract.ts'
import type { DesignStore } from '../../store/design-store.ts'
import { notFound } from '../../store/refusals.ts'
import type { TargetListener } from '../target.ts'
import type { Targets } from '../targets.ts'
import type { ApplianceBook, KeptAppliance } from './appliance-book.ts'
import { applianceUrl, CONTROL_PORT } from './appliance-url.ts'
import { ApplianceTarget } from './appliance-target.ts'
import { discover } from './discover.ts'

export interface AppliancesOptions {
  readonly book: ApplianceBook
  readonly targets: Targets
  readonly design: () => DesignStore
  readonly listener: TargetListener
  /** Some came, went, or are called otherwise. */
  readonly onChanged: () => void
  /** What appliances call this app. */
  readonly ownName: string
}

export interface WantedAppliance {
  readonly url: string
  readonly fingerprint: string
  readonly code: string
  readonly name: string
  readonly colour: TargetColour
}

/** Appliances among the targets: those of the book from the start, others as they are paired. */
export class Appliances {
  readonly #options: AppliancesOptions
  readonly #byId = new Map<string, ApplianceTarget>()

  constructor(options: AppliancesOptions) {
    this.#options = options
    for (const kept of options.book.list()) this.#put(kept)
  }

  /** What answers at an address as people type it. @throws PairingFailedError */
  async look(address: string): Promise<{ readonly url: string; readonly fingerprint: string }> {
    const url = applianceUrl(address)
    if (url === undefined) {
      throw new PairingFailedError(
        'unreachable',
        `"${address}" is no address: a name or an IP address, with a port where it is not ${CONTROL_PORT}.`,
      )
    }
    try {
      return { url, fingerprint: await seenFingerprint(tlsAddress(url)) }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      const isOther = /wrong version number|packet length|unexpected message|protocol version|http_request/i.test(
        reason,
      )
      if (isOther)
        throw new PairingFailedError('not-an-engine', `What answers at ${url} is no Callwright engine.`, error)
      throw new PairingFailedError('unreachable', `${url} does not answer: ${reason}.`, error)
    }
  }

  /** Those that announce themselves on the local network. */
  async discover(): Promise<FoundAppliance[]> {
    const paired = new Set(this.#options.book.list().map(({ url }) => url))
    return (await discover()).map((each) => ({ ...each, isPaired: paired.has(each.url) }))
  }

  /** @throws PairingFailedError */
  async pair({ code, name, colour, url, fingerprint }: WantedAppliance): Promise<ApplianceTarget> {
    const problem = codeProblem(code)
    if (problem !== undefined) throw new PairingFailedError('code', problem)
    const { book, ownName, onChanged } = this.#options
    const { token, role } = await pairWith({ url, fingerprint, code, name: ownName })
    const target = this.#put(book.add({ name, colour, url, fingerprint, role, token }))
    onChanged()
    await target.start()
    return target
  }

  /** @throws RefusedError NOT_FOUND */
  change(id: string, fields: { readonly name: string; readonly colour: TargetColour }): ApplianceTarget {
    const target = this.#get(id)
    this.#options.book.change(id, fields)
    target.change(fields)
    this.#options.onChanged()
    return target
  }

  /** Forgets it; true when it took its token back. @throws RefusedError NOT_FOUND */
  async remove(id: string): Promise<boolean> {
    const target = this.#get(id)
    const gaveBack = await target.leave()
    await target.close()
    this.#options.book.remove(id)
    this.#options.targets.remove(id)
    this.#byId.delete(id)
    this.#options.onChanged()
    return gaveBack
  }

  #put(kept: KeptAppliance): ApplianceTarget {
    const { book, targets, design, listener } = this.#options
    const target = new ApplianceTarget({ kept, token: book.tokenOf(kept), design, listener })
    this.#byId.set(kept.id, target)
    targets.add(target)
    return target
  }

  #get(id: string): ApplianceTarget {
    const target = this.#byId.get(id)
    if (!target) throw notFound(id, `There is no appliance "${id}".`)
    return target
  }
}
