import type { SrtpParameters } from '../media-engine.ts'
import type { PacketPipe, PipePair } from './packet-pipe.ts'
import { looksLikeRtcp } from './rtcp-packet.ts'
import { SrtpContext } from './srtp.ts'

type Key = SrtpParameters['send']

/** Pipes whose packets are encrypted once there are keys (RFC 3711); until then they pass as they are. */
export class SrtpPipes implements PipePair {
  readonly rtp: PacketPipe
  readonly rtcp: PacketPipe
  readonly #pair: PipePair
  readonly #send = new KeptContext()
  readonly #receive = new KeptContext()

  /** `onRefused`: a packet came that its key does not open. */
  constructor(pair: PipePair, onRefused: () => void) {
    this.#pair = pair
    this.rtp = this.#secured(pair.rtp, onRefused)
    this.rtcp = this.#secured(pair.rtcp, onRefused)
  }

  /** From now on; a key that is there already keeps its place in the stream, for none may be used twice from the beginning (§9.1). */
  secure(srtp: SrtpParameters | undefined): void {
    this.#send.use(srtp?.send)
    this.#receive.use(srtp?.receive)
  }

  close(): void {
    this.#pair.close()
  }

  #secured(pipe: PacketPipe, onRefused: () => void): PacketPipe {
    return {
      localPort: pipe.localPort,
      send: (packet, port, address) => pipe.send(protect(this.#send.context, packet), port, address),
      onPacket: (listener) =>
        pipe.onPacket((packet, address, port) => {
          const opened = open(this.#receive.context, packet)
          if (opened === undefined) onRefused()
          else listener(opened, address, port)
        }),
      close: () => pipe.close(),
    }
  }
}

class KeptContext {
  #key = ''
  context: SrtpContext | undefined

  use(key: Key | undefined): void {
    const text = key === undefined ? '' : `${key.suite} ${key.master}`
    if (text === this.#key) return
    this.#key = text
    this.context = key && new SrtpContext(key.suite, Buffer.from(key.master, 'base64'))
  }
}

function protect(context: SrtpContext | undefined, packet: Uint8Array): Uint8Array {
  if (context === undefined) return packet
  return looksLikeRtcp(packet) ? context.protectRtcp(packet) : context.protectRtp(packet)
}

function open(context: SrtpContext | undefined, packet: Uint8Array): Uint8Array | undefined {
  if (context === undefined) return packet
  return looksLikeRtcp(packet) ? context.openRtcp(packet) : context.openRtp(packet)
}
