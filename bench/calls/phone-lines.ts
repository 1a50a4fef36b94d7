import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect, type TLSSocket } from 'node:tls'

/** What phones send by and hear by. */
export interface PhoneLine {
  /** In Via and Contact. */
  readonly transport: 'UDP' | 'TLS'
  /** `number`: which registration it is of. Answers come to whoever was given to `openUdpLine` or `openTlsLine`. */
  send(text: string, number: number): void
  /** Its own. */
  readonly port: number
  close(): void
}

/** Fewer than the strangers that an engine takes from one network: they are opened before any of them has shown a password. */
const CONNECTIONS = 200

export async function openUdpLine(sipPort: number, hear: (answer: string) => void): Promise<PhoneLine> {
  const socket = createSocket({ type: 'udp4', lookup: (host, _options, found) => found(null, host, 4) })
  await new Promise<void>((bound) => {
    socket.bind(0, '127.0.0.1', bound)
  })
  socket.on('message', (bytes) => hear(bytes.toString('latin1')))
  return {
    transport: 'UDP',
    port: socket.address().port,
    send: (text) => socket.send(text, sipPort, '127.0.0.1'),
    close: () => void socket.close(),
  }
}

/** Connections that stay, each for the phones that share it. */
export async function openTlsLine(sipPort: number, ca: string, hear: (answer: string) => void): Promise<PhoneLine> {
  const connections: TLSSocket[] = []
  for (let n = 0; n < CONNECTIONS; n++) {
    const socket = connect({ port: sipPort, host: '127.0.0.1', ca })
    await once(socket, 'secureConnect')
    let rest = ''
    socket.on('data', (chunk: Buffer) => {
      const answers = (rest + chunk.toString('latin1')).split('\r\n\r\n') // none of them has a body
      rest = answers.pop() ?? ''
      for (const answer of answers) hear(answer)
    })
    connections.push(socket)
  }
  return {
    transport: 'TLS',
    port: connections[0]?.localPort ?? 0,
    send: (text, number) => void connections[number % CONNECTIONS]?.write(text),
    close() {
      for (const socket of connections) socket.destroy()
    },
  }
}
