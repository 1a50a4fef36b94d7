import type { MessagePort } from 'node:worker_threads'
import type { AudioCodec, AudioSource, MixFlags, RecordOptions, StreamParameters } from './media-engine.ts'

/** Main thread to worker. Orders about streams that are gone are ignored. */
export type WorkerOrder =
  | {
      readonly kind: 'open'
      readonly streamId: string
      readonly localAddress: string
      readonly port: number
    }
  | { readonly kind: 'configure'; readonly streamId: string; readonly parameters: StreamParameters }
  | {
      readonly kind: 'play'
      readonly streamId: string
      readonly playId: number
      readonly sources: readonly AudioSource[]
      readonly loop: boolean
      readonly startAtMs: number
    }
  | { readonly kind: 'stop-play'; readonly streamId: string; readonly playId: number }
  | {
      readonly kind: 'record'
      readonly streamId: string
      readonly recordId: number
      readonly isJoined: boolean
      readonly options: RecordOptions
    }
  | { readonly kind: 'stop-record'; readonly streamId: string; readonly recordId: number }
  /** `partner` on the same worker, else `port` to the partner's worker. */
  | {
      readonly kind: 'join'
      readonly streamId: string
      readonly partner: { readonly streamId: string } | { readonly port: MessagePort }
    }
  | { readonly kind: 'part'; readonly streamId: string }
  /** Playing, recording and closing are told to a mixer as to a stream, by its id. */
  | { readonly kind: 'open-mixer'; readonly streamId: string }
  /** `member` on the mixer's worker, or at the far end of `port`; it is in no other mix and joined to nobody. */
  | {
      readonly kind: 'mix'
      readonly streamId: string
      readonly member: string
      readonly flags: MixFlags
      readonly port?: MessagePort
    }
  | { readonly kind: 'change-mix'; readonly streamId: string; readonly member: string; readonly flags: MixFlags }
  | { readonly kind: 'unmix'; readonly streamId: string; readonly member: string }
  | { readonly kind: 'send-digits'; readonly streamId: string; readonly digits: string }
  | { readonly kind: 'watch-silence'; readonly streamId: string; readonly timeoutMs: number }
  | { readonly kind: 'close'; readonly streamId: string }
  | { readonly kind: 'quit' }

export type PlaybackEnd = 'completed' | 'stopped' | { readonly error: string }

export interface RecordingEnd {
  readonly durationMs: number
  readonly endedBy: 'stopped' | 'limit' | 'silence' | 'closed'
  readonly error?: string
}

/** Worker to main thread. */
export type WorkerReport =
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
  readonly content: AudioCodec | 'telephone-event'
  readonly ssrc: number
  readonly sequence: number
  readonly timestamp: number
  readonly marker: boolean
  readonly payload: Uint8Array
}
