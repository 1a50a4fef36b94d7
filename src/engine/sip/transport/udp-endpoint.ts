import { createSocket, type Socket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import type { ListenPoint } from '../user-agent.ts'
import { bindError } from './bind-error.ts'

/** Room for a burst of several hundred INVITEs while the main thread is busy. */
const RECEIVE_BUFFER_BYTES = 2_097_152

export interface UdpEndpoint {
  readonly point: ListenPoint
  send(bytes: Uint8Array, address: string, port: number, onError?: (error: Error) => void): void
  close(): Promise<void>
}

/** Rejects with `PortInUseError`. */
export function openUdp(
  wanted: ListenPoint,
  onDatagram: (bytes: Buffer, address: string, port: number) => void,
): Promise<UdpEndpoint> {
  return new Promise((resolve, reject) => {
    const isV6 = isIPv6(wanted.host)
    const socket = createSocket({ type: isV6 ? 'udp6' : 'udp4', ipv6Only: isV6 })
    socket.once('error', (error) => {
      socket.close()
      reject(bindError(wanted, error))
    })
    socket.bind({ address: wanted.host, port: wanted.port, exclusive: true }, () => {
      socket.removeAllListeners('error')
      // Errors of single datagrams arrive at their `send`; the socket stays usable.
      socket.on('error', () => {})
      growBuffer(socket)
      socket.on('message', (bytes, from) => {
        onDatagram(bytes, from.address, from.port)
      })
      resolve(endpoint(socket, { ...wanted, port: socket.address().port }))
    })
  })
}

function endpoint(socket: Socket, point: ListenPoint): UdpEndpoint {
  let isOpen = true
  return {
    point,
    send(bytes, address, port, onError) {
      if (!isOpen) return
      socket.send(bytes, port, address, (error) => {
        if (error) onError?.(error)
      })
    },
    close() {
      if (!isOpen) return Promise.resolve()
      isOpen = false
      return new Promise((resolve) => {
        socket.close(() => {
          resolve()
        })
      })
    },
  }
}

function growBuffer(socket: Socket): void {
  try {
    socket.setRecvBufferSize(RECEIVE_BUFFER_BYTES)
  } catch {
    // The system's default serves as well, only with shorter bursts.
  }
}
