import { randomBytes } from 'node:crypto'
import type { MessagePort } from 'node:worker_threads'
import { HostedWork, type HostServices } from './hosted-work.ts'
import type { StreamParameters } from './media-engine.ts'
import { acrossThreads } from './partner-port.ts'
import { type Partner, RtpStream } from './rtp-stream.ts'
import type { SocketPair } from './socket-pair.ts'
import type { RelayedPacket } from './worker-messages.ts'

/** A stream with its sockets, files and ports. Whatever goes wrong in here ends this stream's work, not another's. */
export class HostedStream implements Partner {
  readonly streamId: string
  readonly work: HostedWork
  readonly #stream: RtpStream
  readonly #sockets: SocketPair
  #joinPort: MessagePort | undefined
  #isClosed = false

  constructor(streamId: string, sockets: SocketPair, services: HostServices) {
    this.streamId = streamId
    this.#sockets = sockets
    const random = randomBytes(10)
    this.#stream = new RtpStream({
      start: { ssrc: random.readUInt32BE(0), sequence: random.readUInt16BE(4), timestamp: random.readUInt32BE(6) },
      output: {
        send: (datagram, port, address) => this.#isClosed || sockets.rtp.send(datagram, port, address),
        sendRtcp: (datagram, port, address) => this.#isClosed || sockets.rtcp.send(datagram, port, address),
        onDigit: (digit) => services.report({ kind: 'digit', streamId, digit }),
        onSilentLine: () => services.report({ kind: 'silent', streamId }),
        onNeedsTicks: () => services.wakeClock(),
        count: (counter) => services.count(counter),
      },
    })
    this.work = new HostedWork(streamId, this.#stream, services)
    sockets.rtp.on('message', (datagram, from) => {
      this.#guard(() => this.#stream.receive(datagram, from.address, from.port, performance.now()))
    })
    sockets.rtcp.on('message', (datagram, from) => {
      this.#guard(() => this.#stream.receiveRtcp(datagram, from.address, from.port))
    })
  }

  get needsTicks(): boolean {
    return this.#stream.needsTicks
  }

  tick(nowMs: number, isMissed: boolean): void {
    this.#guard(() => this.#stream.tick(nowMs, isMissed))
  }

  checkSilence(nowMs: number): void {
    this.#guard(() => this.#stream.checkSilence(nowMs))
  }

  sendReport(nowMs: number, wallClockMs: number): void {
    this.#guard(() => this.#stream.report(nowMs, wallClockMs))
  }

  configure(parameters: StreamParameters): void {
    this.#stream.configure(parameters, performance.now())
  }

  watchSilence(timeoutMs: number): void {
    this.#stream.watchSilence(timeoutMs, performance.now())
  }

  sendDigits(digits: string): void {
    this.#stream.sendDigits(digits)
  }

  /** With another stream, or with its place in a mix. */
  join(partner: Partner): void {
    this.part()
    this.work.endLoading()
    this.#stream.join(partner)
  }

  /** The partner lives on another thread, at the far end of `port`. */
  joinAcross(port: MessagePort): void {
    this.join(acrossThreads(port, this))
    this.#joinPort = port
  }

  /** A packet for our far end. */
  deliver(packet: RelayedPacket, nowMs: number): void {
    this.#guard(() => this.#stream.deliver(packet, nowMs))
  }

  part(): void {
    this.#joinPort?.close()
    this.#joinPort = undefined
    this.#stream.part()
  }

  /** Resolves when its recordings are on disk. */
  async close(reason?: string): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#sockets.close()
    await this.#end(reason)
  }

  async #end(reason: string | undefined): Promise<void> {
    this.part()
    await this.work.end(reason)
  }

  #guard(step: () => void): void {
    try {
      step()
    } catch (error) {
      void this.#end(`media stream failed: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
}
