import { hash } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { realm } from '../harness/design.ts'

/** Somebody with a UDP socket and no password: says what it likes and keeps what it is answered. */
export interface Stranger {
  readonly address: string
  /** What came back so far, in order. */
  readonly answers: readonly string[]
  readonly sentBytes: number
  readonly answeredBytes: number
  send(message: string): Promise<void>
  /** The next answer to that Call-ID; undefined when there is none within a second. */
  answerTo(sipCallId: string): Promise<string | undefined>
  /** Forgets what came back. */
  reset(): void
  stop(): Promise<void>
}

const ANSWER_WITHIN_MS = 1_000
/** More are counted, not kept. */
const MAX_KEPT = 20_000

/** `address` is a loopback address: several stand for several places, and a phone's own for whoever forges it. */
export async function startStranger(address: string, enginePort: number): Promise<Stranger> {
  const socket = createSocket('udp4')
  await new Promise<void>((bound) => {
    socket.bind(0, address, bound)
  })
  let answers: string[] = []
  let [sentBytes, answeredBytes] = [0, 0]
  const waiting = new Map<string, (answer: string | undefined) => void>()
  socket.on('message', (bytes) => {
    const text = bytes.toString('latin1')
    answeredBytes += bytes.length
    if (answers.length < MAX_KEPT) answers.push(text)
    waiting.get(/^Call-ID: (\S+)/m.exec(text)?.[1] ?? '')?.(text)
  })
  return {
    address,
    get answers() {
      return answers
    },
    get sentBytes() {
      return sentBytes
    },
    get answeredBytes() {
      return answeredBytes
    },
    send(message) {
      sentBytes += message.length
      return new Promise((resolve) => {
        socket.send(message, enginePort, '127.0.0.1', () => {
          resolve()
        })
      })
    },
    answerTo: (sipCallId) =>
      new Promise((resolve) => {
        const end = (answer: string | undefined) => {
          clearTimeout(timer)
          waiting.delete(sipCallId)
          resolve(answer)
        }
        const timer = setTimeout(() => end(undefined), ANSWER_WITHIN_MS)
        waiting.set(sipCallId, end)
      }),
    reset() {
      answers = []
      sentBytes = 0
      answeredBytes = 0
    },
    stop: () =>
      new Promise((resolve) => {
        socket.close(() => {
          resolve()
        })
      }),
  }
}

export interface RequestParts {
  readonly method: string
  /** Tells one request from another: Call-ID, branch and tag are made of it. */
  readonly id: string
  /** The user part of From and, for a REGISTER, of To. */
  readonly user?: string
  readonly dialled?: string
  readonly headers?: readonly string[]
}

/** A request as short as such requests come: about 300 bytes. */
export function requestText({ method, id, user = '1001', dialled = '1002', headers = [] }: RequestParts): string {
  const isRegister = method === 'REGISTER'
  const lines = [
    `${method} ${isRegister ? `sip:${realm}` : `sip:${dialled}@${realm}`} SIP/2.0`,
    `Via: SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bK${id};rport`,
    'Max-Forwards: 70',
    `From: <sip:${user}@${realm}>;tag=${id}`,
    `To: <sip:${isRegister ? user : dialled}@${realm}>`,
    `Call-ID: ${id}`,
    `CSeq: 1 ${method}`,
    `Contact: <sip:${user}@192.0.2.9:5060>`,
    ...headers,
    'Content-Length: 0',
  ]
  return `${lines.join('\r\n')}\r\n\r\n`
}

/** An Authorization header for that nonce. */
export function authorization(about: {
  readonly method: string
  readonly username: string
  readonly password: string
  readonly nonce: string
  readonly cnonce: string
}): string {
  const { method, username, password, nonce, cnonce } = about
  const uri = method === 'REGISTER' ? `sip:${realm}` : `sip:1002@${realm}`
  const ha1 = hash('md5', `${username}:${realm}:${password}`)
  const response = hash('md5', `${ha1}:${nonce}:00000001:${cnonce}:auth:${hash('md5', `${method}:${uri}`)}`)
  return `Authorization: Digest username="${username}", realm="${realm}", nonce="${nonce}", uri="${uri}", response="${response}", algorithm=MD5, qop=auth, nc=00000001, cnonce="${cnonce}"`
}

export function nonceIn(answer: string | undefined): string {
  const nonce = /nonce="([^"]+)"/.exec(answer ?? '')?.[1]
  if (nonce === undefined) throw new Error(`no challenge: ${answer ?? 'no answer'}`)
  return nonce
}
