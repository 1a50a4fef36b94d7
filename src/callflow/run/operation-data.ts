import type { DocumentId } from '../design/kind.ts'

/** Something a caller can be played. */
export type Sound =
  | { readonly kind: 'media'; readonly mediaId: DocumentId }
  /** A system prompt by Kazoo's id, e.g. `vm-record_message`; files in `resources/prompts/<language>`. */
  | { readonly kind: 'prompt'; readonly promptId: string }
  /** Digits and `*`, `#`, `+` spoken one by one. */
  | { readonly kind: 'digits'; readonly text: string }
  | { readonly kind: 'tone'; readonly tone: 'ringback' | 'busy' | 'congestion' | 'beep' | 'dial' }
  | { readonly kind: 'silence'; readonly durationMs: number }
  | { readonly kind: 'recording'; readonly recordingId: string }
  /** A voicemail message. */
  | { readonly kind: 'message'; readonly messageId: string }
  /** Something recorded by phone: a greeting, a spoken name. */
  | { readonly kind: 'kept'; readonly what: KeptSound }
  /** Text to speech. */
  | {
      readonly kind: 'speech'
      readonly text: string
      readonly language: string
      readonly voice: 'default' | 'female' | 'male'
    }
  /** A sound at an address of the web (a pivot's answer may name one). */
  | { readonly kind: 'web'; readonly url: string }
  /** The account's hold music when no media is named. */
  | { readonly kind: 'hold-music'; readonly mediaId?: DocumentId }

export interface DialLeg {
  readonly target:
    | { readonly kind: 'device'; readonly deviceId: DocumentId }
    | { readonly kind: 'number'; readonly number: string; readonly trunkId?: DocumentId }
  /** Whose call this is, for presence, histories and queue statistics. */
  readonly userId?: DocumentId
  readonly delayMs: number
  readonly timeoutMs: number
  /**
   * Where another way waits: without any response within this time (RFC 3261 §17.2.1: a 100 comes within 200 ms) the leg is unavailable. Absent: as
   * long as the transaction takes, 32 s.
   */
  readonly respondsWithinMs?: number
  /**
   * Trunks by which the leg goes on, in their order, when the one of its target is not there, has no circuit or cannot speak as we do: of a leg that rings
   * beside others, where the script cannot dial again.
   */
  readonly orTrunkIds?: readonly DocumentId[]
  /** The answering person must press 1 within 7 s (M80). */
  readonly requireKeypress: boolean
  /** What the called phone shows, after the whole M24b pipeline. */
  readonly callerName: string
  readonly callerNumber: string
  /** The number that a carrier is told although nobody is shown it (RFC 3325 §7); absent when what is shown is all there is. */
  readonly assertedNumber?: string
  /** `Alert-Info` of this phone, over that of the whole dial (M29 `ringtones`). */
  readonly alertInfo?: string
  /** Rings only while none of these phones is registered; otherwise it counts as `unregistered` (M88b `failover`). */
  readonly whenUnregistered?: readonly DocumentId[]
  /** The person or phone whose forwarding this is; histories say so (M88b). */
  readonly forwardedBy?: DocumentId
  /** The caller hears what the number plays before it is answered, in place of ringing (M88b). Never with a key press: that may be a mailbox (M80). */
  readonly earlyMedia?: boolean
  /** It rings however many calls the phone has: whoever called for help is called back. */
  readonly isUrgent?: true
}

/**
 * Why a dial failed; each is also a branch name. From SIP: 486 and 600 busy, 403 and 603 rejected, 408, 480 and our own time-out
 * no-answer, no binding at all unregistered, everything else unavailable.
 */
export type DialCause = 'busy' | 'no-answer' | 'rejected' | 'unavailable' | 'unregistered'

export interface FreeAgent {
  readonly agentId: DocumentId
  /** Epoch ms of the end of the last queue call; 0 = none yet. */
  readonly idleSinceMs: number
  /** Epoch ms this agent was last offered a call; 0 = never. */
  readonly lastOfferedMs: number
  /** 1, where it does not say: who is asked first. */
  readonly level?: number
}

export type CallerIdEdit =
  | {
      readonly kind: 'prepend'
      readonly namePrefix: string
      readonly numberPrefix: string
      readonly applyTo: 'original' | 'current'
    }
  | { readonly kind: 'reset-prepend' }
  /** Replaces name and number; empty strings leave what is there (M24b "rewrite"). */
  | { readonly kind: 'rewrite'; readonly name: string; readonly number: string }
  /** Stands in for the caller's own from here on; empty strings leave what is there (M24b "dynamic_cid"). */
  | { readonly kind: 'dynamic'; readonly name: string; readonly number: string }
  | { readonly kind: 'privacy'; readonly mode: 'none' | 'name' | 'number' | 'full' }

/** What a call carries from step to step. */
export type CallEdit =
  | {
      readonly kind: 'set-variable'
      readonly variable: string
      readonly value: string
      /** Others are told of it too: web addresses that are asked about the call. */
      readonly exported?: true
    }
  | { readonly kind: 'set-language'; readonly language: string }
  | { readonly kind: 'set-alert-info'; readonly alertInfo: string }
  | { readonly kind: 'set-priority'; readonly priority: number }
  /** From here on the call is that person's, under that name and number (M38). */
  | {
      readonly kind: 'set-identity'
      readonly userId: DocumentId
      readonly name: string
      readonly number: string
      /** As from that phone of theirs (empty: from none), under the caller IDs they have there inside and outside (M96). */
      readonly atPhone?: DocumentId
    }

export interface MailboxMessage {
  readonly messageId: string
  readonly isNew: boolean
  readonly receivedMs: number
  readonly durationMs: number
  readonly callerName: string
  readonly callerNumber: string
}

/** How a call is recorded (M44). */
export interface RecordingOrder {
  /** Part of the file name, and sent along. */
  readonly label: string
  /** The whole file name without its ending; empty: made of the call's id and the label. */
  readonly mediaName: string
  readonly format: 'wav' | 'mp3'
  readonly maxDurationMs: number
  /** Shorter ones are deleted. */
  readonly minDurationMs: number
  /** Where the file is sent once it is complete; empty keeps it. `{...}` parts are filled in for each call (`recording-address.ts`). */
  readonly url: string
  readonly method: 'put' | 'post'
  readonly sampleRateHz: 8_000 | 16_000
  readonly startsOn: 'now' | 'answer' | 'bridge'
  /** Goes on when the call is transferred. */
  readonly followsTransfer: boolean
}

/**
 * `waiting`: for the answer or for the first conversation. The last three come later, and only on live calls, as further results of the same
 * operation. So does `failed`, when the file or the sound could not be had.
 */
export type RecordingOutcome =
  | { readonly outcome: 'started' | 'waiting' | 'already-running' | 'no-space' | 'failed' }
  /** Silence is recorded from here on, and what is said again. */
  | { readonly outcome: 'paused' | 'resumed' }
  | { readonly outcome: 'deleted'; readonly durationMs: number }
  | { readonly outcome: 'sent'; readonly status: number; readonly tries: number }
  | { readonly outcome: 'not-sent'; readonly why: string; readonly tries: number }

/** Where a recording made by phone belongs. */
export type KeptSound =
  | { readonly kind: 'mailbox-greeting' | 'mailbox-temporary-greeting' | 'mailbox-name'; readonly id: DocumentId }
  | { readonly kind: 'menu-greeting'; readonly id: DocumentId }

/** What a PIN opens. Of a DISA step the id is that of its flow, of a hot desk that of its user. */
export interface PinGuarded {
  readonly kind: 'mailbox' | 'conference' | 'portal' | 'disa' | 'hot-desk' | 'menu'
  readonly id: DocumentId
}

export interface StateKey {
  /** `account`: calls for help (`engine/services/emergencies.ts`). */
  readonly scope:
    | 'account'
    | 'schedule-rule'
    | 'user'
    | 'device'
    | 'mailbox'
    | 'menu'
    | 'queue'
    | 'callflow'
    | 'trunk'
    | 'presence'
  readonly id: DocumentId
  /** What about it: `forced`, `do-not-disturb`, `forward-to` ... */
  readonly name: string
}

export type StateValue = string | number | boolean

/** How somebody takes part in a conversation that is not theirs. */
export type SupervisionManner = 'listen' | 'whisper' | 'barge'

/** How a caller's stay in a queue ended. `gone`: hung up, or the call was taken away. `callback`: the place is kept for a call back. */
export type StayEnd = 'answered' | 'forwarded' | 'exit-key' | 'timeout' | 'callback' | 'gone'
