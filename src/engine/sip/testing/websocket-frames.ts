import { mutate, mutatePacket, oneOf } from '../../testing/mutate.ts'

const OPCODES = [0, 1, 1, 1, 2, 2, 8, 9, 10, 3, 11] as const
/** RFC 6455 §7.4: ours and others', and some that may not be sent. */
const CLOSE_CODES = [0, 999, 1000, 1002, 1005, 1006, 1015, 2999, 4000, 65_535] as const
const KEY = 'AAAAAAAAAAAAAAAAAAAAAA=='

export interface FrameParts {
  readonly isLast?: boolean
  /** Reserved bits, 0 to 7. */
  readonly reserved?: number
  readonly opcode: number
  readonly isMasked?: boolean
  readonly payload: Buffer
  /** Bits of the length's field, whatever length it is; shorter than the length, it lies. */
  readonly lengthBits?: 7 | 16 | 64
}

/** A frame of a client (RFC 6455 §5.2). */
export function frame({
  isLast = true,
  reserved = 0,
  opcode,
  isMasked = true,
  payload,
  lengthBits,
}: FrameParts): Buffer {
  const size = payload.length
  const bits = lengthBits ?? (size < 126 ? 7 : size < 65_536 ? 16 : 64)
  const head = Buffer.alloc(bits === 7 ? 2 : bits === 16 ? 4 : 10)
  head[0] = (isLast ? 0x80 : 0) | (reserved << 4) | opcode
  head[1] = (isMasked ? 0x80 : 0) | (bits === 7 ? size % 126 : bits === 16 ? 126 : 127)
  if (bits === 16) head.writeUInt16BE(size % 65_536, 2)
  if (bits === 64) head.writeBigUInt64BE(BigInt(size), 2)
  if (!isMasked) return Buffer.concat([head, payload])
  const mask = Buffer.from([1, 2, 3, 4])
  return Buffer.concat([head, mask, Buffer.from(payload.map((byte, at) => byte ^ (mask[at % 4] ?? 0)))])
}

/** The handshake of a client that speaks SIP (RFC 7118 §4). */
export const handshake = Buffer.from(
  [
    'GET / HTTP/1.1',
    'Host: 127.0.0.1',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${KEY}`,
    'Sec-WebSocket-Protocol: sip',
    '',
    '',
  ].join('\r\n'),
)

/** What a client sends next that has lost its mind: whole messages, fragments, control frames and their opposites, then damage to all of it. */
export function nextFrame(message: Buffer, random: () => number): Buffer {
  const payload = random() < 0.7 ? mutate(message, random) : Buffer.alloc(Math.floor(300 * random() ** 3), 0x0d)
  const kind = random()
  if (kind < 0.5) return mutatePacket(frame({ opcode: 1, payload }), random)
  if (kind < 0.6) {
    const code = Buffer.alloc(2)
    code.writeUInt16BE(oneOf(CLOSE_CODES, random))
    return frame({ opcode: 8, payload: random() < 0.5 ? code : Buffer.concat([code, payload]) })
  }
  const parts: FrameParts = {
    isLast: random() < 0.6,
    reserved: random() < 0.9 ? 0 : Math.floor(random() * 8),
    opcode: oneOf(OPCODES, random),
    isMasked: random() < 0.95,
    payload,
    ...(random() < 0.1 && { lengthBits: oneOf([7, 16, 64], random) }),
  }
  return random() < 0.7 ? frame(parts) : mutatePacket(frame(parts), random)
}

/** What a server may close with (RFC 6455 §7.4.1), and the echo of what it was closed with. */
const mayClose = (code: number) => (code >= 1000 && code <= 1011 && ![1004, 1005, 1006].includes(code)) || code >= 3000

/** What is not as a server answers (RFC 6455 §4.2.2, §5.1), in words; empty for what is. Only whole frames are looked at. */
export function faultsOf(answer: Buffer): readonly string[] {
  if (answer.length === 0) return []
  const end = answer.indexOf('\r\n\r\n')
  const status = /^HTTP\/1\.1 (\d{3}) /.exec(answer.toString('latin1', 0, 20))?.[1]
  if (status === undefined || end < 0) return [`no HTTP: ${answer.toString('latin1', 0, 40)}`]
  return status === '101' ? faultsOfFrames(answer.subarray(end + 4)) : status.startsWith('4') ? [] : [`HTTP ${status}`]
}

function faultsOfFrames(bytes: Buffer): readonly string[] {
  const faults: string[] = []
  for (let at = 0; at + 2 <= bytes.length; ) {
    const [first = 0, second = 0] = bytes.subarray(at)
    const bits = second === 126 ? 16 : second === 127 ? 64 : 7
    const start = at + (bits === 7 ? 2 : bits === 16 ? 4 : 10)
    if (start > bytes.length) break
    const size = bits === 7 ? second : bits === 16 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2))
    const payload = bytes.subarray(start, start + size)
    if (![0x81, 0x88, 0x8a].includes(first) || second >= 0x80) faults.push(`frame ${first.toString(16)} ${second}`)
    if (first === 0x88 && payload.length >= 2 && !mayClose(payload.readUInt16BE()))
      faults.push(`closed with ${payload.readUInt16BE()}`)
    const text = payload.toString()
    if (first === 0x81 && text !== '\r\n' && !text.startsWith('SIP/2.0 ')) faults.push(`text ${text.slice(0, 40)}`)
    at = start + size
  }
  return faults
}
