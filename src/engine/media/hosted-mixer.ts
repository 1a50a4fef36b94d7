import { randomBytes } from 'node:crypto'
import type { MessagePort } from 'node:worker_threads'
import type { HostedStream } from './hosted-stream.ts'
import { HostedWork, type HostServices } from './hosted-work.ts'
import type { MixFlags } from './media-engine.ts'
import { Mixer } from './graph/mixer.ts'
import { acrossThreads } from './partner-port.ts'
import type { Partner } from './rtp-stream.ts'
import type { ChannelDescription, MixerDescription } from './worker-messages.ts'

/** A mixer with its files and the ports of those whose streams live on other threads, made to be what is described. */
export class HostedMixer {
  readonly #mixer: Mixer
  readonly #work: HostedWork
  readonly #services: HostServices
  #flags = new Map<string, MixFlags>()
  readonly #channels = new Map<string, { readonly channelId: number; readonly port: MessagePort }>()

  constructor(mixerId: string, services: HostServices) {
    this.#services = services
    this.#mixer = new Mixer({
      ssrc: randomBytes(4).readUInt32BE(0),
      onSpeaking: (streamIds) => services.report({ kind: 'speaking', streamId: mixerId, streamIds }),
    })
    this.#work = new HostedWork(mixerId, this.#mixer, services)
  }

  get needsTicks(): boolean {
    return this.#mixer.needsTicks
  }

  tick(nowMs: number, isMissed: boolean): void {
    this.#mixer.tick(nowMs, isMissed)
    this.#work.noteProgress()
  }

  /** As often as one likes. Members of this thread come by themselves: see `admit`. */
  apply({ members, work }: MixerDescription): void {
    const before = this.#flags
    this.#flags = new Map(members.map(({ streamId, flags }) => [streamId, flags]))
    for (const streamId of before.keys()) if (!this.#flags.has(streamId)) this.leave(streamId)
    for (const { streamId, flags, channel } of members) {
      this.#mixer.change(streamId, flags)
      if (channel !== undefined) this.#admitAcross(streamId, flags, channel)
    }
    this.#work.apply(work)
    if (this.#mixer.needsTicks) this.#services.wakeClock()
  }

  /** A stream of this thread; what it says goes to the partner returned. Undefined when it is not to be in. */
  admit(stream: HostedStream): Partner | undefined {
    const flags = this.#flags.get(stream.streamId)
    if (flags === undefined) return undefined
    this.#services.wakeClock()
    return this.#mixer.add(stream.streamId, stream, flags)
  }

  leave(streamId: string): void {
    this.#mixer.remove(streamId)
    this.#channels.get(streamId)?.port.close()
    this.#channels.delete(streamId)
  }

  /** Resolves when its recordings are on disk. */
  async close(reason?: string): Promise<void> {
    for (const streamId of this.#flags.keys()) this.leave(streamId)
    await this.#work.end(reason)
  }

  /** Somebody whose stream lives on another thread. */
  #admitAcross(streamId: string, flags: MixFlags, { channelId, port }: ChannelDescription): void {
    if (this.#channels.get(streamId)?.channelId === channelId || port === undefined) return
    this.leave(streamId)
    // Who is in the mix is known only when there is where to deliver what they hear, and the other way round.
    const far: Partner = { deliver: (packet, nowMs) => out.deliver(packet, nowMs) }
    const party = this.#mixer.add(streamId, far, flags)
    const out = acrossThreads(port, party)
    this.#channels.set(streamId, { channelId, port })
  }
}
