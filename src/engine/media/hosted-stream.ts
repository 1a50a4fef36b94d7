import { randomBytes } from 'node:crypto'
import type { MessagePort } from 'node:worker_threads'
import type { AudioFileCache } from './audio-file-cache.ts'
import { FileRecording } from './file-recording.ts'
import type { AudioSource, StreamParameters } from './media-engine.ts'
import { type PlayableItem, Playlist } from './playlist.ts'
import { RtpStream } from './rtp-stream.ts'
import type { SocketPair } from './socket-pair.ts'
import type { CounterName, PlaybackEnd, RelayedPacket, WorkerOrder, WorkerReport } from './worker-messages.ts'

const SAMPLES_PER_MS = 8

export interface HostServices {
  readonly files: AudioFileCache
  report(report: WorkerReport): void
  count(counter: CounterName): void
  wakeClock(): void
}

/** A stream with its sockets, files and ports. Whatever goes wrong in here ends this stream's work, not another's. */
export class HostedStream {
  readonly streamId: string
  readonly #stream: RtpStream
  readonly #sockets: SocketPair
  readonly #services: HostServices
  readonly #recordings = new Map<number, FileRecording>()
  #playId: number | undefined
  #joinPort: MessagePort | undefined
  #isClosed = false

  constructor(streamId: string, sockets: SocketPair, services: HostServices) {
    this.streamId = streamId
    this.#sockets = sockets
    this.#services = services
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

  async play(order: Extract<WorkerOrder, { kind: 'play' }>): Promise<void> {
    const { playId } = order
    this.#endLoading()
    this.#stream.stopPlayback('stopped')
    this.#playId = playId
    const items = await this.#load(order.sources)
    if (this.#playId !== playId) return // stopped or replaced meanwhile, and reported
    if (typeof items === 'string') {
      this.#reportPlayEnd(playId, { error: items })
      return
    }
    this.#playId = undefined
    this.#playing = playId
    const playlist = new Playlist(items, order.loop, Math.round(order.startAtMs * SAMPLES_PER_MS))
    const reachedMs = () => Math.round(playlist.reached / SAMPLES_PER_MS)
    this.#stream.play(playlist, (end) => this.#reportPlayEnd(playId, end, reachedMs()))
  }

  #playing: number | undefined

  stopPlay(playId: number): void {
    if (this.#playId === playId) this.#endLoading()
    else if (this.#playing === playId) this.#stream.stopPlayback('stopped')
  }

  record(order: Extract<WorkerOrder, { kind: 'record' }>): void {
    const { recordId, streamId } = order
    const recording = new FileRecording({
      ...order.options,
      isJoined: order.isJoined,
      onEnd: (end) => {
        this.#recordings.delete(recordId)
        this.#stream.removeSink(recording)
        this.#services.report({ kind: 'record-ended', streamId, recordId, end })
      },
    })
    this.#recordings.set(recordId, recording)
    this.#stream.addSink(recording)
  }

  stopRecord(recordId: number): void {
    void this.#recordings.get(recordId)?.finish('stopped')
  }

  join(partner: HostedStream): void {
    this.part()
    this.#endLoading()
    this.#stream.join(partner.#stream)
  }

  /** The partner lives on another thread, at the far end of `port`. */
  joinAcross(port: MessagePort): void {
    this.part()
    this.#endLoading()
    this.#joinPort = port
    port.on('message', (packet: RelayedPacket) => {
      this.#guard(() => this.#stream.deliver(packet, performance.now()))
    })
    this.#stream.join({
      // The view may sit in a larger buffer, which would be copied whole.
      deliver: (packet) => port.postMessage({ ...packet, payload: new Uint8Array(packet.payload) }),
    })
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
    await this.#endWork('closed', reason)
  }

  async #load(sources: readonly AudioSource[]): Promise<PlayableItem[] | string> {
    const items: PlayableItem[] = []
    for (const source of sources) {
      if (source.kind !== 'file') {
        items.push(source)
        continue
      }
      const file = await this.#services.files.load(source.path)
      if (!file.ok) return file.error
      items.push({ kind: 'samples', samples: file.samples })
    }
    return items
  }

  /** A playback whose files are still being read. */
  #endLoading(): void {
    const playId = this.#playId
    this.#playId = undefined
    if (playId !== undefined) this.#reportPlayEnd(playId, 'stopped')
  }

  #reportPlayEnd(playId: number, end: PlaybackEnd, reachedMs = 0): void {
    if (this.#playId === playId) this.#playId = undefined
    if (this.#playing === playId) this.#playing = undefined
    this.#services.report({ kind: 'play-ended', streamId: this.streamId, playId, end, reachedMs })
  }

  async #endWork(endedBy: 'closed', reason: string | undefined): Promise<void> {
    this.part()
    this.#endLoading()
    this.#stream.stopPlayback(reason === undefined ? 'stopped' : { error: reason })
    await Promise.all([...this.#recordings.values()].map((recording) => recording.finish(endedBy, reason)))
  }

  #guard(step: () => void): void {
    try {
      step()
    } catch (error) {
      void this.#endWork('closed', `media stream failed: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
}
