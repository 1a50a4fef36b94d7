import type { Subscription } from './subscription.ts'

export interface TableLimits {
  readonly all: number
  readonly perDevice: number
}

/** A desk phone with three modules of forty keys has some hundred and fifty; memory for all is some tens of megabytes. */
const defaultLimits: TableLimits = { all: 20_000, perDevice: 300 }

/** The subscriptions there are, by what changes them, by phone, and by what they are. */
export class SubscriptionTable {
  readonly #limits: TableLimits
  /** And the subject each was added with: a refresh may move its contact. */
  readonly #all = new Map<Subscription, string>()
  readonly #byKey = new Map<string, Set<Subscription>>()
  readonly #byDevice = new Map<string, number>()
  readonly #bySubject = new Map<string, Subscription>()

  constructor(limits: TableLimits = defaultLimits) {
    this.#limits = limits
  }

  get size(): number {
    return this.#all.size
  }

  all(): Iterable<Subscription> {
    return this.#all.keys()
  }

  watching(key: string): Iterable<Subscription> {
    return this.#byKey.get(key) ?? []
  }

  /** Why there is no room for another of that phone. */
  refusal(deviceId: string): 'phone' | 'all' | undefined {
    if ((this.#byDevice.get(deviceId) ?? 0) >= this.#limits.perDevice) return 'phone'
    return this.#all.size >= this.#limits.all ? 'all' : undefined
  }

  /** The one that the same contact has about the same: a phone that started anew asks again, and forgets to say that it has. */
  same(about: Subscription['about'], remoteTarget: string): Subscription | undefined {
    return this.#bySubject.get(subjectOf(about, remoteTarget))
  }

  add(subscription: Subscription): void {
    const { about, dialog } = subscription
    const subject = subjectOf(about, dialog.remoteTarget)
    this.#all.set(subscription, subject)
    this.#byDevice.set(about.deviceId, (this.#byDevice.get(about.deviceId) ?? 0) + 1)
    this.#bySubject.set(subject, subscription)
  }

  /** From now on these change it. */
  watch(subscription: Subscription, keys: readonly string[]): void {
    const before = subscription.keys
    if (keys.length === before.length && keys.every((key, at) => key === before[at])) return
    this.#unwatch(subscription)
    subscription.keys = keys
    for (const key of keys) {
      const known = this.#byKey.get(key)
      if (known) known.add(subscription)
      else this.#byKey.set(key, new Set([subscription]))
    }
  }

  remove(subscription: Subscription): void {
    const subject = this.#all.get(subscription)
    if (subject === undefined) return
    this.#all.delete(subscription)
    this.#unwatch(subscription)
    const { deviceId } = subscription.about
    const left = (this.#byDevice.get(deviceId) ?? 1) - 1
    if (left > 0) this.#byDevice.set(deviceId, left)
    else this.#byDevice.delete(deviceId)
    if (this.#bySubject.get(subject) === subscription) this.#bySubject.delete(subject)
  }

  #unwatch(subscription: Subscription): void {
    for (const key of subscription.keys) {
      const known = this.#byKey.get(key)
      known?.delete(subscription)
      if (known?.size === 0) this.#byKey.delete(key)
    }
  }
}

const subjectOf = ({ deviceId, event, eventId, address }: Subscription['about'], remoteTarget: string): string =>
  [deviceId, event, eventId, address, remoteTarget].join('\n')
