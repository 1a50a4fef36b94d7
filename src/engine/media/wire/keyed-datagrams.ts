import { createSocket, type Socket } from 'node:dgram'

/** How long the key before each packet is, bytes. Who knows it is believed: nobody else on this machine does. */
export const KEY_BYTES = 8

/** 16 hexadecimal digits. */
export type StreamKey = string

/** Packets of many streams over one socket on 127.0.0.1, each behind the key of its stream: between media workers and the process of browsers' media. */
export class KeyedDatagrams {
  readonly port: number
  readonly #socket: Socket

  private constructor(socket: Socket) {
    this.#socket = socket
    this.port = socket.address().port
    socket.on('error', () => undefined) // what cannot be sent is lost
  }

  /** On any free port. Rejects with the system's error. */
  static open(bufferBytes?: number): Promise<KeyedDatagrams> {
    return new Promise((resolve, reject) => {
      const sizes = bufferBytes === undefined ? {} : { recvBufferSize: bufferBytes, sendBufferSize: bufferBytes }
      const socket = createSocket({ type: 'udp4', ...sizes })
      socket.once('error', reject)
      socket.bind({ address: '127.0.0.1', port: 0, exclusive: true }, () => {
        socket.off('error', reject)
        resolve(new KeyedDatagrams(socket))
      })
    })
  }

  /** An empty packet only says where its sender is. */
  send(key: Uint8Array, packet: Uint8Array, port: number): void {
    this.#socket.send([key, packet], port, '127.0.0.1')
  }

  /** Set once. `packet` is a view into the datagram. */
  onPacket(listener: (key: StreamKey, packet: Buffer, port: number) => void): void {
    this.#socket.on('message', (datagram, from) => {
      if (datagram.length < KEY_BYTES) return
      listener(datagram.toString('hex', 0, KEY_BYTES), datagram.subarray(KEY_BYTES), from.port)
    })
  }

  close(): void {
    this.#socket.close()
  }
}
