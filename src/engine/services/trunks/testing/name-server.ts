import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer, type Server } from 'node:net'

/** Support for tests: a name server on the loopback interface that says what it is told to, over real UDP and TCP (RFC 1035 §4). */

export const types = { A: 1, AAAA: 28, SRV: 33, NAPTR: 35 } as const
export type RecordType = keyof typeof types

/** The records of a type that a name has; undefined: there is no such name. */
export type Zone = (name: string, type: RecordType) => readonly Buffer[] | undefined

export interface NameServer {
  /** As `systemDns` takes it. */
  readonly at: string
  /** `type name` of every question, with the transport it came by. */
  readonly asked: string[]
  /** Says nothing from here on; what came over UDP is heard all the same. */
  isSilent: boolean
  /** Answers by UDP that do not hold everything, so that TCP is asked (RFC 1035 §4.2.1). */
  truncates: boolean
  /** Sends this in place of any answer. */
  garbage: Buffer | undefined
  /** REFUSED and the like, in place of an answer. */
  rcode: number
  close(): Promise<void>
}

export const a = (address: string) => Buffer.from(address.split('.').map(Number))
export const aaaa = (last: number) =>
  Buffer.from([0x20, 0x01, 0x0d, 0xb8, ...Array.from({ length: 11 }, () => 0), last])
export const srv = (priority: number, weight: number, port: number, target: string) =>
  Buffer.concat([words(priority, weight, port), labels(target)])
export const naptr = (order: number, preference: number, service: string, replacement: string) =>
  Buffer.concat([words(order, preference), text('s'), text(service), text(''), labels(replacement)])

const words = (...values: readonly number[]) => {
  const bytes = Buffer.alloc(values.length * 2)
  for (const [at, value] of values.entries()) bytes.writeUInt16BE(value, at * 2)
  return bytes
}
const text = (value: string) => Buffer.concat([Buffer.from([value.length]), Buffer.from(value)])
const labels = (name: string) =>
  Buffer.concat([
    ...name
      .split('.')
      .filter((each) => each !== '')
      .map(text),
    Buffer.from([0]),
  ])

export async function startNameServer(zone: Zone): Promise<NameServer> {
  const socket = createSocket('udp4')
  const tcp: Server = createServer((connection) => {
    connection.on('error', () => {})
    connection.on('data', (bytes) => {
      if (state.isSilent) return
      const answer = answerTo(bytes.subarray(2), 'tcp')
      connection.write(Buffer.concat([words(answer.length), answer]))
    })
  })
  tcp.listen(0, '127.0.0.1')
  await once(tcp, 'listening')
  const address = tcp.address()
  const port = typeof address === 'object' && address ? address.port : 0
  socket.bind(port, '127.0.0.1')
  await once(socket, 'listening')
  const state: NameServer = {
    at: `127.0.0.1:${port}`,
    asked: [],
    isSilent: false,
    truncates: false,
    garbage: undefined,
    rcode: 0,
    async close() {
      socket.close()
      tcp.close()
      await once(tcp, 'close')
    },
  }
  socket.on('message', (bytes, from) => {
    const answer = answerTo(bytes, 'udp')
    if (!state.isSilent) socket.send(state.garbage ?? answer, from.port, from.address)
  })
  return state

  function answerTo(query: Buffer, by: 'udp' | 'tcp'): Buffer {
    const { name, type, question } = questionOf(query)
    state.asked.push(`${by} ${type ?? '?'} ${name}`)
    const cut = by === 'udp' && state.truncates
    const found = type && zone(name, type)
    const records = cut ? [] : (found ?? [])
    const rcode = state.rcode || (found ? 0 : NXDOMAIN)
    // QR, RD and RA; TC where it is cut.
    const flags = 0x8180 | (cut ? 0x0200 : 0) | rcode
    return Buffer.concat([
      query.subarray(0, 2),
      words(flags, 1, records.length, 0, 0),
      question,
      ...records.map((data) =>
        Buffer.concat([Buffer.from([0xc0, 12]), words(types[type ?? 'A'], 1, 0, TTL_SEC, data.length), data]),
      ),
    ])
  }
}

export const TTL_SEC = 120
const NXDOMAIN = 3

function questionOf(query: Buffer) {
  const parts: string[] = []
  let at = 12
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    parts.push(query.toString('ascii', at + 1, at + 1 + length))
    at += length + 1
  }
  const number = query.readUInt16BE(at + 1)
  const type = (Object.keys(types) as RecordType[]).find((each) => types[each] === number) // keys of that very table
  return { name: parts.join('.').toLowerCase(), type, question: query.subarray(12, at + 5) }
}
