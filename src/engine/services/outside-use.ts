import type { DesignSnapshot } from '../../callflow/design/snapshot.ts'
import { countryOf } from '../../callflow/numbering/country.ts'
import {
  type LeavingCall,
  type LimitReached,
  limitReached,
  nameOf,
  nightAt,
  type OutsideParty,
  type OutsideUsed,
  partyToStop,
  stoppedWords,
} from '../../callflow/numbering/outside-limits.ts'
import { type CostlyCall, isCostly, looksWrong } from '../../callflow/numbering/outside-watch.ts'
import type { StateKey } from '../../callflow/run/operation.ts'
import { clockOf, dateOf } from '../../callflow/schedule/local-time.ts'
import type { EngineClock } from '../clock.ts'
import type { RuntimeState } from '../state/runtime-state.ts'
import { CostlyCalls } from './costly-calls.ts'
import type { OutsideStops } from './outside-stops.ts'

/** A call that goes out, as long as it lasts. */
export interface OutsideCallUse {
  answered(): void
  /** Idempotent. */
  ended(): void
}

export type OutsideCallAbout = Omit<LeavingCall, 'wallMs'>

export interface OutsideUseOptions {
  readonly clock: Pick<EngineClock, 'now' | 'wall'>
  readonly runtimeState: Pick<RuntimeState, 'read' | 'write'>
  readonly stops: Pick<OutsideStops, 'whyStopped' | 'stop'>
  readonly onLost: (error: unknown) => void
}

/**
 * Who has how many calls outside, and for how long by day, month and night. What was talked is kept with the runtime state when a call ends, so a restart
 * loses no more than the calls it ends. A call that is up is not cut when its minutes run out: none follows it.
 */
export class OutsideUse {
  readonly #options: OutsideUseOptions
  readonly #live = new Map<string, Set<LiveUse>>()
  /** Of the last hour, by party. */
  readonly #costly: CostlyCalls

  constructor(options: OutsideUseOptions) {
    this.#options = options
    this.#costly = new CostlyCalls(options)
  }

  /** Counts from here on, ringing included; the limit that is reached else. */
  begin(about: OutsideCallAbout): OutsideCallUse | LimitReached {
    const reached = this.reached(about)
    if (reached) return reached
    const { clock } = this.#options
    const watched = this.#watch(about)
    if (watched && 'limit' in watched) return watched
    const use: LiveUse = { about, answeredMs: undefined }
    for (const party of partiesOf(about)) this.#liveOf(party).add(use)
    let isOver = false
    return {
      answered: () => {
        use.answeredMs ??= clock.now()
      },
      ended: () => {
        if (isOver) return
        isOver = true
        const ms = talkedMs(use, clock.now())
        if (watched) this.#costly.talked(partyToStop(about.design, about), watched, ms)
        for (const party of partiesOf(about)) this.#keep(about.design, party, use, ms)
      },
    }
  }

  /** The limit that would keep such a call in now, whatever it costs; it is counted nowhere. */
  reached(about: OutsideCallAbout): LimitReached | undefined {
    const { clock, stops } = this.#options
    return limitReached(
      { ...about, wallMs: clock.wall() },
      { of: (party) => this.#usedBy(about.design, party), stopOf: (party) => stops.whyStopped(party) },
    )
  }

  /** A costly call is remembered; when those of whoever makes it look wrong, it does not leave, and no other does until somebody lets it. */
  #watch(about: OutsideCallAbout): CostlyCall | LimitReached | undefined {
    const { design, number } = about
    const country = countryOf(design)
    const watch = design.account?.outsideWatch
    if (!watch?.stops || !isCostly(number, country)) return undefined
    const { clock, stops } = this.#options
    const party = partyToStop(design, about)
    const atMs = clock.now()
    const isAtNight = nightAt(design, clock.wall()) !== undefined
    const watched: CostlyCall = { number, atMs, isAtNight, talkedMs: undefined }
    // What nobody answered and is dialled again, by the next carrier perhaps, is one call.
    const before = this.#costly.of(party, atMs).filter((each) => each.number !== number || each.talkedMs !== 0)
    const calls = [...before, watched]
    const why = looksWrong(watch, calls, { nowMs: atMs, country })
    if (why !== undefined) {
      this.#costly.keep(party, [])
      stops.stop({ party, whose: nameOf(design, party), why })
      return { limit: 'stopped', says: stoppedWords(nameOf(design, party), why) }
    }
    this.#costly.keep(party, calls)
    return watched
  }

  #liveOf(party: OutsideParty): Set<LiveUse> {
    const key = keyOf(party)
    const live = this.#live.get(key) ?? new Set()
    this.#live.set(key, live)
    return live
  }

  #usedBy(design: DesignSnapshot, party: OutsideParty): OutsideUsed {
    const { clock } = this.#options
    const live = this.#live.get(keyOf(party)) ?? []
    const nowMs = clock.now()
    let calls = 0
    let ms = 0
    for (const each of live) {
      calls += 1
      ms += talkedMs(each, nowMs)
    }
    const { dayMs, monthMs, nightMs } = this.#kept(stateKeyOf(party), spansAt(design, clock.wall()))
    return { calls, dayMs: dayMs + ms, monthMs: monthMs + ms, nightMs: nightMs + ms }
  }

  /** 0 where what is kept is of another day, month or night. */
  #kept(key: StateKey, now: Spans): Omit<OutsideUsed, 'calls'> {
    const [day, dayMs = 0, month, monthMs = 0, night, nightMs = 0] = String(this.#options.runtimeState.read(key) ?? '')
      .split(' ')
      .map(Number)
    const since = (span: number | undefined, ms: number, is: number) => (span === is && ms > 0 ? ms : 0)
    return {
      dayMs: since(day, dayMs, now.day),
      monthMs: since(month, monthMs, now.month),
      nightMs: now.night === BY_DAY ? 0 : since(night, nightMs, now.night),
    }
  }

  #keep(design: DesignSnapshot, party: OutsideParty, use: LiveUse, ms: number): void {
    const live = this.#liveOf(party)
    live.delete(use)
    if (live.size === 0) this.#live.delete(keyOf(party))
    if (ms === 0) return
    const key = stateKeyOf(party)
    const now = spansAt(design, this.#options.clock.wall())
    const { dayMs, monthMs, nightMs } = this.#kept(key, now)
    const night = now.night === BY_DAY ? '' : ` ${now.night} ${nightMs + ms}`
    try {
      this.#options.runtimeState.write(key, `${now.day} ${dayMs + ms} ${now.month} ${monthMs + ms}${night}`)
    } catch (error) {
      this.#options.onLost(error) // a call ends whether its minutes can be written or not
    }
  }
}

interface LiveUse {
  readonly about: OutsideCallAbout
  answeredMs: number | undefined
}

/** Whose calls and minutes a call is counted among. */
function partiesOf({ design, userId, deviceId, trunkId }: OutsideCallAbout): readonly OutsideParty[] {
  const parties: readonly OutsideParty[] = [
    { scope: 'user', id: userId },
    { scope: 'trunk', id: trunkId },
    { scope: 'device', id: deviceId },
    { scope: 'account', id: design.account?.id ?? '' },
  ]
  return parties.filter(({ id }) => id !== '')
}

const talkedMs = ({ answeredMs }: LiveUse, nowMs: number) =>
  answeredMs === undefined ? 0 : Math.max(0, nowMs - answeredMs)

/** The day, the month and the night that it is where the account is, each as a number that no other has. */
interface Spans {
  readonly day: number
  readonly month: number
  readonly night: number
}

const BY_DAY = -1

function spansAt(design: DesignSnapshot, wallMs: number): Spans {
  const { day } = clockOf(design, null).at(wallMs)
  return { day, month: monthOf(day), night: nightAt(design, wallMs) ?? BY_DAY }
}

function monthOf(day: number): number {
  const { year, month } = dateOf(day)
  return year * 12 + month
}

const keyOf = ({ scope, id }: OutsideParty) => `${scope} ${id}`
const stateKeyOf = ({ scope, id }: OutsideParty): StateKey => ({ scope, id, name: 'outside-use' })
