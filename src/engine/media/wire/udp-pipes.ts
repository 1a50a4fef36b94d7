import { createSocket, type Socket } from 'node:dgram'
import { lookup } from 'node:dns'
import { isIP } from 'node:net'
import type { PacketPipe, PipePair } from './packet-pipe.ts'

/** RTP on `port`, RTCP on the one above; rejects with the system's error (`EADDRINUSE`, `EADDRNOTAVAIL` ...). */
export async function bindPair(address: string, port: number): Promise<PipePair> {
  const rtp = await bind(address, port)
  try {
    const rtcp = await bind(address, port + 1)
    return {
      rtp,
      rtcp,
      close() {
        rtp.close()
        rtcp.close()
      },
    }
  } catch (error) {
    rtp.close()
    throw error
  }
}

function bind(address: string, port: number): Promise<PacketPipe> {
  return new Promise((resolve, reject) => {
    const socket = createSocket({ type: isIP(address) === 6 ? 'udp6' : 'udp4', lookup: lookupUnlessNumeric })
    socket.once('error', (error) => {
      socket.close() // a socket that could not be bound holds a descriptor all the same
      reject(error)
    })
    socket.bind({ address, port, exclusive: true }, () => {
      socket.removeAllListeners('error')
      // A packet that cannot be sent (no route, unreachable) is a lost packet.
      socket.on('error', () => undefined)
      resolve(pipeOver(socket))
    })
  })
}

function pipeOver(socket: Socket): PacketPipe {
  return {
    localPort: socket.address().port,
    send: (datagram, port, address) => socket.send(datagram, port, address),
    onPacket: (listener) => socket.on('message', (datagram, from) => listener(datagram, from.address, from.port)),
    close: () => socket.close(),
  }
}

/** The default asks a resolver thread even for numeric addresses: a hop for every packet sent. Names are not asked for at all. */
const lookupUnlessNumeric: typeof lookup = Object.assign(
  (host: string, _options: unknown, callback: (error: Error | null, address: string, family: number) => void): void => {
    const family = isIP(host)
    if (family > 0) callback(null, host, family)
    else callback(new Error(`"${host.slice(0, 60)}" is no address`), '', 0)
  },
  { __promisify__: lookup.__promisify__ },
) as typeof lookup // the overloads of dns.lookup cannot be written as one function; dgram calls (host, family, callback)
