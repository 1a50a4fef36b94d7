import { createSocket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { Audio, PeerConnection, type Track } from 'node-datachannel'
import type { KeyedDatagrams, StreamKey } from '../wire/keyed-datagrams.ts'
import type { OwnCertificate } from './own-certificate.ts'
import type { PeerDescription, PeerReport } from './peer-messages.ts'
import { remoteSdp } from './peer-sdp.ts'

/** ICE checks go on for as long (RFC 8445 §14), and DTLS has to be done too. */
const CONNECT_TIMEOUT_MS = 30_000
/** The one before it on the same port needs a moment to let go. */
const PORT_TIMEOUT_MS = 1_000
const PORT_RETRY_MS = 10
/** As `parseRtp` takes them. */
const MAX_PACKET_BYTES = 2_048

export interface PeerHostOptions {
  readonly certificates: readonly OwnCertificate[]
  readonly datagrams: KeyedDatagrams
  report(report: PeerReport): void
}

/** All ends of ICE and DTLS-SRTP, each as it was described last: RTP of browsers for media workers, and theirs for browsers. */
export class PeerHost {
  readonly #options: PeerHostOptions
  readonly #peers = new Map<StreamKey, Peer>()

  constructor(options: PeerHostOptions) {
    this.#options = options
    options.datagrams.onPacket((key, packet, port) => this.#peers.get(key)?.send(packet, port))
  }

  apply(key: StreamKey, description: PeerDescription): void {
    this.#peers.get(key)?.close()
    this.#peers.set(key, new Peer(key, description, this.#options))
  }

  close(key: StreamKey): void {
    this.#peers.get(key)?.close()
    this.#peers.delete(key)
  }
}

class Peer {
  readonly #key: StreamKey
  readonly #keyBytes: Uint8Array
  readonly #description: PeerDescription
  readonly #options: PeerHostOptions
  readonly #timer: NodeJS.Timeout
  #connection: PeerConnection | undefined
  #track: Track | undefined
  #isOpen = false
  #isClosed = false
  /** Of the media worker that has the stream. */
  #workerPort: number | undefined

  constructor(key: StreamKey, description: PeerDescription, options: PeerHostOptions) {
    this.#key = key
    this.#keyBytes = Buffer.from(key, 'hex')
    this.#description = description
    this.#options = options
    this.#timer = setTimeout(() => this.#fail('no connection within 30 s'), CONNECT_TIMEOUT_MS)
    void this.#start().catch((error: unknown) => this.#fail(error instanceof Error ? error.message : String(error)))
  }

  /** From a worker; an empty packet only says where that is. */
  send(packet: Buffer, workerPort: number): void {
    this.#workerPort = workerPort
    if (packet.length === 0 || !this.#isOpen || this.#isClosed) return
    try {
      this.#track?.sendMessageBinary(packet)
    } catch {
      // It closes just now.
    }
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    clearTimeout(this.#timer)
    this.#track?.close()
    this.#connection?.close()
  }

  async #start(): Promise<void> {
    const { address, port, local, isOfferer } = this.#description
    const certificate = this.#options.certificates.find(({ fingerprint }) => fingerprint === local.fingerprint)
    if (certificate === undefined) throw new Error('its certificate is gone')
    // The library ends its process when the port cannot be had.
    await whenFree(address, port)
    if (this.#isClosed) return
    const connection = new PeerConnection(this.#key, {
      iceServers: [],
      bindAddress: address,
      portRangeBegin: port,
      portRangeEnd: port,
      disableAutoNegotiation: true,
      forceMediaTransport: true,
      certificatePemFile: certificate.cert,
      keyPemFile: certificate.key,
    })
    this.#connection = connection
    connection.onStateChange((state) => {
      if (state === 'failed') this.#fail('the connection was lost')
    })
    const audio = new Audio('0', 'SendRecv')
    audio.addAudioCodec(0, 'PCMU')
    const ice = { iceUfrag: local.ufrag, icePwd: local.pwd }
    const remote = remoteSdp(this.#description)
    if (isOfferer) {
      this.#listen(connection.addTrack(audio))
      connection.setLocalDescription('offer', ice)
      connection.setRemoteDescription(remote, 'answer')
    } else {
      connection.setRemoteDescription(remote, 'offer')
      this.#listen(connection.addTrack(audio))
      connection.setLocalDescription('answer', ice)
    }
  }

  #listen(track: Track): void {
    this.#track = track
    track.onOpen(() => {
      if (this.#isClosed) return
      this.#isOpen = true
      clearTimeout(this.#timer)
      this.#options.report({ kind: 'connected', key: this.#key })
    })
    track.onMessage((packet) => {
      if (this.#isClosed || this.#workerPort === undefined || typeof packet === 'string') return
      if (packet.byteLength > MAX_PACKET_BYTES) return
      this.#options.datagrams.send(this.#keyBytes, new Uint8Array(packet), this.#workerPort)
    })
  }

  #fail(reason: string): void {
    if (this.#isClosed) return
    this.close()
    this.#options.report({ kind: 'failed', key: this.#key, reason })
  }
}

async function whenFree(address: string, port: number): Promise<void> {
  const untilMs = performance.now() + PORT_TIMEOUT_MS
  for (;;) {
    const problem = await problemOfPort(address, port)
    if (problem === undefined) return
    if (performance.now() > untilMs) throw new Error(`cannot bind media to ${address}:${port}: ${problem}`)
    await delay(PORT_RETRY_MS)
  }
}

function problemOfPort(address: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4')
    const close = (problem?: string) => socket.close(() => resolve(problem))
    socket.once('error', ({ message }) => close(message))
    socket.bind({ address, port, exclusive: true }, () => close())
  })
}
