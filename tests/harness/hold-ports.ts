import { createSocket, type Socket } from 'node:dgram'

/** Another program's UDP sockets on 127.0.0.1. */
export async function holdPorts(numbers: readonly number[]): Promise<{ stop(): Promise<void> }> {
  const sockets = await Promise.all(
    numbers.map((port) => {
      const { promise, resolve, reject } = Promise.withResolvers<Socket>()
      const socket = createSocket('udp4')
      socket.once('error', reject)
      socket.bind(port, '127.0.0.1', () => resolve(socket))
      return promise
    }),
  )
  return {
    async stop() {
      await Promise.all(sockets.splice(0).map((socket) => new Promise<void>((closed) => socket.close(closed))))
    },
  }
}
