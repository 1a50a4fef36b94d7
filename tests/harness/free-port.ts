import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:net'

/**
 * A UDP port that was free a moment ago, with the next one free too (baresip binds TLS on port + 1), and free for TCP as well.
 * For programs that cannot be asked to choose their own.
 */
export async function freePort(host = '127.0.0.1'): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const port = await freeUdpPort(host)
    if (port < 65_000 && (await isTcpFree(host, port)) && (await isTcpFree(host, port + 1))) return port
  }
  throw new Error(`no free port on ${host}`)
}

async function freeUdpPort(host: string): Promise<number> {
  const socket = createSocket('udp4')
  socket.bind(0, host)
  await once(socket, 'listening')
  const { port } = socket.address()
  socket.close()
  return port
}

async function isTcpFree(host: string, port: number): Promise<boolean> {
  const server = createServer()
  const free = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false))
    server.listen(port, host, () => resolve(true))
  })
  if (free) await new Promise((resolve) => server.close(resolve))
  return free
}
