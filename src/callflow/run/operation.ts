import type { DocumentId } from '../design/kind.ts'
import type {
  CallEdit,
  CallerIdEdit,
  DialCause,
  DialLeg,
  FreeAgent,
  KeptSound,
  MailboxMessage,
  RecordingOrder,
  RecordingOutcome,
  Sound,
  StateKey,
  StateValue,
} from './operation-data.ts'

export type {
  CallEdit,
  CallerIdEdit,
  DialCause,
  DialLeg,
  FreeAgent,
  KeptSound,
  MailboxMessage,
  RecordingOrder,
  RecordingOutcome,
  Sound,
  StateKey,
  StateValue,
} from './operation-data.ts'

/**
 * Everything a script may ask of the telephone world, as plain data, and everything the world may answer. The live driver maps these to
 * SIP and RTP, the rehearsal to choices and a virtual clock, the explorer to every outcome. Durations are milliseconds.
 *
 * Operations marked (caller) need the caller on the line: when the caller is gone the driver throws `CallerGone` into the script instead.
 */
export interface Operations {
  /** (caller) Picks up; idempotent. Sounds played before it are early media. */
  answer: { readonly request: object; readonly result: object }
  /**
   * (caller) Plays sounds in order. A key in `terminators` stops it; other keys stay buffered for the next `collect`. `startAtMs`: begins that
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
      /** The media document, blob or prompt does not exist. */
      | { readonly outcome: 'missing'; readonly what: string }
  }
  /** (caller) Plays `prompt`, then gathers keys. A key during the prompt stops it and counts. Ends at `maxDigits`, a terminator or silence. */
  collect: {
    readonly request: {
      readonly prompt: readonly Sound[]
      readonly maxDigits: number
      readonly firstDigitTimeoutMs: number
      readonly interDigitTimeoutMs: number
      readonly terminators: string
      /** The keys are a PIN: traces do not show them. */
      readonly secret?: boolean
    }
    /** `digits` without the terminator; empty when the caller keyed nothing (or only the terminator). */
    readonly result: { readonly digits: string; readonly terminator?: string }
  }
  /** (caller) Silence; keys stay buffered. */
  wait: { readonly request: { readonly durationMs: number }; readonly result: object }
  /** (caller) Rings legs. Each has its own delay and time; the whole attempt ends at `timeoutMs`. The first to answer wins, the rest are cancelled. */
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
      /** A phone that answers 3xx sends the call on, to a colleague or a number its owner may call; otherwise that is a failure (M29). */
      readonly followRedirects?: boolean
      /** Phones answer by themselves on their loudspeaker (intercom). */
      readonly autoAnswer?: boolean
      /** `Alert-Info` for a distinctive ring. */
      readonly alertInfo?: string
    }
    readonly result: /** Joined to the caller when `talk` starts. */
      | { readonly outcome: 'answered'; readonly legIndex: number }
      | { readonly outcome: 'failed'; readonly cause: DialCause; readonly sipStatus?: number }
      | { readonly outcome: 'exit-key'; readonly key: string }
  }
  /** (caller) The conversation with the leg that answered; answers the caller when nothing did before. Ends when the called side hangs up; the caller's hang-up is `CallerGone`. */
  talk: {
    readonly request: { readonly maxDurationMs?: number }
    readonly result: { readonly outcome: 'callee-hung-up' | 'time-limit' }
  }
  /** (caller at the start) Records the caller. When the caller hangs up meanwhile, what was said is the result. */
  record: {
    readonly request: {
      readonly maxDurationMs: number
      readonly endOnSilenceMs: number
      readonly terminators: string
      readonly beep: boolean
    }
    readonly result: {
      readonly recordingId: string
      readonly durationMs: number
      readonly endedBy: 'key' | 'silence' | 'limit' | 'caller-gone'
      readonly key?: string
    }
  }
  /** Throws a recording away. */
  'discard-recording': { readonly request: { readonly recordingId: string }; readonly result: object }
  /** Records the call, both sides, beside whatever follows (M44). Never waits: what became of the file comes as a later result. */
  'start-recording': {
    readonly request: RecordingOrder
    readonly result: RecordingOutcome
  }
  'stop-recording': { readonly request: object; readonly result: { readonly outcome: 'stopped' | 'not-running' } }
  /** What a voicemail box looks like right now. */
  'read-mailbox': {
    readonly request: { readonly mailboxId: DocumentId }
    readonly result: { readonly newMessages: number; readonly savedMessages: number; readonly isFull: boolean }
  }
  /** Keeps a recording as a message. */
  'save-message': {
    readonly request: {
      readonly mailboxId: DocumentId
      readonly recordingId: string
      readonly durationMs: number
      readonly callerName: string
      readonly callerNumber: string
    }
    readonly result: { readonly outcome: 'saved'; readonly messageId: string } | { readonly outcome: 'full' }
  }
  /** Takes a place in a queue's line. */
  'join-queue': {
    readonly request: { readonly queueId: DocumentId; readonly priority: number; readonly maxCallers: number }
    readonly result:
      | { readonly outcome: 'joined'; readonly ticket: string; readonly position: number }
      | { readonly outcome: 'full' }
  }
  /** (caller) Hold music until it is this caller's turn and an agent is free. The agents listed are free now, in no special order. */
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
  /** What became of an offer to agents, so that turns and idle times are right. `spared`: a colleague rung with them took the call. */
  'report-agents': {
    readonly request: {
      readonly queueId: DocumentId
      readonly agentIds: readonly DocumentId[]
      readonly outcome: 'ringing' | 'answered' | 'finished' | 'missed' | 'spared'
    }
    readonly result: object
  }
  'leave-queue': {
    readonly request: { readonly queueId: DocumentId; readonly ticket: string }
    readonly result: object
  }
  /** Who is logged in to a queue, and how its line goes. `windowMs`: how far back the average looks; absent: as far as is known. */
  'read-queue': {
    readonly request: { readonly queueId: DocumentId; readonly ticket?: string; readonly windowMs?: number }
    readonly result: {
      readonly waiting: number
      readonly agentsReady: number
      readonly agentsBusy: number
      readonly agentsAway: number
      /** How long those served waited; absent while nobody was. */
      readonly averageWaitMs?: number
      /** Of the ticket asked about, from 1. */
      readonly position?: number
    }
  }
  /** Runtime state that outlives a call: forced rules, do-not-disturb, forwarding. `undefined` where nothing was ever written. */
  'read-state': {
    readonly request: { readonly keys: readonly StateKey[] }
    readonly result: { readonly values: readonly (StateValue | undefined)[] }
  }
  'write-state': {
    readonly request: { readonly key: StateKey; readonly value: StateValue | undefined }
    readonly result: object
  }
  /** The wall clock, epoch milliseconds. */
  now: { readonly request: object; readonly result: { readonly epochMs: number } }
  /** `count` numbers in [0, 1). */
  random: { readonly request: { readonly count: number }; readonly result: { readonly values: readonly number[] } }
  /** Messages of a box, oldest first. */
  'list-messages': {
    readonly request: { readonly mailboxId: DocumentId }
    readonly result: { readonly messages: readonly MailboxMessage[] } | Unsupported
  }
  'update-message': {
    readonly request: {
      readonly messageId: string
      readonly change:
        | { readonly kind: 'mark-saved' | 'delete' }
        | {
            readonly kind: 'copy-to'
            readonly mailboxId: DocumentId
            /** Something said first: it becomes the beginning of the copy. */
            readonly introduction?: { readonly recordingId: string; readonly durationMs: number }
          }
    }
    /** `copyId`: the message a `copy-to` made. */
    readonly result: { readonly outcome: 'done'; readonly copyId?: string } | { readonly outcome: 'gone' } | Unsupported
  }
  /**
   * Tells people of a new message by mail (A6). `sent`: the mail server has taken it, so the message may go. Anything else, and a driver gives
   * up after 30 s, leaves the message where it is.
   */
  'notify-message': {
    readonly request: {
      readonly mailboxId: DocumentId
      readonly messageId: string
      readonly emails: readonly string[]
      /** The recording comes along in that format, or the mail only says who called and when. */
      readonly attach: 'none' | 'mp3' | 'mp4' | 'wav'
      /** What was said comes along as text. */
      readonly transcription: boolean
    }
    readonly result: { readonly outcome: 'sent' | 'not-sent' } | Unsupported
  }
  /** Message waiting (MWI, RFC 3842): the lamps of everybody whose box it is. */
  'publish-mwi': {
    readonly request: { readonly mailboxId: DocumentId; readonly newMessages: number; readonly savedMessages: number }
    readonly result: { readonly outcome: 'published' } | Unsupported
  }
  /** Keeps a recording as something that is played later: a greeting, a spoken name. `Sound` of kind `kept` plays it. */
  'keep-recording': {
    readonly request: { readonly recordingId: string; readonly as: KeptSound }
    readonly result: { readonly outcome: 'kept' } | Unsupported
  }
  'forget-kept': {
    readonly request: { readonly what: KeptSound }
    readonly result: { readonly outcome: 'done' } | Unsupported
  }
  /** (caller) In a conference room until leaving or its end (M76). */
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
      /** The room ends when its last moderator leaves. */
      readonly endsWithModerators: boolean
      /** 0 = no limit. */
      readonly maxParticipants: number
    }
    readonly result: { readonly outcome: 'left' | 'ended' | 'full' } | Unsupported
  }
  /** (caller) Speaks to phones through their loudspeakers until the caller is done (M36). */
  page: {
    readonly request: {
      readonly legs: readonly DialLeg[]
      readonly timeoutMs: number
      readonly twoWay: boolean
      readonly bargeIn: boolean
    }
    readonly result: { readonly outcome: 'finished' | 'nobody' } | Unsupported
  }
  /** (caller) Takes a call that rings at one of these phones; the conversation follows with `talk`. */
  'pick-up': {
    readonly request: { readonly deviceIds: readonly DocumentId[] }
    readonly result: { readonly outcome: 'picked-up' | 'nothing-ringing' } | Unsupported
  }
  /** (caller) Leaves the caller on hold music in a numbered slot; empty `slot` takes the first free one from 101. */
  park: {
    readonly request: {
      readonly slot: string
      /** Whoever parked the call is rung when nobody took it for so long ... */
      readonly ringBackMs: number
      /** ... and for so long. */
      readonly callBackMs: number
    }
    readonly result:
      | { readonly outcome: 'parked'; readonly slot: string }
      /** Nobody took it, and whoever parked it did not answer: the parked caller goes on. */
      | { readonly outcome: 'unclaimed'; readonly slot: string }
      | { readonly outcome: 'occupied' | 'nobody-to-park' }
      | Unsupported
  }
  /** (caller) Takes the call parked in a slot; the conversation follows with `talk`. */
  retrieve: {
    readonly request: { readonly slot: string }
    readonly result: { readonly outcome: 'retrieved' | 'empty' } | Unsupported
  }
  /** (caller) Takes a call of the user's that is up elsewhere (M98); the conversation follows with `talk`. */
  'pull-call': {
    readonly request: { readonly userId: DocumentId }
    readonly result: { readonly outcome: 'pulled' | 'no-call' | 'too-many' } | Unsupported
  }
  /** Rings a user's own phones and moves their active desk call there (M97). */
  'push-call': {
    readonly request: { readonly userId: DocumentId; readonly legs: readonly DialLeg[]; readonly timeoutMs: number }
    readonly result: { readonly outcome: 'pushed' | 'no-call' | 'nobody-answered' } | Unsupported
  }
  /** (caller) Fax tones or a voice? */
  'detect-fax': {
    readonly request: { readonly timeoutMs: number }
    readonly result: { readonly outcome: 'fax' | 'voice' } | Unsupported
  }
  /** (caller) Receives pages for a fax box or a user, and mails them on. */
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
  /** Fire and forget for webhooks; a pivot waits for the answer's body. */
  'http-request': {
    readonly request: {
      readonly url: string
      readonly method: 'get' | 'post' | 'put'
      readonly fields: Readonly<Record<string, string>>
      /** How a body is written; the fields of a `get` are its query. Default `form`. */
      readonly encoding?: 'form' | 'json'
      readonly headers: Readonly<Record<string, string>>
      readonly retries: number
      readonly timeoutMs: number
      /** `nothing`: goes on at once, as `sent`. `acceptance`: `sent` once the server has taken it (2xx). `answer`: whatever the server says. */
      readonly awaits: 'nothing' | 'acceptance' | 'answer'
    }
    readonly result:
      | { readonly outcome: 'answered'; readonly status: number; readonly body: string }
      | { readonly outcome: 'sent' | 'failed' }
      | Unsupported
  }
  /** BLF state of a presence id (M-row "manual presence"). */
  'publish-presence': {
    readonly request: { readonly presenceId: string; readonly status: 'idle' | 'ringing' | 'busy' }
    readonly result: { readonly outcome: 'published' } | Unsupported
  }
  /**
   * From here on: should the call end without a conversation and without a message left, these people are told by mail. Never waits; the mails are the
   * driver's business once the call is over.
   */
  'send-missed-call': {
    readonly request: { readonly emails: readonly string[]; readonly userIds: readonly DocumentId[] }
    readonly result: { readonly outcome: 'armed' } | Unsupported
  }
  /** An agent's state in all queues, or one. */
  'set-agent': {
    readonly request: {
      readonly agentId: DocumentId
      readonly queueId?: DocumentId
      readonly action: 'log-in' | 'log-out' | 'pause' | 'resume'
      readonly pauseMs?: number
    }
    readonly result: { readonly outcome: 'done' | 'not-an-agent' } | Unsupported
  }
  /** Changes what later dials present. Done by the interpreter; drivers only see it in the trace (M24b, M43). */
  'edit-caller-id': { readonly request: { readonly edit: CallerIdEdit }; readonly result: object }
  /** Changes what the call carries along. Done by the interpreter. */
  'edit-call': { readonly request: { readonly edit: CallEdit }; readonly result: object }
  /** Says something in the trace and changes nothing. Done by the interpreter. */
  note: { readonly request: { readonly message: string }; readonly result: object }
}

/** This driver cannot do it (yet). The script goes on by its plainest failure, and the trace shows it: nothing pretends. */
export interface Unsupported {
  readonly outcome: 'unsupported'
}

export type OperationKind = keyof Operations
export type OperationOf<K extends OperationKind> = {
  readonly [P in K]: { readonly kind: P } & Operations[P]['request']
}[K]
export type Operation = { readonly [P in OperationKind]: OperationOf<P> }[OperationKind]
export type ResultOf<K extends OperationKind> = Operations[K]['result']
export type OperationResult = { readonly [P in OperationKind]: ResultOf<P> }[OperationKind]

/** Operations the interpreter performs itself. */
export type InternalOperationKind = 'edit-caller-id' | 'edit-call' | 'note'
export type DriverOperationKind = Exclude<OperationKind, InternalOperationKind>
export type DriverOperation = OperationOf<DriverOperationKind>

/** The operations that need a caller on the line; all others go through after a hang-up, so that scripts can clean up. */
export const callerOperations: ReadonlySet<OperationKind> = new Set<OperationKind>([
  'answer',
  'play',
  'collect',
  'wait',
  'dial',
  'talk',
  'record',
  'await-agent',
  'join-conference',
  'page',
  'pick-up',
  'park',
  'retrieve',
  'pull-call',
  'detect-fax',
  'receive-fax',
])

/** Thrown into a script at the operation during or before which the caller hung up. Scripts clean up in `finally` and let it pass. */
export class CallerGone extends Error {
  readonly code = 'CALLER_GONE'
  constructor() {
    super('the caller hung up')
  }
}
