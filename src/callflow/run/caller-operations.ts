import type { DocumentId } from '../design/kind.ts'
import type { LimitReached } from '../numbering/outside-limits.ts'
import type { DialCause, DialLeg, FreeAgent, Sound, SupervisionManner } from './operation-data.ts'

/** This driver cannot do it (yet). The script goes on by its plainest failure, and the trace shows it: nothing pretends. */
export interface Unsupported {
  readonly outcome: 'unsupported'
}

/**
 * What needs the caller on the line, for `record` at its start: when the caller is gone the driver throws `Interrupted` into the script
 * instead. Durations are milliseconds.
 */
export interface CallerOperations {
  /** Picks up; idempotent. Sounds played before it are early media. */
  answer: { readonly request: object; readonly result: object }
  /**
   * Plays sounds in order. A key in `terminators` stops it; other keys stay buffered for the next `collect`. `startAtMs`: begins that
   * far into the first round; past the end it completes at once. It is how callers steer through something, so a key pressed too early for it,
   * between two plays, counts at once.
   */
  play: {
    readonly request: {
      readonly sounds: readonly Sound[]
      readonly terminators: string
      readonly repeat?: number | 'endless'
      readonly startAtMs?: number
    }
    readonly result:
      | { readonly outcome: 'completed' }
      /** `atMs`: how far into the sounds it stopped, all rounds counted: what `startAtMs` takes. */
      | { readonly outcome: 'key'; readonly key: string; readonly atMs: number }
      /** The media document, blob or prompt does not exist, or the sound could not be made: `why` says that, as a clause. */
      | { readonly outcome: 'missing'; readonly what: string; readonly why?: string }
  }
  /** Plays `prompt`, then gathers keys. A key during the prompt stops it and counts. Ends at `maxDigits`, a terminator or silence. */
  collect: {
    readonly request: {
      readonly prompt: readonly Sound[]
      readonly maxDigits: number
      readonly firstDigitTimeoutMs: number
      readonly interDigitTimeoutMs: number
      readonly terminators: string
      /** The keys are a PIN: traces do not show them. */
      readonly secret?: boolean
      /** Keyed exactly so, they are a PIN too. Traces do not show this either. */
      readonly secretDigits?: string
    }
    /** `digits` without the terminator; empty when the caller keyed nothing (or only the terminator). */
    readonly result: {
      readonly digits: string
      readonly terminator?: string
      /** The prompt could not be played, and why. */
      readonly unheard?: string
    }
  }
  /** Silence; keys stay buffered. */
  wait: { readonly request: { readonly durationMs: number }; readonly result: object }
  /** Rings legs. Each has its own delay and time; the whole attempt ends at `timeoutMs`. The first to answer wins, the rest are cancelled. */
  dial: {
    readonly request: {
      readonly legs: readonly DialLeg[]
      readonly timeoutMs: number
      /** Ringback is made locally unless early media is let through or a sound is given. */
      readonly callerHears: 'ringback' | 'early-media' | Sound
      /** A caller key that gives up waiting (queue exit). Empty for none. */
      readonly exitKeys: string
      /** One busy or declining leg ends the whole attempt. */
      readonly failOnSingleReject?: boolean
      /** A phone that answers 3xx sends the call on, to a colleague or a number its owner may call (M29); otherwise that is a failure, which says why. */
      readonly followRedirects?: boolean
      /** Phones answer by themselves on their loudspeaker (intercom). */
      readonly autoAnswer?: boolean
      /** `Alert-Info` for a distinctive ring. */
      readonly alertInfo?: string
    }
    readonly result: /** Joined to the caller when `talk` starts. */
      | { readonly outcome: 'answered'; readonly legIndex: number }
      | {
          readonly outcome: 'failed'
          readonly cause: DialCause
          readonly sipStatus?: number
          /** A phone sent the call on by 3xx: to whom, and why it did not go there. */
          readonly notFollowed?: string
          /** It did not go out: a limit on outside calls is reached. */
          readonly limit?: LimitReached
        }
      | { readonly outcome: 'exit-key'; readonly key: string }
  }
  /** The conversation with the leg that answered; answers the caller when nothing did before. Ends when the called side hangs up; the caller's hang-up is an interruption. */
  talk: {
    readonly request: { readonly maxDurationMs?: number }
    readonly result: { readonly outcome: 'callee-hung-up' | 'time-limit' }
  }
  /** Records the caller. When the caller hangs up meanwhile, what was said is the result. */
  record: {
    readonly request: {
      readonly maxDurationMs: number
      readonly endOnSilenceMs: number
      readonly terminators: string
      readonly beep: boolean
      /** For whom it is while it is spoken already: an engine that is killed meanwhile keeps it for them. Without it, it is thrown away then. */
      readonly leftFor?: {
        readonly mailboxId: DocumentId
        readonly callerName: string
        readonly callerNumber: string
        /** Less is nothing said. */
        readonly minDurationMs: number
      }
    }
    readonly result: {
      readonly recordingId: string
      readonly durationMs: number
      /** `no-space`: there is no room to keep more; nothing was recorded when there was none from the start. */
      readonly endedBy: 'key' | 'silence' | 'limit' | 'caller-gone' | 'no-space'
      readonly key?: string
    }
  }
  /** Hold music until it is this caller's turn and an agent is free. The agents listed are free now, in no special order. */
  'await-agent': {
    readonly request: {
      readonly queueId: DocumentId
      readonly ticket: string
      readonly timeoutMs: number
      readonly exitKeys: string
      readonly music: Sound
    }
    readonly result:
      | { readonly outcome: 'agents-free'; readonly agents: readonly FreeAgent[]; readonly waitedMs: number }
      | { readonly outcome: 'exit-key'; readonly key: string }
      | { readonly outcome: 'timeout' }
  }
  /** In a conference room until leaving or its end (M76). */
  'join-conference': {
    readonly request: {
      readonly conferenceId: DocumentId
      readonly role: 'member' | 'moderator'
      readonly muted: boolean
      readonly deaf: boolean
      /** Everybody in the room hears them when the caller comes in or goes; empty for nothing. */
      readonly entrySounds: readonly Sound[]
      readonly exitSounds: readonly Sound[]
      /** The caller hears them, the last over and over, and nobody else until a moderator is in the room. Empty: does not wait. */
      readonly waitSounds: readonly Sound[]
      /** The caller alone hears them when that happens, by a key or by somebody else. */
      readonly told: Readonly<Record<'muted' | 'unmuted' | 'deaf' | 'hears', readonly Sound[]>>
      /** The room ends when its last moderator leaves. */
      readonly endsWithModerators: boolean
      /** 0 = no limit. */
      readonly maxParticipants: number
    }
    /** `ended`: the room is over, or the caller was put out. `locked`: nobody else is let in. */
    readonly result: { readonly outcome: 'left' | 'ended' | 'full' | 'locked' }
  }
  /** Speaks to phones through their loudspeakers until the caller is done (M36). */
  page: {
    readonly request: {
      readonly legs: readonly DialLeg[]
      readonly timeoutMs: number
      readonly twoWay: boolean
      readonly bargeIn: boolean
    }
    readonly result: { readonly outcome: 'finished' | 'nobody' }
  }
  /**
   * Listens in on a conversation until whoever is listened to has left it, whatever becomes of the other side. Keys change the manner: 4 listen, 5 whisper,
   * 6 barge in. Nobody in it hears who listens; whispers are heard at the phone in question; who barges in is heard by all.
   */
  supervise: {
    readonly request: {
      readonly of:
        | { readonly kind: 'phones'; readonly deviceIds: readonly DocumentId[] }
        | { readonly kind: 'call'; readonly callId: string }
      readonly manner: SupervisionManner
      /** Calls that came by these queues may be listened to; absent: all. */
      readonly queueIds?: readonly DocumentId[]
    }
    /** `own`: a conversation of whoever asks. `supervisor`: whoever is there listens in themselves. */
    readonly result:
      | { readonly outcome: 'ended' }
      | { readonly outcome: 'no-call' | 'not-allowed' | 'own' | 'supervisor' }
  }
  /** Takes a call that rings at one of these phones; the conversation follows with `talk`. */
  'pick-up': {
    /** `callId`: that call alone; absent: the one that has rung longest. */
    readonly request: { readonly deviceIds: readonly DocumentId[]; readonly callId?: string }
    readonly result: { readonly outcome: 'picked-up' | 'nothing-ringing' }
  }
  /**
   * Leaves a call on hold music in a numbered slot; empty `slot` takes the first free one from 101. It is the caller, who then waits there, and whoever
   * takes the call has it (`picked-up`); for a phone of the house that dialled this itself it is the other call of whoever is at it, which is sent here.
   */
  park: {
    readonly request: {
      readonly slot: string
      /** Whoever parked the call is rung at these when nobody took it for so long ... */
      readonly ringBack: readonly DialLeg[]
      readonly ringBackMs: number
      /** ... and for so long. */
      readonly callBackMs: number
    }
    readonly result: /** The other call is there. */
      | { readonly outcome: 'parked'; readonly slot: string }
      /** Nobody took it, and whoever parked it answers: the conversation follows with `talk`. */
      | { readonly outcome: 'rung-back'; readonly slot: string }
      /** Nobody took it, and whoever parked it did not answer: the parked caller goes on. */
      | { readonly outcome: 'unclaimed'; readonly slot: string }
      | { readonly outcome: 'occupied' | 'nobody-to-park' }
  }
  /** Takes the call parked in a slot; the conversation follows with `talk`. */
  retrieve: {
    readonly request: { readonly slot: string }
    readonly result: { readonly outcome: 'retrieved' | 'empty' }
  }
  /** Puts the caller into the user's one call that is up elsewhere, in the place of the phone it is at (M98): this call is over then (`moved`). */
  'pull-call': {
    readonly request: { readonly userId: DocumentId }
    readonly result: { readonly outcome: 'no-call' | 'too-many' }
  }
  /** Fax tones or a voice? */
  'detect-fax': {
    readonly request: { readonly timeoutMs: number }
    readonly result: { readonly outcome: 'fax' | 'voice' } | Unsupported
  }
  /** Receives pages for a fax box or a user, and mails them on. */
  'receive-fax': {
    readonly request: {
      readonly owner: { readonly kind: 'fax-box' | 'user'; readonly id: DocumentId }
      readonly t38: boolean
      /** Who gets the fax (M67). */
      readonly emails: readonly string[]
      /** What the sending machine is told it reached (CSI, M68). Empty: nothing. */
      readonly identity: string
    }
    readonly result:
      | { readonly outcome: 'received'; readonly pages: number }
      | { readonly outcome: 'failed' }
      | Unsupported
  }
}

const kinds: Readonly<Record<keyof CallerOperations, true>> = {
  answer: true,
  play: true,
  collect: true,
  wait: true,
  dial: true,
  talk: true,
  record: true,
  'await-agent': true,
  'join-conference': true,
  page: true,
  'pick-up': true,
  supervise: true,
  park: true,
  retrieve: true,
  'pull-call': true,
  'detect-fax': true,
  'receive-fax': true,
}

/** Their kinds. All others go through after a hang-up, so that scripts can clean up. */
export const callerOperations: ReadonlySet<string> = new Set(Object.keys(kinds))
