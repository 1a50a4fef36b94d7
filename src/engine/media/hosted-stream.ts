import { randomBytes } from 'node:crypto'
import type { MessagePort } from 'node:worker_threads'
import type { AudioFileCache } from './audio-file-cache.ts'
import { FileRecording } from './file-recording.ts'
import type { AudioSource } from './media-engine.ts'
import type { PlayProgress } from './play-progress.ts'
import { type PlayableItem, Playlist } from './playlist.ts'
import { RtpStream } from './rtp-stream.ts'
import type { SocketPair } from './socket-pair.ts'
import type {
  CounterName,
  PartnerDescription,
  PlaybackEnd,
  PlayDescription,
  RecordingDescription,
  RelayedPacket,
  StreamDescription,
  WorkerReport,
} from './worker-messages.ts'

const SAMPLES_PER_MS = 8

export interface HostServices {
  readonly files: AudioFileCache
  readonly progress: PlayProgress
  report(report: WorkerReport): void
  count(counter: CounterName): void
  wakeClock(): void
  /** Undefined until it is open. */
  streamOf(streamId: string): HostedStream | undefined
}

/** A playback whose files are read, or that is heard. */
interface HostedPlayback {
  readonly wanted: PlayDescription
  playlist?: Playlist
}

/**
 * A stream with its sockets, files and ports, made to do what its description says. Whatever goes wrong in here ends this stream's work, not another's.
 */
export class HostedStream {
  readonly streamId: string
  readonly #port: number
  readonly #stream: RtpStream
  readonly #sockets: SocketPair
  readonly #services: HostServices
  readonly #recordings = new Map<number, FileRecording>()
  /** Numbers of what was done last: see `StreamDescription`. */
  readonly #done = { configured: 0, silence: 0, play: 0, recording: 0, keys: 0 }
  #playback: HostedPlayback | undefined
  /** As described; `#joined` is what came of it. */
  #partner: PartnerDescription | undefined
  #joined: { readonly to: string | number; readonly port?: MessagePort } | undefined
  #isClosed = false

  constructor(description: StreamDescription, sockets: SocketPair, services: HostServices) {
    const { streamId, port } = description
    this.streamId = streamId
    this.#port = port
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
    this.#guard(() => {
      this.#stream.tick(nowMs, isMissed)
      this.#noteProgress()
    })
  }

  checkSilence(nowMs: number): void {
    this.#guard(() => this.#stream.checkSilence(nowMs))
  }

  sendReport(nowMs: number, wallClockMs: number): void {
    this.#guard(() => this.#stream.report(nowMs, wallClockMs))
  }

  /** As often as one likes. */
  apply(wanted: StreamDescription): void {
    this.#guard(() => {
      const { configured, silence } = wanted
      if (configured !== undefined && this.#isNew('configured', configured.id)) {
        this.#stream.configure(configured.parameters, performance.now())
      }
      if (silence !== undefined && this.#isNew('silence', silence.id)) {
        this.#stream.watchSilence(silence.timeoutMs, performance.now())
      }
      this.#partner = wanted.partner
      this.connect()
      this.#applyPlay(wanted.play)
      for (const recording of wanted.recordings) this.#applyRecording(recording)
      for (const { id, digits } of wanted.keys) if (this.#isNew('keys', id)) this.#stream.sendDigits(digits)
    })
  }

  /** Joins it to whom it should be joined. Nothing happens when it is already, or when the partner is not open yet. */
  connect(): void {
    const partner = this.#partner
    if (partner === undefined) {
      this.#part()
      return
    }
    const to = partner.kind === 'stream' ? partner.streamId : partner.channelId
    if (this.#joined?.to === to) return
    this.#part()
    if (partner.kind === 'channel') {
      if (partner.port !== undefined) this.#joinAcross(partner.channelId, partner.port)
      return
    }
    const other = this.#services.streamOf(partner.streamId)
    if (other === undefined) return
    this.#joined = { to }
    this.#stream.join(other.#stream)
  }

  /** Resolves when its recordings are on disk. */
  async close(reason?: string): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#sockets.close()
    await this.#endWork('closed', reason)
  }

  #isNew(what: 'configured' | 'silence' | 'play' | 'recording' | 'keys', id: number): boolean {
    if (id <= this.#done[what]) return false
    this.#done[what] = id
    return true
  }

  #applyPlay(wanted: PlayDescription | undefined): void {
    if (this.#playback !== undefined && this.#playback.wanted.playId !== wanted?.playId) this.#stopPlaying('stopped')
    if (wanted !== undefined && this.#isNew('play', wanted.playId)) void this.#play(wanted)
  }

  async #play(wanted: PlayDescription): Promise<void> {
    const playback: HostedPlayback = { wanted }
    this.#playback = playback
    const items = await this.#load(wanted.sources)
    if (this.#playback !== playback) return // stopped or replaced meanwhile, and reported
    if (typeof items === 'string') {
      this.#stopPlaying({ error: items })
      return
    }
    const playlist = new Playlist(items, wanted.loop, Math.round(wanted.startAtMs * SAMPLES_PER_MS))
    if (wanted.reached !== undefined) playlist.goOn(wanted.reached)
    playback.playlist = playlist
    this.#noteProgress()
    this.#stream.play(playlist, (end) => this.#playEnded(playback, end))
  }

  #stopPlaying(end: PlaybackEnd): void {
    const playback = this.#playback
    if (playback?.playlist === undefined) {
      if (playback !== undefined) this.#playEnded(playback, end)
    } else this.#stream.stopPlayback(end)
  }

  #playEnded(playback: HostedPlayback, end: PlaybackEnd): void {
    if (this.#playback === playback) this.#playback = undefined
    const { wanted, playlist } = playback
    const reachedMs = Math.round((playlist?.reached ?? wanted.reached ?? 0) / SAMPLES_PER_MS)
    this.#services.report({ kind: 'play-ended', streamId: this.streamId, playId: wanted.playId, end, reachedMs })
  }

  #noteProgress(): void {
    const playback = this.#playback
    if (playback?.playlist === undefined) return
    this.#services.progress.note(this.#port, playback.wanted.playId, playback.playlist.reached)
  }

  #applyRecording(wanted: RecordingDescription): void {
    const { recordId } = wanted
    if (this.#isNew('recording', recordId)) this.#record(wanted)
    if (wanted.isOver) void this.#recordings.get(recordId)?.finish('stopped')
  }

  #record({ recordId, isJoined, isContinued, options }: RecordingDescription): void {
    const { streamId } = this
    const recording = new FileRecording({
      ...options,
      isJoined,
      isContinued,
      onEnd: (end) => {
        this.#recordings.delete(recordId)
        this.#stream.removeSink(recording)
        this.#services.report({ kind: 'record-ended', streamId, recordId, end })
      },
    })
    this.#recordings.set(recordId, recording)
    this.#stream.addSink(recording)
  }

  /** The partner lives on another thread, at the far end of `port`. */
  #joinAcross(channelId: number, port: MessagePort): void {
    this.#joined = { to: channelId, port }
    port.on('message', (packet: RelayedPacket) => {
      this.#guard(() => this.#stream.deliver(packet, performance.now()))
    })
    this.#stream.join({
      // The view may sit in a larger buffer, which would be copied whole.
      deliver: (packet) => port.postMessage({ ...packet, payload: new Uint8Array(packet.payload) }),
    })
  }

  #part(): void {
    if (this.#joined === undefined) return
    this.#joined.port?.close()
    this.#joined = undefined
    this.#stream.part()
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

  async #endWork(endedBy: 'closed', reason: string | undefined): Promise<void> {
    this.#part()
    this.#stopPlaying(reason === undefined ? 'stopped' : { error: reason })
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
