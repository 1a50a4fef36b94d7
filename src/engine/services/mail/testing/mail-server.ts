import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { onTestFinished } from 'vitest'
import { makeDocument } from '../../../../callflow/design/document.ts'
import type { MailSettings } from '../../../../callflow/design/kinds/mail-settings.ts'
import { localhostCertificate, localhostKey } from './localhost-certificate.ts'

/** A mail that a server on loopback has taken. */
export interface Received {
  readonly from: string
  readonly to: readonly string[]
  /** As it came over the wire. */
  readonly source: string
  readonly user: string | undefined
  readonly isEncrypted: boolean
}

export interface MailServer {
  readonly port: number
  readonly received: readonly Received[]
  close(): Promise<void>
}

/** Like the answers of real servers: an error with a `responseCode` refuses. */
export function answering(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode })
}

/** A real SMTP server on loopback, which goes with the test that asked for it unless it is closed before. */
export async function startMailServer(options: SMTPServerOptions = {}, port = 0): Promise<MailServer> {
  const received: Received[] = []
  const server = new SMTPServer({
    key: localhostKey,
    cert: localhostCertificate,
    authOptional: true,
    disableReverseLookup: true,
    closeTimeout: 100,
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        received.push({
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          source: Buffer.concat(chunks).toString('utf8'),
          user: typeof session.user === 'string' ? session.user : undefined,
          isEncrypted: session.secure,
        })
        done(null, 'taken')
      })
    },
    ...options,
  })
  server.on('error', () => {}) // clients that break off
  await new Promise<void>((resolve) => {
    server.listen(port, '127.0.0.1', resolve)
  })
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()))
  onTestFinished(close)
  return { port: portOf(server.server), received, close }
}

/** Whatever listens there is no mail server: `greet` does what it likes with who comes. */
export async function startStrange(greet: (socket: Socket) => void): Promise<{ readonly port: number }> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    greet(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return { port: portOf(server) }
}

/** Without encryption, unless said otherwise. */
export function settingsFor(port: number, fields: Partial<MailSettings> = {}): MailSettings {
  const { mail } = makeDocument('account', { id: 'account', name: 'Office' })
  return { ...mail, host: 'localhost', port, tls: 'none', senderAddress: 'office@example.test', ...fields }
}

function portOf(server: Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server does not listen')
  return address.port
}
