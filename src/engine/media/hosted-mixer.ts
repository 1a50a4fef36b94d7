import { randomBytes } from 'node:crypto'
import type { MessagePort } from 'node:worker_threads'
import { HostedWork, type HostServices } from './hosted-work.ts'
import type { MixFlags } from './media-engine.ts'
import { Mixer } from './mixer.ts'
import { acrossThreads } from './partner-port.ts'
import type { HostedStream } from './hosted-stream.ts'

/** A mixer with its files and the ports of those whose streams live on other threads. */
export class HostedMixer {
  readonly work: HostedWork
  readonly #mixer: Mixer
  readonly #services: HostServices
  readonly #here = new Map<string, HostedStream>()
  readonly #ports = new Map<string, MessagePort>()

  constructor(mixerId: string, services: HostServices) {
    this.#services = services
    this.#mixer = new Mixer({
      ssrc: randomBytes(4).readUInt32BE(0),
      onSpeaking: (streamIds) => services.report({ kind: 'speaking', streamId: mixerId, streamIds }),
    })
    this.work = new HostedWork(mixerId, this.#mixer, services)
  }

  get needsTicks(): boolean {
    return this.#mixer.needsTicks
  }

  tick(nowMs: number, isMissed: boolean): void {
    this.#mixer.tick(nowMs, isMissed)
  }

  wake(): void {
    if (this.#mixer.needsTicks) this.#services.wakeClock()
  }

  add(stream: HostedStream, flags: MixFlags): void {
    stream.join(this.#mixer.add(stream.streamId, stream, flags))
    this.#here.set(stream.streamId, stream)
  }

  /** Somebody whose stream lives on another thread, at the far end of `port`. */
  addAcross(streamId: string, port: MessagePort, flags: MixFlags): void {
    this.remove(streamId)
    // Who is in the mix is known only when there is where to deliver what they hear, and the other way round.
    const far = {
      deliver: (packet: Parameters<HostedStream['deliver']>[0], nowMs: number) => out.deliver(packet, nowMs),
    }
    const party = this.#mixer.add(streamId, far, flags)
    const out = acrossThreads(port, party)
    this.#ports.set(streamId, port)
  }

  change(streamId: string, flags: MixFlags): void {
    this.#mixer.change(streamId, flags)
  }

  remove(streamId: string): void {
    this.#mixer.remove(streamId)
    this.#here.get(streamId)?.part()
    this.#here.delete(streamId)
    this.#ports.get(streamId)?.close()
    this.#ports.delete(streamId)
  }

  /** Resolves when its recordings are on disk. */
  async close(reason?: string): Promise<void> {
    for (const streamId of [...this.#here.keys(), ...this.#ports.keys()]) this.remove(streamId)
    await this.work.end(reason)
  }
}
