/**
 * Registrations a second of a real engine: many phones, each asked for its password and let in, as after a power cut. Some are
 * always under way; what counts is how many were let in and what the engine's process spent on each.
 */
import { hash } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { existsSync, readFileSync } from 'node:fs'
import { company, passwordOf, realm, seat } from '../tests/harness/design.ts'
import { startTestEngine } from '../tests/harness/engine.ts'
import { record } from './record.ts'

/** Longer than the 32 s for which a finished transaction is remembered. */
const SECONDS = Number(process.argv[2] ?? 40)
const PHONES = 500
const UNDER_WAY = 50
const GIVE_UP_MS = 2_000
const CLOCK_TICKS_PER_SECOND = 100
if (!existsSync('/proc/self/stat')) throw new Error('this benchmark reads CPU time from /proc, which only Linux has')

const names = Array.from({ length: PHONES }, (_, index) => String(1_000 + index))
const engine = await startTestEngine()
await engine.activate([...company(), ...names.flatMap((name) => seat(name))])
const socket = createSocket('udp4')
await new Promise<void>((bound) => {
  socket.bind(0, '127.0.0.1', bound)
})
const { port } = socket.address()

/** By Call-ID: what becomes of a registration. */
const waiting = new Map<string, (answer: string) => void>()
socket.on('message', (bytes) => {
  const answer = bytes.toString('latin1')
  waiting.get(/^Call-ID: (\S+)/m.exec(answer)?.[1] ?? '')?.(answer)
})

const counts = { letIn: 0, refused: 0, unanswered: 0 }
const cpuBeforeMs = cpuMsOf(engine.process.pid ?? 0)
const startedMs = performance.now()
const untilMs = startedMs + SECONDS * 1_000
let made = 0
await Promise.all(Array.from({ length: UNDER_WAY }, () => registerAgainAndAgain()))
const elapsedSec = (performance.now() - startedMs) / 1_000
const cpuMs = cpuMsOf(engine.process.pid ?? 0) - cpuBeforeMs
record('registrations', {
  letInPerSecond: round(counts.letIn / elapsedSec),
  refused: counts.refused,
  unanswered: counts.unanswered,
  cpuMsPerRegistration: round(cpuMs / Math.max(1, counts.letIn)),
  cpuPercentOfACore: round(cpuMs / elapsedSec / 10),
  memoryMiB: round(
    Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${engine.process.pid}/status`, 'latin1'))?.[1]) / 1_024,
  ),
})
socket.close()
await engine.stop()

async function registerAgainAndAgain(): Promise<void> {
  while (performance.now() < untilMs) {
    const number = made++
    const name = names[number % PHONES] ?? ''
    const challenge = await ask(name, number, 1, '')
    const nonce = /nonce="([^"]+)"/.exec(challenge)?.[1]
    const answer = nonce === undefined ? challenge : await ask(name, number, 2, credentials(name, nonce))
    if (answer === '') counts.unanswered++
    else if (answer.startsWith('SIP/2.0 200')) counts.letIn++
    else counts.refused++
  }
}

/** The final answer to one REGISTER; empty when there was none. */
function ask(name: string, number: number, cseq: number, authorization: string): Promise<string> {
  const sipCallId = `${number}-${cseq}@bench`
  const request = [
    `REGISTER sip:${realm} SIP/2.0`,
    `Via: SIP/2.0/UDP 127.0.0.1:${port};branch=z9hG4bK${number}-${cseq}`,
    'Max-Forwards: 70',
    `From: <sip:${name}@${realm}>;tag=${number}`,
    `To: <sip:${name}@${realm}>`,
    `Call-ID: ${sipCallId}`,
    `CSeq: ${cseq} REGISTER`,
    `Contact: <sip:${name}@127.0.0.1:${port}>`,
    'Expires: 3600',
    ...(authorization === '' ? [] : [`Authorization: ${authorization}`]),
    'Content-Length: 0',
  ]
  return new Promise((resolve) => {
    const end = (answer: string) => {
      clearTimeout(timer)
      waiting.delete(sipCallId)
      resolve(answer)
    }
    const timer = setTimeout(() => end(''), GIVE_UP_MS)
    waiting.set(sipCallId, end)
    socket.send(`${request.join('\r\n')}\r\n\r\n`, engine.sipPort, '127.0.0.1')
  })
}

function credentials(name: string, nonce: string): string {
  const uri = `sip:${realm}`
  const ha1 = hash('md5', `${name}:${realm}:${passwordOf(name)}`)
  const response = hash('md5', `${ha1}:${nonce}:00000001:c:auth:${hash('md5', `REGISTER:${uri}`)}`)
  return `Digest username="${name}", realm="${realm}", nonce="${nonce}", uri="${uri}", response="${response}", algorithm=MD5, qop=auth, nc=00000001, cnonce="c"`
}

/** User and system time of a whole process, all threads. */
function cpuMsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
  const ticks = Number(fields[11]) + Number(fields[12])
  return (ticks * 1_000) / CLOCK_TICKS_PER_SECOND
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
