import type { DigestAlgorithm } from '../sip/auth/digest.ts'

/** The order is that of preference: a phone takes the first it can (RFC 8760 §2.4). */
const both: readonly DigestAlgorithm[] = ['SHA-256', 'MD5']
const md5Alone: readonly DigestAlgorithm[] = ['MD5']

/**
 * User agents that answer one of two challenges. Others look at the first alone, or give up on a list that names what they do not know (baresip before 3,
 * SIPp, JsSIP), and a phone that cannot register is worse off than one with MD5.
 */
const surviving: readonly RegExp[] = [
  /^Callwright\//,
  /\bbelle-sip\/(?:[5-9]|[1-9][0-9])\./i,
  /^baresip v?(?:[3-9]|[1-9][0-9])\./i,
]

/** Challenges in a row that a phone left without an answer, after which two are too many for it. A phone may have so many requests under way at once. */
const MAX_UNANSWERED = 4
const REMEMBERED_MS = 86_400_000
const MAX_PHONES = 4_096

interface Habit {
  unanswered: number
  /** Since when it is told MD5 alone. */
  gaveUpMs?: number
}

/** Which digest algorithms a phone is offered: by its user agent, and by what it did before (RFC 8760). Bounded: the phone heard of longest ago is forgotten. */
export class DigestHabits {
  readonly #phones = new Map<string, Habit>()

  /** For the challenge that is given now. `phone`: its name and network. `nowMs` is of any clock that goes forward. */
  offer(phone: string, userAgent: string, nowMs: number): readonly DigestAlgorithm[] {
    if (!surviving.some((each) => each.test(userAgent))) return md5Alone
    const habit = this.#habitOf(phone)
    if (habit.gaveUpMs !== undefined && nowMs - habit.gaveUpMs < REMEMBERED_MS) return md5Alone
    if (habit.unanswered >= MAX_UNANSWERED) {
      habit.unanswered = 0
      habit.gaveUpMs = nowMs
      return md5Alone
    }
    delete habit.gaveUpMs
    habit.unanswered += 1
    return both
  }

  /** It gave a right answer to a challenge. */
  answered(phone: string): void {
    const habit = this.#phones.get(phone)
    if (habit !== undefined) habit.unanswered = 0
  }

  #habitOf(phone: string): Habit {
    const habit = this.#phones.get(phone) ?? { unanswered: 0 }
    this.#phones.delete(phone)
    const [oldest] = this.#phones.keys()
    if (this.#phones.size >= MAX_PHONES && oldest !== undefined) this.#phones.delete(oldest)
    this.#phones.set(phone, habit)
    return habit
  }
}
