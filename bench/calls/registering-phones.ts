import { hash } from 'node:crypto'
import { passwordOf, realm } from '../../tests/harness/design.ts'
import type { PhoneLine } from './phone-lines.ts'

const UNDER_WAY = 50
const GIVE_UP_MS = 2_000

export interface Registered {
  readonly letIn: number
  readonly refused: number
  readonly unanswered: number
  /** From the first REGISTER to the 200, the question for the password included. */
  readonly p99Ms: number
}

/** Opens the line that answers are heard on. */
type OpenLine = (hear: (answer: string) => void) => Promise<PhoneLine>

/** Phones of those names, all of them behind one line. */
export async function openPhones(names: readonly string[], open: OpenLine): Promise<Phones> {
  const waiting = new Map<string, (answer: string) => void>()
  const line = await open((answer) => waiting.get(/^Call-ID: (\S+)/m.exec(answer)?.[1] ?? '')?.(answer))
  return new Phones(names, line, waiting)
}

class Phones {
  readonly #names: readonly string[]
  readonly #line: PhoneLine
  /** By Call-ID: what becomes of a registration. */
  readonly #waiting: Map<string, (answer: string) => void>
  #made = 0

  constructor(names: readonly string[], line: PhoneLine, waiting: Map<string, (answer: string) => void>) {
    this.#names = names
    this.#line = line
    this.#waiting = waiting
  }

  /** `perSecond`: how many are begun; undefined: some are always under way. */
  async register(seconds: number, perSecond: number | undefined): Promise<Registered> {
    const times: number[] = []
    const counts = { letIn: 0, refused: 0, unanswered: 0 }
    const one = async () => {
      const startedMs = performance.now()
      const answer = await this.#registerOnce(this.#made++)
      if (answer === '') counts.unanswered++
      else if (answer.startsWith('SIP/2.0 200')) counts.letIn++
      else counts.refused++
      times.push(performance.now() - startedMs)
    }
    const untilMs = performance.now() + seconds * 1_000
    if (perSecond === undefined) await Promise.all(Array.from({ length: UNDER_WAY }, () => againAndAgain(one, untilMs)))
    else await atRate(one, perSecond, untilMs)
    times.sort((a, b) => a - b)
    return { ...counts, p99Ms: times[Math.floor(times.length * 0.99)] ?? Number.NaN }
  }

  close(): void {
    this.#line.close()
  }

  /** The answer to the second REGISTER, or to the first when it was no question. */
  async #registerOnce(number: number): Promise<string> {
    const name = this.#names[number % this.#names.length] ?? ''
    const challenge = await this.#ask({ name, number, cseq: 1, authorization: '' })
    const nonce = /nonce="([^"]+)"/.exec(challenge)?.[1]
    if (nonce === undefined) return challenge
    return this.#ask({ name, number, cseq: 2, authorization: credentials(name, nonce) })
  }

  /** The final answer to one REGISTER; empty when there was none. */
  #ask(about: { name: string; number: number; cseq: number; authorization: string }): Promise<string> {
    const { name, number, cseq, authorization } = about
    const { port, transport } = this.#line
    const sipCallId = `${number}-${cseq}@bench`
    const request = [
      `REGISTER sip:${realm} SIP/2.0`,
      `Via: SIP/2.0/${transport} 127.0.0.1:${port};branch=z9hG4bK${number}-${cseq}`,
      'Max-Forwards: 70',
      `From: <sip:${name}@${realm}>;tag=${number}`,
      `To: <sip:${name}@${realm}>`,
      `Call-ID: ${sipCallId}`,
      `CSeq: ${cseq} REGISTER`,
      `Contact: <sip:${name}@127.0.0.1:${port};transport=${transport.toLowerCase()}>`,
      'Expires: 3600',
      ...(authorization === '' ? [] : [`Authorization: ${authorization}`]),
      'Content-Length: 0',
    ]
    return new Promise((resolve) => {
      const end = (answer: string) => {
        clearTimeout(timer)
        this.#waiting.delete(sipCallId)
        resolve(answer)
      }
      const timer = setTimeout(() => end(''), GIVE_UP_MS)
      this.#waiting.set(sipCallId, end)
      this.#line.send(`${request.join('\r\n')}\r\n\r\n`, number)
    })
  }
}

async function againAndAgain(action: () => Promise<void>, untilMs: number): Promise<void> {
  while (performance.now() < untilMs) await action()
}

/** What falls due while this process is busy is made up for. */
async function atRate(action: () => Promise<void>, perSecond: number, untilMs: number): Promise<void> {
  const startedMs = performance.now()
  const made: Promise<void>[] = []
  while (performance.now() < untilMs) {
    const due = ((performance.now() - startedMs) * perSecond) / 1_000
    while (made.length < due) made.push(action())
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  await Promise.all(made)
}

function credentials(name: string, nonce: string): string {
  const uri = `sip:${realm}`
  const ha1 = hash('md5', `${name}:${realm}:${passwordOf(name)}`)
  const response = hash('md5', `${ha1}:${nonce}:00000001:c:auth:${hash('md5', `REGISTER:${uri}`)}`)
  return `Digest username="${name}", realm="${realm}", nonce="${nonce}", uri="${uri}", response="${response}", algorithm=MD5, qop=auth, nc=00000001, cnonce="c"`
}
