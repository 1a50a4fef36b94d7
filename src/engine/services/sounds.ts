import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { promptKey } from '../../callflow/design/prompt-key.ts'
import type { DesignSnapshot } from '../../callflow/design/snapshot.ts'
import type { Sound } from '../../callflow/run/operation.ts'
import type { AudioSource } from '../media/media-engine.ts'
import type { BlobStore } from '../state/blob-store.ts'
import type { KeptSounds } from '../state/kept-sounds.ts'
import type { MessageStore } from '../state/message-store.ts'
import type { Made, MadeSound, MadeSounds } from './made-sounds/made-sounds.ts'

export type ResolvedSounds =
  | { readonly ok: true; readonly sources: readonly AudioSource[] }
  /** `why`, a clause, where there is more to say than that it does not exist. */
  | { readonly ok: false; readonly what: string; readonly why?: string }

/** From what a script names to what the media engine plays. */
export interface Sounds {
  /** All or nothing: `what` names the first sound that does not exist. What is made when it is played does not. */
  resolve(sounds: readonly Sound[], about: SoundsOf): ResolvedSounds
  /** Makes what has to be made first, within half a minute. Never rejects. */
  make(sounds: readonly Sound[], about: SoundsOf): Promise<ResolvedSounds>
}

/** The call in which sounds are played. */
export interface SoundsOf {
  readonly design: DesignSnapshot
  /** Of its prompts, the best first (`spoken-languages.ts`). */
  readonly languages: readonly string[]
  readonly recordingPath: (recordingId: string) => string | undefined
}

export interface SoundFolders {
  /** Holds `<language>/<prompt id>.wav` and `<language>/digits/<n>.wav`. */
  readonly prompts: string
  /** Hold music for designs that name none: the first WAV in it. */
  readonly music: string
}

/** What was recorded by phone, and what is made when it is played. */
export interface OtherSounds {
  readonly messages: Pick<MessageStore, 'pathOf'>
  readonly kept: Pick<KeptSounds, 'pathOf'>
  readonly made: Pick<MadeSounds, 'make'>
}

/** A language without a prompt is not asked for it on the disk with every digit that is read out. */
const MISSING_MS = 10_000

type Found = readonly AudioSource[] | undefined

export function createSounds(
  folders: SoundFolders,
  blobs: BlobStore,
  others: OtherSounds,
  nowMs = () => performance.now(),
): Sounds {
  const found = new Set<string>()
  const missingSinceMs = new Map<string, number>()
  /** Files that were found stay found; missing ones are looked for again after a while, so a prompt can be added while the engine runs. */
  const file = (path: string): Found => {
    if (!found.has(path)) {
      if (nowMs() - (missingSinceMs.get(path) ?? Number.NEGATIVE_INFINITY) < MISSING_MS) return undefined
      if (!existsSync(path)) {
        missingSinceMs.set(path, nowMs())
        return undefined
      }
      found.add(path)
    }
    return [{ kind: 'file', path }]
  }
  const prompt = (id: string, about: SoundsOf): Found => {
    if (!/^[A-Za-z0-9_-]{1,64}(\/[A-Za-z0-9_-]{1,64})?$/.test(id)) return undefined
    const own = about.design.account?.prompts ?? {}
    for (const language of about.languages) {
      const found =
        media(own[promptKey(language, id)] ?? '', about.design) ?? file(join(folders.prompts, language, `${id}.wav`))
      if (found) return found
    }
    return undefined
  }
  const media = (id: string, design: DesignSnapshot): Found => {
    const sha256 = design.find('media', id)?.sha256
    return sha256 && blobs.has(sha256) ? [{ kind: 'file', path: blobs.pathOf(sha256) }] : undefined
  }
  const ownMusic = firstWav(folders.music)

  function sourcesOf(sound: Sound, about: SoundsOf): Found {
    const { design, recordingPath } = about
    switch (sound.kind) {
      case 'media':
        return media(sound.mediaId, design)
      case 'prompt':
        return prompt(sound.promptId, about)
      case 'digits':
        return allOf(
          sound.text
            .slice(0, 64)
            .split('')
            .map((digit) => prompt(digitPrompt(digit), about)),
        )
      case 'tone':
        return [tones[sound.tone]]
      case 'silence':
        return [{ kind: 'silence', durationMs: sound.durationMs }]
      case 'recording':
        return pathOrNothing(recordingPath(sound.recordingId))
      case 'message':
        return pathOrNothing(others.messages.pathOf(sound.messageId))
      case 'kept':
        return pathOrNothing(others.kept.pathOf(sound.what))
      case 'speech':
      case 'web':
        return undefined
      case 'hold-music': {
        const chosen = sound.mediaId ?? design.account?.holdMusicId
        return (chosen ? media(chosen, design) : undefined) ?? (ownMusic ? file(ownMusic) : undefined) ?? quiet
      }
    }
  }

  function resolve(sounds: readonly Sound[], about: SoundsOf, made?: ReadonlyMap<Sound, Made>): ResolvedSounds {
    const sources: AudioSource[] = []
    for (const sound of sounds) {
      const own = made?.get(sound)
      const found = own?.ok ? pathOrNothing(own.path) : sourcesOf(sound, about)
      if (!found) return { ok: false, what: nameOf(sound), ...(own && !own.ok ? { why: own.why } : {}) }
      sources.push(...found)
    }
    return { ok: true, sources }
  }

  return {
    resolve: (sounds, about) => resolve(sounds, about),
    async make(sounds, about) {
      const wanted = sounds.filter(isMade)
      const made = await Promise.all(wanted.map((sound) => others.made.make(sound, about.design)))
      return resolve(sounds, about, new Map(wanted.map((sound, index) => [sound, made[index] ?? notMade])))
    },
  }
}

/** Whether it is made when it is played. */
export const isMade = (sound: Sound): sound is MadeSound => sound.kind === 'speech' || sound.kind === 'web'

const notMade: Made = { ok: false, why: 'it was not made' }

/** Music nobody can find is silence: a caller on hold is still on the line. */
const quiet: readonly AudioSource[] = [{ kind: 'silence', durationMs: 1_000 }]

/** North American call progress tones. */
const tones: Readonly<Record<(Sound & { kind: 'tone' })['tone'], AudioSource>> = {
  ringback: { kind: 'tone', frequenciesHz: [440, 480], onMs: 2_000, offMs: 4_000, repeats: 1 },
  busy: { kind: 'tone', frequenciesHz: [480, 620], onMs: 500, offMs: 500, repeats: 10 },
  congestion: { kind: 'tone', frequenciesHz: [480, 620], onMs: 250, offMs: 250, repeats: 20 },
  beep: { kind: 'tone', frequenciesHz: [1_000], onMs: 400, offMs: 0, repeats: 1 },
  dial: { kind: 'tone', frequenciesHz: [350, 440], onMs: 10_000, offMs: 0, repeats: 1 },
}

function digitPrompt(digit: string): string {
  const names: Readonly<Record<string, string>> = { '*': 'star', '#': 'pound', '+': 'plus' }
  return `digits/${names[digit] ?? digit}`
}

const pathOrNothing = (path: string | undefined): Found => (path === undefined ? undefined : [{ kind: 'file', path }])

function allOf(parts: readonly Found[]): Found {
  const sources: AudioSource[] = []
  for (const part of parts) {
    if (!part) return undefined
    sources.push(...part)
  }
  return sources
}

function nameOf(sound: Sound): string {
  switch (sound.kind) {
    case 'media':
      return sound.mediaId
    case 'prompt':
      return sound.promptId
    case 'recording':
      return sound.recordingId
    case 'digits':
      return sound.text
    case 'message':
      return sound.messageId
    case 'kept':
      return sound.what.kind
    default:
      return sound.kind
  }
}

function firstWav(folder: string): string | undefined {
  try {
    const name = readdirSync(folder)
      .filter((each) => each.endsWith('.wav'))
      .sort()[0]
    return name === undefined ? undefined : join(folder, name)
  } catch {
    return undefined
  }
}
