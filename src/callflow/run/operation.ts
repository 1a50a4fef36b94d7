import type { DocumentId } from '../design/kind.ts'
import type { CallerOperations, Unsupported } from './caller-operations.ts'
import type {
  CallEdit,
  CallerIdEdit,
  DialLeg,
  KeptSound,
  MailboxMessage,
  PinGuarded,
  RecordingOrder,
  RecordingOutcome,
  StateKey,
  StateValue,
  StayEnd,
} from './operation-data.ts'
import type { PinLock } from './pin-tries.ts'

export type {
  CallEdit,
  CallerIdEdit,
  DialCause,
  DialLeg,
  FreeAgent,
  KeptSound,
  MailboxMessage,
  PinGuarded,
  RecordingOrder,
  RecordingOutcome,
  Sound,
  StateKey,
  StateValue,
  StayEnd,
  SupervisionManner,
} from './operation-data.ts'
export { callerOperations } from './caller-operations.ts'

/**
 * Everything a script may ask of the telephone world, as plain data, and everything the world may answer. The live driver maps these to
 * SIP and RTP, the rehearsal to choices and a virtual clock, the explorer to every outcome. Durations are milliseconds.
 */
export interface Operations extends CallerOperations, BackgroundOperations {}

/** What is done whether the caller is still there or not. */
interface BackgroundOperations {
  /** Throws a recording away. */
  'discard-recording': { readonly request: { readonly recordingId: string }; readonly result: object }
  /** Records the call, both sides, beside whatever follows (M44). Never waits: what became of the file comes as a later result. */
  'start-recording': {
    readonly request: RecordingOrder
    readonly result: RecordingOutcome
  }
  'stop-recording': { readonly request: object; readonly result: { readonly outcome: 'stopped' | 'not-running' } }
  /** What a voicemail box looks like right now. `isFull`: it holds all it may, or whoever keeps messages has no room. */
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
    readonly result:
      | { readonly outcome: 'saved'; readonly messageId: string }
      | { readonly outcome: 'full' | 'no-space' }
  }
  /** Takes a place in a queue's line. */
  'join-queue': {
    readonly request: {
      readonly queueId: DocumentId
      readonly priority: number
      readonly maxCallers: number
      /** What the caller needs of agents beside what the queue does. */
      readonly skills?: readonly string[]
    }
    readonly result:
      | { readonly outcome: 'joined'; readonly ticket: string; readonly position: number }
      | { readonly outcome: 'full' }
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
    readonly request: { readonly queueId: DocumentId; readonly ticket: string; readonly why: StayEnd }
    readonly result: object
  }
  /** The place of a caller in a queue is kept, who hangs up now and is called back there. `already-asked`: that number waits for that queue already. */
  'request-callback': {
    readonly request: {
      readonly queueId: DocumentId
      readonly ticket: string
      readonly number: string
      readonly name: string
    }
    readonly result: { readonly outcome: 'kept' | 'already-asked' | 'full' }
  }
  /** What became of calling somebody back. `refused`: that number may not be called any more. */
  'report-callback': {
    readonly request: {
      readonly callbackId: string
      readonly agentId: DocumentId
      readonly outcome: 'reached' | 'not-reached' | 'refused'
    }
    readonly result: object
  }
  /** Whoever answered the last dial is whom the script is run for from here on; nobody stood there before. */
  'become-caller': { readonly request: object; readonly result: object }
  /** Who is logged in to a queue, and how its line goes. `windowMs`: how far back the average looks; absent: as far as is known. */
  'read-queue': {
    readonly request: {
      readonly queueId: DocumentId
      readonly ticket?: string
      readonly windowMs?: number
      /** Only agents who could ever be asked for a caller who needs these count; with a ticket, it is its own. */
      readonly skills?: readonly string[]
    }
    readonly result: {
      readonly waiting: number
      readonly agentsReady: number
      readonly agentsBusy: number
      readonly agentsAway: number
      /** How long those served waited; absent while nobody was. */
      readonly averageWaitMs?: number
      /** How long the ticket asked about may take, by how fast the line went lately; absent where nobody can know. */
      readonly expectedWaitMs?: number
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
  /**
   * Whether this caller may try a PIN, over calls (`scripts/guarded-pin.ts`). Asked before the caller is (`asks`), and again with what came of it: who
   * may not try any more is not let in by the right one either. `right` forgives the caller's wrong ones there.
   */
  'pin-try': {
    readonly request: {
      readonly of: PinGuarded
      readonly outcome: 'asks' | 'wrong' | 'right'
      /** The caller is at the phone of whose PIN it is: strangers do not shut them out. */
      readonly byOwner: boolean
    }
    readonly result: {
      readonly mayTry: boolean
      /** This wrong one was one too many: nobody, or this caller, may try for a while. */
      readonly shut?: PinLock
    }
  }
  /** `epochMs`: the wall clock, which somebody may set meanwhile. `steadyMs`: only differences mean something, and nobody can set it. */
  now: { readonly request: object; readonly result: { readonly epochMs: number; readonly steadyMs: number } }
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
   * up after 30 s, leaves the message where it is. What is to come along as text is waited for before, for 15 s.
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
    readonly result: { readonly outcome: 'sent' | 'not-sent' }
  }
  /** Message waiting (MWI, RFC 3842): the lamps of everybody whose box it is. */
  'publish-mwi': {
    readonly request: { readonly mailboxId: DocumentId; readonly newMessages: number; readonly savedMessages: number }
    readonly result: { readonly outcome: 'published' } | Unsupported
  }
  /** Keeps a recording as something that is played later: a greeting, a spoken name. `Sound` of kind `kept` plays it. */
  'keep-recording': {
    readonly request: { readonly recordingId: string; readonly as: KeptSound }
    readonly result: { readonly outcome: 'kept' | 'no-space' } | Unsupported
  }
  'forget-kept': {
    readonly request: { readonly what: KeptSound }
    readonly result: { readonly outcome: 'done' } | Unsupported
  }
  /** Rings a user's own phones and moves their active desk call there (M97). */
  'push-call': {
    readonly request: { readonly userId: DocumentId; readonly legs: readonly DialLeg[]; readonly timeoutMs: number }
    readonly result: { readonly outcome: 'pushed' | 'no-call' | 'nobody-answered' }
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
    readonly result: { readonly outcome: 'armed' }
  }
  /**
   * The name that belongs to a caller's number (M91): as a list of the account has it (`listed`), else as a web address answers within a second; empty
   * ones are not asked. The call goes on without when nothing is found.
   */
  'look-up-name': {
    readonly request: { readonly number: string; readonly listed: string; readonly url: string }
    readonly result: { readonly outcome: 'found'; readonly name: string } | { readonly outcome: 'unknown' | 'failed' }
  }
  /**
   * A call for help goes out, under that number: people are told by mail and on the screen, and calls to that number ring whoever made it for a while.
   * Never waits. `screen`: nobody is to be mailed, or no mail leaves.
   */
  'tell-of-emergency': {
    readonly request: {
      /** As the carrier gets it. */
      readonly number: string
      readonly callerName: string
      readonly callerNumber: string
      /** What is registered for that number and goes along, in words; empty for nothing. */
      readonly address: string
      readonly emails: readonly string[]
    }
    readonly result: { readonly outcome: 'mailed' | 'screen' }
  }
  /** An agent's state in all queues, or one. */
  'set-agent': {
    readonly request: {
      readonly agentId: DocumentId
      readonly queueId?: DocumentId
      /** `ready`: the pause after a call is over. */
      readonly action: 'log-in' | 'log-out' | 'pause' | 'resume' | 'ready'
      readonly pauseMs?: number
      /** Why they pause, in the words of the account. */
      readonly reason?: string
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
