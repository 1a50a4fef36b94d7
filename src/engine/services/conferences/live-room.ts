import type { AudioSource, MediaEngine, MediaStream, Mixer, Playback } from '../../media/media-engine.ts'
import {
  type Change,
  emptyRoom,
  type Hearing,
  hearingOf,
  type Joining,
  join,
  leave,
  type Party,
  type Refusal,
  type Room,
  type Telling,
} from './room.ts'

/** Somebody who comes into a room, with what is needed to let them hear and be heard. */
export interface Seat {
  readonly joining: Joining
  readonly name: string
  readonly number: string
  readonly stream: MediaStream
  readonly sounds: SeatSounds
  /** It is over for them, by no doing of theirs; not called after `leave`. */
  onEnded(): void
  /** Their entry and exit sounds are played through, or never will be: once. */
  onSoundsDone(): void
}

export interface SeatSounds {
  readonly entry: readonly AudioSource[]
  readonly exit: readonly AudioSource[]
  /** Played once to one who waits for a moderator ... */
  readonly waitOnce: readonly AudioSource[]
  /** ... and these over and over after that. */
  readonly waitMusic: readonly AudioSource[]
  /** For one who is alone in the room. */
  readonly aloneMusic: readonly AudioSource[]
  /** For one to whom it happens, alone. */
  readonly told: Readonly<Record<Telling, readonly AudioSource[]>>
}

interface Taken {
  readonly seat: Seat
  readonly joinedMs: number
  stream: MediaStream
  hearing: Hearing | undefined
  stopSound: () => void
}

interface Announcement {
  readonly sources: readonly AudioSource[]
  readonly done: () => void
}

/** When more come and go at once than can be told of one after the other, the room does not hear of the rest. */
const MAX_WAITING_ANNOUNCEMENTS = 8

/** One room that somebody is in: keeps what everybody hears as the room's state says. */
export class LiveRoom {
  readonly startedMs: number
  readonly #mixer: Mixer
  readonly #taken = new Map<string, Taken>()
  readonly #announcements: Announcement[] = []
  readonly #onChanged: () => void
  #room: Room = emptyRoom
  #announcing: Playback | undefined
  #speaking: ReadonlySet<string> = new Set()
  #isClosed = false

  constructor(
    media: Pick<MediaEngine, 'openMixer'>,
    near: MediaStream,
    about: { readonly nowMs: number; onChanged(): void },
  ) {
    this.startedMs = about.nowMs
    this.#onChanged = () => about.onChanged()
    this.#mixer = media.openMixer({ near })
    this.#mixer.onSpeaking((streamIds) => {
      this.#speaking = new Set(streamIds)
      this.#onChanged()
    })
  }

  get state(): Room {
    return this.#room
  }

  get isEmpty(): boolean {
    return this.#taken.size === 0
  }

  /** Those in it, oldest first. */
  parties(): readonly (Party & Pick<Seat, 'name' | 'number'> & { joinedMs: number; isSpeaking: boolean })[] {
    return [...this.#taken.values()].flatMap(({ seat, stream, joinedMs }) => {
      const party = this.#room.parties.get(seat.joining.partyId)
      if (!party) return []
      const isSpeaking = this.#speaking.has(stream.streamId) && !party.isMuted && !party.isWaiting
      return [{ ...party, name: seat.name, number: seat.number, joinedMs, isSpeaking }]
    })
  }

  join(seat: Seat, nowMs: number): Refusal | 'in' {
    const { partyId } = seat.joining
    const change = join(this.#room, seat.joining)
    if (typeof change === 'string') return change
    if (this.#taken.has(partyId)) throw new Error(`call ${partyId} is in this room already`)
    this.#taken.set(partyId, {
      seat,
      joinedMs: nowMs,
      stream: seat.stream,
      hearing: undefined,
      stopSound: () => {},
    })
    this.apply(change)
    return 'in'
  }

  leave(partyId: string): void {
    this.apply(leave(this.#room, partyId))
  }

  /** Somebody else is in that call now. */
  replaceStream(partyId: string, stream: MediaStream): void {
    const taken = this.#taken.get(partyId)
    if (!taken || taken.stream === stream) return
    silence(taken, this.#mixer)
    taken.stream = stream
    this.#update()
  }

  apply(change: Change): void {
    if (this.#isClosed) return
    this.#room = change.room
    const { announced } = change
    const told = announced && this.#taken.get(announced.partyId)
    const gone = [...this.#taken].filter(([partyId]) => !change.room.parties.has(partyId))
    for (const [partyId, taken] of gone) {
      this.#taken.delete(partyId)
      silence(taken, this.#mixer)
      if (taken !== told) taken.seat.onSoundsDone()
    }
    if (told && announced) this.#announce(told.seat, announced.what)
    if (this.isEmpty) this.#close()
    else this.#update()
    for (const [partyId, taken] of this.#taken) {
      this.#tell(
        taken,
        (change.told ?? []).filter((each) => each.partyId === partyId).map(({ what }) => what),
      )
    }
    this.#onChanged()
    for (const [partyId, { seat }] of gone) if (change.ended.includes(partyId)) seat.onEnded()
  }

  #announce(seat: Seat, what: 'entry' | 'exit'): void {
    const done = () => {
      if (what === 'exit') seat.onSoundsDone()
    }
    const sources = seat.sounds[what]
    if (sources.length === 0 || this.#announcements.length >= MAX_WAITING_ANNOUNCEMENTS) return done()
    this.#announcements.push({ sources, done })
    if (!this.#announcing) this.#announceNext()
  }

  /** One after the other: names spoken at once are understood by nobody. */
  #announceNext(): void {
    const next = this.#announcements.shift()
    this.#announcing = undefined
    if (!next) return this.#update()
    this.#announcing = this.#mixer.play(next.sources)
    void this.#announcing.finished.then(() => {
      next.done()
      if (!this.#isClosed) this.#announceNext()
    })
  }

  /** Everybody is brought to hear what they should; whoever does already is left alone. */
  #update(): void {
    for (const [partyId, taken] of this.#taken) {
      const party = this.#room.parties.get(partyId)
      if (party) this.#bring(taken, this.#hearingOf(party))
    }
  }

  /** One who is alone hears who came or went before the music. */
  #hearingOf(party: Party): Hearing {
    const hearing = hearingOf(this.#room, party)
    if (hearing.kind !== 'alone' || !this.#announcing) return hearing
    return { kind: 'mixed', isMuted: party.isMuted, isDeaf: false }
  }

  #bring(taken: Taken, hearing: Hearing): void {
    if (isSame(taken.hearing, hearing)) return
    const { sounds } = taken.seat
    if (hearing.kind !== 'mixed' || taken.hearing?.kind !== 'mixed') silence(taken, this.#mixer)
    taken.hearing = hearing
    if (hearing.kind === 'mixed') this.#mixer.set(taken.stream, hearing)
    else if (hearing.kind === 'alone') taken.stopSound = over(taken.stream, [], sounds.aloneMusic)
    else taken.stopSound = over(taken.stream, sounds.waitOnce, sounds.waitMusic)
  }

  /** In place of what they hear otherwise, which goes on behind it; of two things one after the other, the later. */
  #tell(taken: Taken, what: readonly Telling[]): void {
    const { sounds } = taken.seat
    const sources = what.flatMap((each) => sounds.told[each])
    if (sources.length === 0) return
    taken.stopSound()
    taken.stopSound = over(taken.stream, sources, musicFor(taken))
  }

  #close(): void {
    this.#isClosed = true
    for (const { done } of this.#announcements.splice(0)) done()
    this.#announcing?.stop()
    this.#mixer.close()
  }
}

function silence(taken: Taken, mixer: Mixer): void {
  taken.stopSound()
  taken.stopSound = () => {}
  if (taken.hearing?.kind === 'mixed') mixer.remove(taken.stream)
  taken.hearing = undefined
}

function musicFor({ hearing, seat: { sounds } }: Taken): readonly AudioSource[] {
  if (hearing?.kind === 'alone') return sounds.aloneMusic
  return hearing?.kind === 'waits' ? sounds.waitMusic : []
}

/** Plays the first ones, then the others for ever; the returned function ends it. */
function over(stream: MediaStream, once: readonly AudioSource[], forever: readonly AudioSource[]): () => void {
  let isStopped = false
  let playing: Playback | undefined
  const loop = () => {
    if (!isStopped && forever.length > 0) playing = stream.play(forever, { loop: true })
  }
  if (once.length === 0) loop()
  else {
    playing = stream.play(once)
    void playing.finished.then(loop)
  }
  return () => {
    isStopped = true
    playing?.stop()
  }
}

function isSame(a: Hearing | undefined, b: Hearing): boolean {
  if (a?.kind === 'mixed' && b.kind === 'mixed') return a.isMuted === b.isMuted && a.isDeaf === b.isDeaf
  return a?.kind === b.kind
}
