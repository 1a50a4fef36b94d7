import type { MessagePort, Transferable } from 'node:worker_threads'
import { DescribedWork } from './described-work.ts'
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
import type { PlayProgress } from './play-progress.ts'
import type { WorkerLink } from './worker-link.ts'
import type { ChannelDescription, MixerDescription, WorkerReport } from './worker-messages.ts'

export type MixerReport = Extract<WorkerReport, { kind: 'speaking' | 'play-ended' | 'record-ended' }>

export interface EngineMixerOptions {
  readonly mixerId: string
  readonly cell: number
  readonly progress: PlayProgress
  readonly link: WorkerLink
  /** The engine's own stream behind that handle, free of joins and other mixes; undefined when it is closed. */
  readonly claim: (stream: MediaStream, by: EngineMixer) => EngineStream | undefined
  /** A channel to a stream on another worker. */
  readonly channel: () => { readonly channelId: number; readonly port1: MessagePort; readonly port2: MessagePort }
  readonly onClose: (mixer: EngineMixer) => void
}

interface Member {
  flags: MixFlags
  /** To its worker, when that is another. */
  channel?: ChannelDescription
}

/** The main thread's handle on a mixer that lives on a worker: holds who should be in it, and has it described to whichever worker is there. */
export class EngineMixer implements Mixer {
  readonly mixerId: string
  readonly link: WorkerLink
  readonly work: DescribedWork
  readonly #options: EngineMixerOptions
  readonly #members = new Map<EngineStream, Member>()
  #onSpeaking: (streamIds: readonly string[]) => void = () => undefined
  #isClosed = false

  constructor(options: EngineMixerOptions) {
    const { mixerId, cell, progress } = options
    this.mixerId = mixerId
    this.link = options.link
    this.#options = options
    this.work = new DescribedWork({ name: `mixer ${mixerId}`, cell, progress, onChange: () => this.#changed() })
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  describe(transfer: Transferable[]): MixerDescription {
    const members = [...this.#members].map(([{ streamId }, member]) => {
      const { flags, channel } = member
      if (channel?.port !== undefined) {
        transfer.push(channel.port)
        member.channel = { kind: 'channel', channelId: channel.channelId }
      }
      return { streamId, flags, ...(channel && { channel }) }
    })
    return { mixerId: this.mixerId, members, work: this.work.describe() }
  }

  set(stream: MediaStream, flags: MixFlags): void {
    if (this.#isClosed) return
    const known = this.#memberOf(stream)
    if (known) known[1].flags = flags
    else {
      const own = this.#options.claim(stream, this)
      if (own === undefined) return
      own.work.stopPlaying()
      const member = { flags }
      this.#members.set(own, member)
      this.#connect(own, member)
    }
    this.#changed()
  }

  remove(stream: MediaStream): void {
    const [member] = this.#memberOf(stream) ?? []
    if (member) this.release(member)
  }

  /** It is in nobody's mix from now on. */
  release(member: EngineStream): void {
    this.#members.get(member)?.channel?.port?.close() // no worker ever had it
    if (!this.#members.delete(member)) return
    member.joinTo(undefined)
    this.#changed()
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
    this.work.close()
    this.#isClosed = true
    this.link.gone(this.mixerId)
    this.#options.onClose(this)
  }

  receive(report: MixerReport): void {
    if (report.kind !== 'speaking') this.work.receive(report)
    else if (!this.#isClosed) this.#onSpeaking(report.streamIds)
  }

  /** A worker was replaced: this mixer's, with everybody in it, or that of some of those in it. */
  describeAgain(link: WorkerLink): void {
    if (this.#isClosed) return
    for (const [stream, member] of this.#members) {
      if (link === this.link || link === stream.link) this.#connect(stream, member)
    }
    this.#changed()
  }

  #memberOf({ streamId }: MediaStream): [EngineStream, Member] | undefined {
    return [...this.#members].find(([member]) => member.streamId === streamId)
  }

  #connect(stream: EngineStream, member: Member): void {
    if (stream.link === this.link) {
      stream.joinTo({ kind: 'mix', mixerId: this.mixerId })
      return
    }
    member.channel?.port?.close() // no worker ever had it
    const { channelId, port1, port2 } = this.#options.channel()
    member.channel = { kind: 'channel', channelId, port: port1 }
    stream.joinTo({ kind: 'channel', channelId, port: port2 })
  }

  #changed(): void {
    if (!this.#isClosed) this.link.mixerChanged(this)
  }
}
