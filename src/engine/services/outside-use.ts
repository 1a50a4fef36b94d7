import type { DocumentId } from '../../callflow/design/kind.ts'
import type { DesignSnapshot } from '../../callflow/design/snapshot.ts'
import { limitsOfPerson, type OutsideLimit } from '../../callflow/numbering/outside-limits.ts'
import type { StateKey } from '../../callflow/run/operation.ts'
import { clockOf } from '../../callflow/schedule/local-time.ts'
import type { EngineClock } from '../clock.ts'
import type { RuntimeState } from '../state/runtime-state.ts'

const MINUTE_MS = 60_000

/** A call that goes out, as long as it lasts. */
export interface OutsideCallUse {
  answered(): void
  /** Idempotent. */
  ended(): void
}

export interface OutsideCallAbout {
  readonly design: DesignSnapshot
  /** Whom it is charged to; empty: nobody. */
  readonly userId: DocumentId
  readonly trunkId: DocumentId
}

export interface OutsideUseOptions {
  readonly clock: Pick<EngineClock, 'now' | 'wall'>
  readonly runtimeState: Pick<RuntimeState, 'read' | 'write'>
  readonly onLost: (error: unknown) => void
}

/**
 * Who has how many calls outside, and for how long today. What was talked is kept with the runtime state when a call ends, so a restart loses no more
 * than the calls it ends. A call that is up is not cut when its minutes run out: none follows it.
 */
export class OutsideUse {
  readonly #options: OutsideUseOptions
  readonly #live = new Set<LiveUse>()

  constructor(options: OutsideUseOptions) {
    this.#options = options
  }

  /** Counts from here on, ringing included; the limit that is reached else. */
  begin(about: OutsideCallAbout): OutsideCallUse | OutsideLimit {
    const reached = this.#reached(about)
    if (reached !== undefined) return reached
    const { clock } = this.#options
    const use: LiveUse = { ...about, answeredMs: undefined }
    this.#live.add(use)
    return {
      answered: () => {
        use.answeredMs ??= clock.now()
      },
      ended: () => {
        if (this.#live.delete(use)) this.#keep(use)
      },
    }
  }

  #reached({ design, userId, trunkId }: OutsideCallAbout): OutsideLimit | undefined {
    const { callsAtOnce, minutesADay } = limitsOfPerson(design, userId)
    if (callsAtOnce > 0 && this.#of((each) => each.userId === userId).length >= callsAtOnce) return 'calls-at-once'
    if (
      minutesADay > 0 &&
      this.#usedMs(design, userKey(userId), (each) => each.userId === userId) >= minutesADay * MINUTE_MS
    )
      return 'minutes'
    const ofTrunk = design.find('trunk', trunkId)?.outsideMinutesADay ?? 0
    const isOnTrunk = (each: LiveUse) => each.trunkId === trunkId
    if (ofTrunk > 0 && this.#usedMs(design, trunkKey(trunkId), isOnTrunk) >= ofTrunk * MINUTE_MS) return 'trunk-minutes'
    return undefined
  }

  #of(isIt: (each: LiveUse) => boolean): LiveUse[] {
    return [...this.#live].filter(isIt)
  }

  #usedMs(design: DesignSnapshot, key: StateKey, isIt: (each: LiveUse) => boolean): number {
    const { clock } = this.#options
    const nowMs = clock.now()
    return this.#of(isIt).reduce(
      (sum, each) => sum + talkedMs(each, nowMs),
      this.#keptMs(key, dayOf(design, clock.wall())),
    )
  }

  /** 0 where what is kept is of another day. */
  #keptMs(key: StateKey, today: number): number {
    const [day, ms] = String(this.#options.runtimeState.read(key) ?? '')
      .split(' ')
      .map(Number)
    return day === today && ms !== undefined && ms > 0 ? ms : 0
  }

  #keep(use: LiveUse): void {
    const { clock } = this.#options
    const ms = talkedMs(use, clock.now())
    if (ms === 0) return
    const { design, userId, trunkId } = use
    const today = dayOf(design, clock.wall())
    for (const key of [...(userId === '' ? [] : [userKey(userId)]), trunkKey(trunkId)]) {
      const value = `${today} ${this.#keptMs(key, today) + ms}`
      try {
        this.#options.runtimeState.write(key, value)
      } catch (error) {
        this.#options.onLost(error) // a call ends whether its minutes can be written or not
      }
    }
  }
}

type LiveUse = OutsideCallAbout & { answeredMs: number | undefined }

const talkedMs = ({ answeredMs }: LiveUse, nowMs: number) =>
  answeredMs === undefined ? 0 : Math.max(0, nowMs - answeredMs)

const dayOf = (design: DesignSnapshot, wallMs: number) => clockOf(design, null).at(wallMs).day

const userKey = (id: DocumentId): StateKey => ({ scope: 'user', id, name: 'outside-use' })
const trunkKey = (id: DocumentId): StateKey => ({ scope: 'trunk', id, name: 'outside-use' })
