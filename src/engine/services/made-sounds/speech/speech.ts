import { findSpeaker, type Machine, thisMachine } from './find-speaker.ts'
import type { SpeechProgram } from './speaker.ts'
import { MAX_SPOKEN_CHARACTERS, speakable, type Speaker, speechPrograms, type SpeechRequest } from './speaker.ts'
import { speechServer } from './speech-server.ts'

export type Prepared =
  | { readonly ok: true; readonly speaker: Speaker; readonly request: SpeechRequest }
  | { readonly ok: false; readonly why: string }

/** A machine without speech may get one while the engine runs. */
const LOOK_AGAIN_MS = 60_000

/** Who speaks, and what of a text they are given. */
export class Speech {
  readonly #machine: Machine
  readonly #nowMs: () => number
  #speaker: Promise<Speaker | undefined>
  #found: Speaker | undefined
  #lookedMs: number

  constructor({ machine = thisMachine(), nowMs = () => performance.now() } = {}) {
    this.#machine = machine
    this.#nowMs = nowMs
    this.#lookedMs = nowMs()
    this.#speaker = this.#look()
  }

  /** What the machine has; null while that is being found out, and when it has nothing. */
  get program(): SpeechProgram | null {
    void this.#own()
    return speechPrograms.find((name) => name === this.#found?.name) ?? null
  }

  /** `serverUrl`: the account's own server, in place of what the machine has; empty for none. */
  async prepare(asked: SpeechRequest, serverUrl: string): Promise<Prepared> {
    if (asked.text.length > MAX_SPOKEN_CHARACTERS) return tooLong(asked.text.length)
    const text = speakable(asked.text)
    if (text === '') return { ok: false, why: 'there is nothing to say' }
    const language = languageOf(asked.language)
    const speaker = serverUrl === '' ? await this.#own() : speechServer(serverUrl)
    if (!speaker) return { ok: false, why: 'the machine that the engine runs on cannot speak: install espeak-ng there' }
    return { ok: true, speaker, request: { text, language, voice: asked.voice } }
  }

  #own(): Promise<Speaker | undefined> {
    if (!this.#found && this.#nowMs() - this.#lookedMs > LOOK_AGAIN_MS) this.#speaker = this.#look()
    return this.#speaker
  }

  async #look(): Promise<Speaker | undefined> {
    this.#lookedMs = this.#nowMs()
    this.#found = await findSpeaker(this.#machine)
    return this.#found
  }
}

const tooLong = (length: number): Prepared => ({
  ok: false,
  why: `the text has ${length} characters; ${MAX_SPOKEN_CHARACTERS} can be spoken`,
})

/** English for what is no language tag (RFC 5646 §2.1, without the rarer parts). */
const languageOf = (language: string): string =>
  /^[a-z]{2,3}([-_][a-z0-9]{2,8}){0,3}$/i.test(language) ? language.toLowerCase().replaceAll('_', '-') : 'en'
