import { readFile } from 'node:fs/promises'
import { type ConvertOptions, convertSound } from '../../../audio/convert-sound.ts'
import type { DesignSnapshot } from '../../../callflow/design/snapshot.ts'
import type { Sound } from '../../../callflow/run/operation.ts'
import type { EngineLog } from '../../engine-log.ts'
import type { CachedSound, SoundCache, SoundNote } from '../../state/sound-cache.ts'
import { type AddressRule, ruleOf } from '../address-rule.ts'
import { BoundedWork } from './bounded-work.ts'
import { type FetchLimits, fetchSound } from './fetch-sound.ts'
import type { SpeechRequest } from './speech/speaker.ts'
import type { Speech } from './speech/speech.ts'

/** Sounds that are made when they are first played. */
export type MadeSound = Extract<Sound, { kind: 'speech' | 'web' }>

/** `why` is a clause: "the server answered 404". */
export type Made = { readonly ok: true; readonly path: string } | { readonly ok: false; readonly why: string }

export type SpokenWav = { readonly ok: true; readonly wav: Uint8Array } | { readonly ok: false; readonly why: string }

export interface MadeSoundsOptions {
  readonly cache: SoundCache
  readonly speech: Speech
  /** `src/audio/convert-worker.ts`. */
  readonly convertWorker: ConvertOptions['worker']
  readonly log: Pick<EngineLog, 'warn'>
  /** Monotonic. */
  readonly nowMs?: () => number
  readonly fetchLimits?: FetchLimits
  /** Where sounds of a design may come from. Absent: where its account allows. */
  readonly ruleOf?: typeof ruleOf
}

/** Programs and decoders take a processor each; the calls have the rest. */
const AT_ONCE = 2
const MOST_WAITING = 50
/** Downloads wait for others, not for us. */
const DOWNLOADS_AT_ONCE = 16
/** Their servers are not asked again so soon. */
const TRUSTED_MS = 60_000
const MAX_MINUTES = 15
const CONVERT_LIMIT_MS = 20_000

/** Speech and sounds from the web, made off the calls' way and kept. What is being made already is not made twice. */
export class MadeSounds {
  readonly #options: MadeSoundsOptions
  readonly #work = new BoundedWork(AT_ONCE, MOST_WAITING)
  readonly #downloads = new BoundedWork(DOWNLOADS_AT_ONCE, MOST_WAITING)
  readonly #underWay = new Map<string, Promise<Made>>()

  constructor(options: MadeSoundsOptions) {
    this.#options = options
  }

  /** Its file, as phones hear it. Never rejects. */
  async make(sound: MadeSound, design: Pick<DesignSnapshot, 'account'>): Promise<Made> {
    const rule = (this.#options.ruleOf ?? ruleOf)(design)
    const made =
      sound.kind === 'speech'
        ? await this.#speak(sound, design.account?.speechUrl ?? '')
        : await this.#once(`web ${rule === undefined} ${sound.url}`, (key) => this.#fetched(key, sound.url, rule))
    if (!made.ok) this.#options.log.warn({ kind: sound.kind, why: made.why }, 'a sound could not be made')
    return made
  }

  /** A text for somebody who keeps the sound. Never rejects. */
  async speak(request: SpeechRequest, design: Pick<DesignSnapshot, 'account'>): Promise<SpokenWav> {
    const made = await this.make({ kind: 'speech', ...request }, design)
    if (!made.ok) return made
    try {
      return { ok: true, wav: await readFile(made.path) }
    } catch (error) {
      return { ok: false, why: `it cannot be read: ${error instanceof Error ? error.message : String(error)}` }
    }
  }

  async #speak(sound: Extract<Sound, { kind: 'speech' }>, serverUrl: string): Promise<Made> {
    const prepared = await this.#options.speech.prepare(sound, serverUrl)
    if (!prepared.ok) return prepared
    const { speaker, request } = prepared
    const key = JSON.stringify(['speech', speaker.name, request.language, request.voice, request.text])
    return this.#once(key, async () => {
      const kept = this.#options.cache.find(key)
      if (kept) return made(kept)
      const spoken = await this.#work.run(() => speaker.speak(request))
      if (!spoken) return tooMuch
      return spoken.ok ? this.#keep(key, spoken.bytes, {}) : spoken
    })
  }

  async #fetched(key: string, url: string, rule: AddressRule | undefined): Promise<Made> {
    const { cache, nowMs = () => performance.now(), fetchLimits } = this.#options
    const kept = cache.find(key)
    if (kept && nowMs() - kept.checkedMs < TRUSTED_MS) return made(kept)
    const fetched = await this.#downloads.run(() =>
      fetchSound(url, { known: kept?.note, rule, ...(fetchLimits ? { limits: fetchLimits } : {}) }),
    )
    if (!fetched) return tooMuch
    if (kept && fetched.kind !== 'fresh') {
      // What was heard before is better than nothing while its server is away.
      if (fetched.kind === 'unchanged') cache.renew(key)
      return made(kept)
    }
    if (fetched.kind === 'unchanged') return { ok: false, why: 'the server answered 304 without having been asked' }
    return fetched.kind === 'fresh'
      ? this.#keep(key, fetched.bytes, { ...fetched.validators })
      : { ok: false, why: fetched.why }
  }

  async #keep(key: string, bytes: Uint8Array, note: SoundNote): Promise<Made> {
    const { convertWorker: worker, cache } = this.#options
    const options = { worker, timeLimitMs: CONVERT_LIMIT_MS, maxMinutes: MAX_MINUTES }
    const converted = await this.#work.run(() => convertSound(bytes, options))
    if (!converted) return tooMuch
    if (!converted.ok) return { ok: false, why: `it ${converted.problem}` }
    try {
      return made(await cache.put(key, converted.wav, note))
    } catch (error) {
      return { ok: false, why: `it cannot be kept: ${error instanceof Error ? error.message : String(error)}` }
    }
  }

  #once(key: string, make: (key: string) => Promise<Made>): Promise<Made> {
    const underWay = this.#underWay.get(key)
    if (underWay) return underWay
    const making = make(key).finally(() => this.#underWay.delete(key))
    this.#underWay.set(key, making)
    return making
  }
}

const made = ({ path }: CachedSound): Made => ({ ok: true, path })

const tooMuch: Made = { ok: false, why: 'too many sounds are being made' }
