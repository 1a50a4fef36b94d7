import { HostedMixer } from './hosted-mixer.ts'
import { HostedStream, type Neighbours } from './hosted-stream.ts'
import type { HostServices } from './hosted-work.ts'
import type { PipePair } from './wire/packet-pipe.ts'
import { PeerPipes } from './wire/peer-pipes.ts'
import { SrtpPipes } from './wire/srtp-pipes.ts'
import { bindPair } from './wire/udp-pipes.ts'
import type { MixerDescription, StreamDescription, WorkerOrder } from './worker-messages.ts'

/** All streams and mixers of one worker, made to be what was described last. Binding takes a moment: what is described meanwhile waits for it. */
export class MediaHost {
  readonly #services: HostServices & Neighbours
  readonly #streams = new Map<string, HostedStream>()
  readonly #peerPipes = new PeerPipes()
  readonly #mixers = new Map<string, HostedMixer>()
  /** The newest description of each stream whose ports are being bound. */
  readonly #binding = new Map<string, StreamDescription>()
  /** Who is to be joined to a stream that is not open yet. */
  readonly #waiting = new Map<string, string>()

  constructor(services: HostServices) {
    this.#services = {
      ...services,
      streamOf: (streamId) => this.#streams.get(streamId),
      mixerOf: (mixerId) => this.#mixers.get(mixerId),
    }
  }

  get streams(): Iterable<HostedStream> {
    return this.#streams.values()
  }

  /** Every 20 ms; whether anybody needs the next. */
  tick(nowMs: number, isMissed: boolean): boolean {
    let isNeeded = false
    for (const all of [this.#mixers, this.#streams]) {
      for (const each of all.values()) {
        if (!each.needsTicks) continue
        isNeeded = true
        each.tick(nowMs, isMissed)
      }
    }
    return isNeeded
  }

  apply({ streams, mixers, gone }: Extract<WorkerOrder, { kind: 'apply' }>): void {
    for (const mixer of mixers) this.#applyMixer(mixer)
    const isKnown = ({ streamId }: StreamDescription) => this.#streams.has(streamId) || this.#binding.has(streamId)
    const known = streams.filter(isKnown)
    const added = streams.filter((stream) => !isKnown(stream))
    for (const description of known) this.#applyOne(description)
    // Before others are opened: one may get the ports of one that goes.
    for (const streamId of gone) this.#close(streamId)
    for (const description of added) this.#applyOne(description)
  }

  /** Resolves when all recordings are on disk. */
  async close(): Promise<void> {
    this.#binding.clear()
    const closing = [...this.#mixers.values(), ...this.#streams.values()].map((each) => each.close())
    this.#streams.clear()
    this.#mixers.clear()
    await Promise.all(closing)
    this.#peerPipes.close()
  }

  #applyMixer(description: MixerDescription): void {
    const { mixerId } = description
    const mixer = this.#mixers.get(mixerId) ?? new HostedMixer(mixerId, this.#services)
    this.#mixers.set(mixerId, mixer)
    mixer.apply(description)
  }

  #applyOne(description: StreamDescription): void {
    const { streamId, partner } = description
    if (partner?.kind === 'stream' && !this.#streams.has(partner.streamId))
      this.#waiting.set(partner.streamId, streamId)
    const stream = this.#streams.get(streamId)
    if (stream !== undefined) {
      stream.apply(description)
      return
    }
    const before = this.#binding.get(streamId)
    this.#binding.set(streamId, before === undefined ? description : bothOf(before, description))
    if (before === undefined) void this.#open(description)
  }

  async #open(wanted: StreamDescription): Promise<void> {
    const { streamId } = wanted
    try {
      const pipes = await this.#pipesFor(wanted)
      const description = this.#binding.get(streamId)
      if (description === undefined) {
        pipes.close() // closed meanwhile
        return
      }
      this.#binding.delete(streamId)
      const stream = new HostedStream(streamId, pipes, this.#services)
      this.#streams.set(streamId, stream)
      stream.apply(description)
      this.#connectWaiting(streamId)
      this.#services.report({ kind: 'opened', streamId })
    } catch (error) {
      this.#binding.delete(streamId)
      const { code = 'UNKNOWN', message } = error as NodeJS.ErrnoException // bind rejects with system errors
      this.#services.report({ kind: 'open-failed', streamId, code, message })
    }
  }

  /** The port of a browser is another process's to bind. */
  async #pipesFor({ localAddress, port, peer }: StreamDescription): Promise<PipePair> {
    if (peer !== undefined) return this.#peerPipes.open(peer.key, port, peer.processPort)
    return new SrtpPipes(await bindPair(localAddress, port), () => this.#services.count('malformedDropped'))
  }

  #connectWaiting(partnerId: string): void {
    this.#streams.get(this.#waiting.get(partnerId) ?? '')?.connect()
    this.#waiting.delete(partnerId)
  }

  /** A stream or a mixer. */
  #close(id: string): void {
    this.#binding.delete(id)
    this.#waiting.delete(id)
    const closed = this.#streams.get(id) ?? this.#mixers.get(id)
    this.#streams.delete(id)
    this.#mixers.delete(id)
    void closed?.close()
  }
}

/** The later one, and what the earlier had that is said once only. */
function bothOf(before: StreamDescription, later: StreamDescription): StreamDescription {
  const isSameChannel =
    before.partner?.kind === 'channel' &&
    later.partner?.kind === 'channel' &&
    before.partner.channelId === later.partner.channelId
  return {
    ...later,
    keys: [...before.keys, ...later.keys],
    ...(isSameChannel && { partner: before.partner }),
  }
}
