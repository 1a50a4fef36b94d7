import { type HostServices, HostedStream } from './hosted-stream.ts'
import { bindPair } from './socket-pair.ts'
import type { StreamDescription, WorkerOrder } from './worker-messages.ts'

/** All streams of one worker, made to be what was described last. Binding takes a moment: what is described meanwhile waits for it. */
export class StreamHost {
  readonly #services: HostServices
  readonly #streams = new Map<string, HostedStream>()
  /** The newest description of each stream whose ports are being bound. */
  readonly #binding = new Map<string, StreamDescription>()
  /** Who is to be joined to a stream that is not open yet. */
  readonly #waiting = new Map<string, string>()

  constructor(services: Omit<HostServices, 'streamOf'>) {
    this.#services = { ...services, streamOf: (streamId) => this.#streams.get(streamId) }
  }

  get streams(): Iterable<HostedStream> {
    return this.#streams.values()
  }

  apply({ streams, gone }: Extract<WorkerOrder, { kind: 'apply' }>): void {
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
    const closing = [...this.#streams.values()].map((stream) => stream.close())
    this.#streams.clear()
    await Promise.all(closing)
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

  async #open({ streamId, localAddress, port }: StreamDescription): Promise<void> {
    try {
      const sockets = await bindPair(localAddress, port)
      const description = this.#binding.get(streamId)
      if (description === undefined) {
        sockets.close() // closed meanwhile
        return
      }
      this.#binding.delete(streamId)
      const stream = new HostedStream(description, sockets, this.#services)
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

  #connectWaiting(partnerId: string): void {
    this.#streams.get(this.#waiting.get(partnerId) ?? '')?.connect()
    this.#waiting.delete(partnerId)
  }

  #close(streamId: string): void {
    this.#binding.delete(streamId)
    this.#waiting.delete(streamId)
    const stream = this.#streams.get(streamId)
    this.#streams.delete(streamId)
    void stream?.close()
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
