import { randomInt } from 'node:crypto'
import type { HostedMixer } from './hosted-mixer.ts'
import { HostedWork, type HostServices } from './hosted-work.ts'
import { acrossThreads } from './partner-port.ts'
import { type Partner, RtpStream } from './rtp-stream.ts'
import type { StreamFigures } from './stream-figures.ts'
import type { PipePair } from './wire/packet-pipe.ts'
import type { PartnerDescription, RelayedPacket, StreamDescription } from './worker-messages.ts'

/** Others on the same thread; undefined until they are open. */
export interface Neighbours {
  streamOf(streamId: string): HostedStream | undefined
  mixerOf(mixerId: string): HostedMixer | undefined
}

/**
 * A stream with its pipes and files, made to do what its description says. Whatever goes wrong in here ends this stream's work, not another's.
 */
export class HostedStream implements Partner {
  readonly streamId: string
  readonly #work: HostedWork
  readonly #stream: RtpStream
  readonly #pipes: PipePair
  readonly #neighbours: Neighbours
  readonly #figures: StreamFigures
  /** Numbers of what was done last: see `StreamDescription`. */
  readonly #done = { configured: 0, silence: 0, keys: 0 }
  /** As described; `#joined` is what came of it. */
  #partner: PartnerDescription | undefined
  #joined: { readonly to: string | number; readonly leave: () => void } | undefined
  #isClosed = false

  constructor(streamId: string, pipes: PipePair, services: HostServices & Neighbours) {
    this.streamId = streamId
    this.#figures = services.figures
    this.#pipes = pipes
    this.#neighbours = services
    this.#stream = new RtpStream({
      start: { ssrc: randomInt(2 ** 32), sequence: randomInt(2 ** 16), timestamp: randomInt(2 ** 32) },
      output: {
        send: (datagram, port, address) => this.#isClosed || pipes.rtp.send(datagram, port, address),
        sendRtcp: (datagram, port, address) => this.#isClosed || pipes.rtcp.send(datagram, port, address),
        onDigit: (digit) => services.report({ kind: 'digit', streamId, digit }),
        onSilentLine: () => services.report({ kind: 'silent', streamId }),
        onNeedsTicks: () => services.wakeClock(),
        count: (counter) => services.count(counter),
      },
    })
    this.#work = new HostedWork(streamId, this.#stream, services)
    pipes.rtp.onPacket((datagram, address, port) => {
      this.#guard(() => this.#stream.receive(datagram, address, port, performance.now()))
    })
    pipes.rtcp.onPacket((datagram, address, port) => {
      this.#guard(() => this.#stream.receiveRtcp(datagram, address, port, performance.now()))
    })
  }

  get needsTicks(): boolean {
    return this.#stream.needsTicks
  }

  tick(nowMs: number, isMissed: boolean): void {
    this.#guard(() => {
      this.#stream.tick(nowMs, isMissed)
      this.#work.noteProgress()
    })
  }

  /** To be called a few times a second. */
  check(nowMs: number): void {
    this.#guard(() => {
      this.#stream.checkSilence(nowMs)
      this.#figures.write(this.#pipes.rtp.localPort, this.#stream.quality)
    })
  }

  sendReport(nowMs: number, wallClockMs: number): void {
    this.#guard(() => this.#stream.report(nowMs, wallClockMs))
  }

  /** As often as one likes. */
  apply({ configured, silence, partner, work, keys }: StreamDescription): void {
    this.#guard(() => {
      this.#pipes.sayWhere?.()
      if (configured !== undefined && this.#isNew('configured', configured.id)) {
        this.#pipes.secure?.(configured.parameters.srtp)
        this.#stream.configure(configured.parameters, performance.now())
      }
      if (silence !== undefined && this.#isNew('silence', silence.id)) {
        this.#stream.watchSilence(silence.timeoutMs, performance.now())
      }
      this.#partner = partner
      this.connect()
      this.#work.apply(work)
      for (const { id, digits } of keys) if (this.#isNew('keys', id)) this.#stream.sendDigits(digits)
    })
  }

  /** Joins it to whom it should be joined. Nothing happens when it is already, or when the partner is not open yet. */
  connect(): void {
    const partner = this.#partner
    const to = partner && placeOf(partner)
    if (this.#joined !== undefined && this.#joined.to === to) return
    this.#part()
    if (partner === undefined || to === undefined) return
    const found = this.#find(partner)
    if (found === undefined) return
    this.#joined = { to, leave: found.leave }
    this.#stream.join(found.partner)
  }

  /** A packet for our far end. */
  deliver(packet: RelayedPacket, nowMs: number): void {
    this.#guard(() => this.#stream.deliver(packet, nowMs))
  }

  /** Resolves when its recordings are on disk. */
  async close(reason?: string): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#pipes.close()
    await this.#end(reason)
  }

  #isNew(what: 'configured' | 'silence' | 'keys', id: number): boolean {
    if (id <= this.#done[what]) return false
    this.#done[what] = id
    return true
  }

  #find(partner: PartnerDescription): { readonly partner: Partner; readonly leave: () => void } | undefined {
    if (partner.kind === 'channel') {
      const { port } = partner
      return port && { partner: acrossThreads(port, this), leave: () => port.close() }
    }
    if (partner.kind === 'stream') {
      const stream = this.#neighbours.streamOf(partner.streamId)
      return stream && { partner: stream, leave: () => undefined }
    }
    const mixer = this.#neighbours.mixerOf(partner.mixerId)
    const place = mixer?.admit(this)
    return place && { partner: place, leave: () => mixer?.leave(this.streamId) }
  }

  #part(): void {
    this.#joined?.leave()
    this.#joined = undefined
    this.#stream.part()
  }

  async #end(reason: string | undefined): Promise<void> {
    this.#part()
    await this.#work.end(reason)
  }

  #guard(step: () => void): void {
    try {
      step()
    } catch (error) {
      void this.#end(`media stream failed: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
}

function placeOf(partner: PartnerDescription): string | number {
  if (partner.kind === 'channel') return partner.channelId
  return partner.kind === 'mix' ? partner.mixerId : partner.streamId
}
