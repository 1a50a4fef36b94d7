import { MessageChannel } from 'node:worker_threads'
import type { EngineStream } from './engine-stream.ts'
import type {
  AudioSource,
  MediaStream,
  MixFlags,
  Mixer,
  Playback,
  PlayOptions,
  Recording,
  RecordOptions,
} from './media-engine.ts'
import { OrderedWork } from './ordered-work.ts'
import type { WorkerLink } from './worker-link.ts'
import type { WorkerReport } from './worker-messages.ts'

export type MixerReport = Extract<WorkerReport, { kind: 'speaking' | 'play-ended' | 'record-ended' }>

export interface EngineMixerOptions {
  readonly mixerId: string
  readonly link: WorkerLink
  /** The engine's own stream behind that handle, free of joins and other mixes; undefined when it is closed. */
  readonly claim: (stream: MediaStream, by: EngineMixer) => EngineStream | undefined
  readonly onClose: (mixer: EngineMixer) => void
}

/** The main thread's handle on a mixer that lives on a worker; remembers who is in it, for a worker that replaces a dead one. */
export class EngineMixer implements Mixer {
  readonly mixerId: string
  readonly link: WorkerLink
  readonly work: OrderedWork
  readonly #options: EngineMixerOptions
  readonly #members = new Map<EngineStream, MixFlags>()
  #onSpeaking: (streamIds: readonly string[]) => void = () => undefined
  #isClosed = false

  constructor(options: EngineMixerOptions) {
    this.mixerId = options.mixerId
    this.link = options.link
    this.work = new OrderedWork(options.mixerId, options.link)
    this.#options = options
    this.#open()
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  set(stream: MediaStream, flags: MixFlags): void {
    if (this.#isClosed) return
    const known = [...this.#members.keys()].find(({ streamId }) => streamId === stream.streamId)
    if (known) {
      this.#members.set(known, flags)
      this.link.post({ kind: 'change-mix', streamId: this.mixerId, member: known.streamId, flags })
      return
    }
    const own = this.#options.claim(stream, this)
    if (own === undefined) return
    this.#members.set(own, flags)
    this.#connect(own, flags)
  }

  remove(stream: MediaStream): void {
    const member = [...this.#members.keys()].find(({ streamId }) => streamId === stream.streamId)
    if (member) this.release(member)
  }

  /** It is in nobody's mix from now on. */
  release(member: EngineStream): void {
    if (!this.#members.delete(member)) return
    this.link.post({ kind: 'unmix', streamId: this.mixerId, member: member.streamId })
    if (member.link !== this.link) member.link.post({ kind: 'part', streamId: member.streamId })
  }

  play(sources: readonly AudioSource[], options?: PlayOptions): Playback {
    return this.work.play(sources, options)
  }

  onSpeaking(listener: (streamIds: readonly string[]) => void): () => void {
    this.#onSpeaking = listener
    return () => {
      if (this.#onSpeaking === listener) this.#onSpeaking = () => undefined
    }
  }

  record(options: RecordOptions): Recording {
    return this.work.record(options, true)
  }

  close(): void {
    if (this.#isClosed) return
    for (const member of this.#members.keys()) this.release(member)
    this.#isClosed = true
    this.work.close()
    this.link.post({ kind: 'close', streamId: this.mixerId })
    this.#options.onClose(this)
  }

  receive(report: MixerReport): void {
    if (report.kind !== 'speaking') this.work.receive(report)
    else if (!this.#isClosed) this.#onSpeaking(report.streamIds)
  }

  /** A worker was replaced: this mixer's, with everybody in it, or that of some of those in it. */
  restore(link: WorkerLink): void {
    if (this.#isClosed) return
    if (link === this.link) this.#open()
    for (const [member, flags] of this.#members) {
      if (link === this.link || link === member.link) this.#connect(member, flags)
    }
  }

  #open(): void {
    this.link.post({ kind: 'open-mixer', streamId: this.mixerId })
  }

  #connect(stream: EngineStream, flags: MixFlags): void {
    const about = { kind: 'mix', streamId: this.mixerId, member: stream.streamId, flags } as const
    if (stream.link === this.link) {
      this.link.post(about)
      return
    }
    const { port1, port2 } = new MessageChannel()
    this.link.post({ ...about, port: port1 }, [port1])
    stream.link.post({ kind: 'join', streamId: stream.streamId, partner: { port: port2 } }, [port2])
  }
}
