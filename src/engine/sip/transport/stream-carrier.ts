import type { Socket } from 'node:net'
import { StreamFramer } from '../message/stream-framer.ts'
import type { Carry } from './carrier.ts'

/** The system asks a silent peer whether it is still there; without it a phone that lost power would hold its connection for hours. */
const PROBE_AFTER_MS = 60_000

/** What is ours to set on a socket, however it is used. */
export function prepareSocket(socket: Socket): Socket {
  socket.setNoDelay(true)
  socket.setKeepAlive(true, PROBE_AFTER_MS)
  return socket
}

interface StreamOptions {
  /** The event of the socket that says it is there. */
  readonly opened?: 'connect' | 'secureConnect'
  /** Its errors in words. */
  readonly explain?: (error: Error) => Error
}

/** Messages one after the other in a stream of bytes (RFC 3261 §18.3). */
export function overStream(socket: Socket, { opened = 'connect', explain }: StreamOptions = {}): Carry {
  return ({ onOpen, onFrames, onClose }) => {
    const framer = new StreamFramer()
    let error: Error | undefined
    socket.once(opened, onOpen)
    socket.on('data', (chunk) => onFrames(framer.push(chunk as Buffer), framer.isMidMessage))
    socket.on('error', (why) => {
      error = explain?.(why) ?? why
    })
    socket.on('close', () => onClose(error))
    return {
      get isOpen() {
        return !socket.destroyed && socket.writable
      },
      get localAddress() {
        return socket.localAddress
      },
      get waitingBytes() {
        return socket.writableLength
      },
      write: (bytes, done) => void socket.write(bytes, done),
      end: () => void socket.end(),
      destroy: () => void socket.destroy(),
    }
  }
}
