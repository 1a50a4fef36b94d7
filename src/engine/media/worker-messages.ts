import type { MessagePort } from 'node:worker_threads'
import type { StreamKey } from './wire/keyed-datagrams.ts'
import type { AudioCodec, AudioSource, MixFlags, RecordOptions, StreamParameters } from './media-engine.ts'

/**
 * Main thread to worker: what should be, all that changed in a turn at once. Told twice, it is as if told once; told to a thread that knows nothing yet,
 * what went on before goes on there.
 */
export type WorkerOrder =
  | {
      readonly kind: 'apply'
      readonly streams: readonly StreamDescription[]
      readonly mixers: readonly MixerDescription[]
      /** Streams and mixers that are closed: they end what they do, and their ports are free. */
      readonly gone: readonly string[]
    }
  | { readonly kind: 'quit' }

/** All that a stream should be doing. Numbers grow with each order: what has a number that was seen already is not begun again. */
export interface StreamDescription {
  readonly streamId: string
  readonly localAddress: string
  readonly port: number
  /** Of a browser: its packets come and go through the process that has its ICE and DTLS-SRTP. */
  readonly peer?: { readonly key: StreamKey; readonly processPort: number }
  readonly configured?: { readonly id: number; readonly parameters: StreamParameters }
  readonly silence?: { readonly id: number; readonly timeoutMs: number }
  readonly partner?: PartnerDescription
  readonly work: WorkDescription
  /** In each turn the new ones only: keys are sent once or not at all. */
  readonly keys: readonly { readonly id: number; readonly digits: string }[]
}

/** A stream or a mix on the same worker, else whichever of them is at the far end of a channel. */
export type PartnerDescription =
  | { readonly kind: 'stream'; readonly streamId: string }
  | { readonly kind: 'mix'; readonly mixerId: string }
  | ChannelDescription

/** Between two workers. Its `port` comes with the first description of it. */
export interface ChannelDescription {
  readonly kind: 'channel'
  readonly channelId: number
  readonly port?: MessagePort
}

export interface MixerDescription {
  readonly mixerId: string
  /** Everybody who is in it. Whoever is on the same worker names it as their partner. */
  readonly members: readonly {
    readonly streamId: string
    readonly flags: MixFlags
    /** For those on another worker. */
    readonly channel?: ChannelDescription
  }[]
  readonly work: WorkDescription
}

/** What plays to, and is recorded of, a stream or a mix. */
export interface WorkDescription {
  /** Of `PlayProgress`. */
  readonly cell: number
  readonly play?: PlayDescription
  /** All that were not reported as ended. */
  readonly recordings: readonly RecordingDescription[]
}

export interface PlayDescription {
  readonly playId: number
  readonly sources: readonly AudioSource[]
  readonly loop: boolean
  readonly startAtMs: number
  /** Samples that another thread played before it died, all rounds counted. */
  readonly reached?: number
}

export interface RecordingDescription {
  readonly recordId: number
  /** Both directions, or the far end alone. */
  readonly isJoined: boolean
  readonly options: RecordOptions
  /** Another thread wrote the beginning of the file before it died. */
  readonly isContinued: boolean
  /** Silence is written for now. */
  readonly isPaused: boolean
  /** To be ended now, and reported. */
  readonly isOver: boolean
}

export type PlaybackEnd = 'completed' | 'stopped' | { readonly error: string }

export interface RecordingEnd {
  readonly durationMs: number
  readonly endedBy: 'stopped' | 'limit' | 'silence' | 'closed'
  readonly error?: string
}

/** Worker to main thread. */
export type WorkerReport =
  /** The thread runs and takes orders. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'opened'; readonly streamId: string }
  | { readonly kind: 'open-failed'; readonly streamId: string; readonly code: string; readonly message: string }
  | { readonly kind: 'digit'; readonly streamId: string; readonly digit: string }
  | { readonly kind: 'silent'; readonly streamId: string }
  /** In the mix of that id. */
  | { readonly kind: 'speaking'; readonly streamId: string; readonly streamIds: readonly string[] }
  | {
      readonly kind: 'play-ended'
      readonly streamId: string
      readonly playId: number
      readonly end: PlaybackEnd
      readonly reachedMs: number
    }
  | { readonly kind: 'record-ended'; readonly streamId: string; readonly recordId: number; readonly end: RecordingEnd }
  /** All recordings are on disk; the thread may be ended. */
  | { readonly kind: 'quitting' }

export interface WorkerData {
  /** Float64 cells in shared memory, in the order of `counterNames`; one writer, the worker. */
  readonly counters: SharedArrayBuffer
  /** See `PlayProgress`. */
  readonly progress: SharedArrayBuffer
  /** See `StreamFigures`. */
  readonly figures: SharedArrayBuffer
}

export const counterNames = [
  'packetsReceived',
  'packetsSent',
  'malformedDropped',
  'foreignSourceDropped',
  'rtcpReceived',
] as const
export type CounterName = (typeof counterNames)[number]

/** A packet handed from one joined stream to the other. */
export interface RelayedPacket {
  readonly content: AudioCodec | 'telephone-event' | 'comfort-noise'
  readonly ssrc: number
  readonly sequence: number
  readonly timestamp: number
  readonly marker: boolean
  readonly payload: Uint8Array
}
