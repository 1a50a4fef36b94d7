import type { TransportPeer } from '../transport/transport.ts'
import { B, type CallPair } from './call-pair.ts'

export const stranger: TransportPeer = { transport: 'udp', address: '203.0.113.5', port: 6000 }

export function request(method: string, to: string, ...more: string[]): string[] {
  return [
    `${method} sip:bob@${B} SIP/2.0`,
    'Via: SIP/2.0/UDP 203.0.113.5:6000;branch=z9hG4bKstranger;rport',
    'From: <sip:x@far.example>;tag=f1',
    `To: ${to}`,
    'Call-ID: from-afar',
    `CSeq: 1 ${method}`,
    'Content-Length: 0',
    ...more,
  ]
}

export function bytes(lines: readonly string[]): Buffer {
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`)
}

/** The final status a stranger's request gets; `undefined` for silence. */
export async function answerTo(link: CallPair, lines: readonly string[]): Promise<number | undefined> {
  link.network.inject(bytes(lines), stranger, B)
  await link.clock.advance(1_000)
  const answers = link.network.packets.filter(({ to }) => to === stranger.address).map(({ message }) => message)
  return answers.flatMap((message) => (message.kind === 'response' && message.status >= 200 ? [message.status] : []))[0]
}
