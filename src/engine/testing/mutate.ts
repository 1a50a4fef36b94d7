/** In [0, 1), the same row for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export function oneOf<Value>(values: readonly [Value, ...Value[]], random: () => number): Value {
  return values[Math.floor(random() * values.length)] ?? values[0]
}

/** What a network, a bug or malice makes of a message of lines: mostly none or one damage, up to four, one after the other. */
export function mutate(message: Buffer, random: () => number): Buffer {
  return damaged(message, damagesOfText, random)
}

/** The same of a packet, whose fields are numbers and lengths. */
export function mutatePacket(packet: Buffer, random: () => number): Buffer {
  return damaged(packet, damagesOfPackets, random)
}

function damaged(whole: Buffer, damages: readonly [Damage, ...Damage[]], random: () => number): Buffer {
  let bytes = whole
  for (let left = Math.floor(4.4 * random() ** 3 + 0.6); left > 0; left--) bytes = oneOf(damages, random)(bytes, random)
  return bytes
}

type Damage = (bytes: Buffer, random: () => number) => Buffer

const place = (bytes: Buffer, random: () => number) => Math.floor(random() * (bytes.length + 1))

/** Lines are told apart by CRLF; octets stay what they are. */
function inLines(change: (lines: string[], at: number, random: () => number) => string[]): Damage {
  return (bytes, random) => {
    const lines = bytes.toString('latin1').split('\r\n')
    return Buffer.from(change(lines, Math.floor(random() * lines.length), random).join('\r\n'), 'latin1')
  }
}

const sizes = [1, 100, 9_000, 70_000] as const
const oddValues = [
  '',
  '-1',
  '4294967296',
  '1e9',
  '9'.repeat(400),
  '\0',
  '%00%ff%',
  '"',
  '<sip:@>',
  '*',
  'sip:a@b:99999999',
  ';;;=,,,',
  '(((',
  '\u{1f4a9}',
  '\r\n ',
] as const

const damagesOfBytes: readonly [Damage, ...Damage[]] = [
  function flip(bytes, random) {
    const hurt = Buffer.from(bytes)
    for (let count = 1 + Math.floor(random() * 4); count > 0 && hurt.length > 0; count--)
      hurt[Math.floor(random() * hurt.length)] = Math.floor(random() * 256)
    return hurt
  },
  function truncate(bytes, random) {
    return bytes.subarray(0, place(bytes, random))
  },
  function cut(bytes, random) {
    const at = place(bytes, random)
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + Math.floor(random() * 40))])
  },
  function insert(bytes, random) {
    const at = place(bytes, random)
    const size = random() < 0.01 ? oneOf(sizes, random) : 1 + Math.floor(random() * 40)
    return Buffer.concat([bytes.subarray(0, at), Buffer.alloc(size, Math.floor(random() * 256)), bytes.subarray(at)])
  },
]

const damagesOfText: readonly [Damage, ...Damage[]] = [
  ...damagesOfBytes,
  inLines((lines, at) => lines.toSpliced(at, 1)),
  inLines((lines, at) => lines.toSpliced(at, 0, lines[at] ?? '')),
  inLines((lines, at, random) => lines.toSpliced(at, 0, lines[Math.floor(random() * lines.length)] ?? '')),
  inLines((lines, at, random) => {
    const count = random() < 0.02 ? 300 : 3
    return lines.toSpliced(at, 0, ...Array.from({ length: count }, () => lines[at] ?? ''))
  }),
  /** A header with another value. */
  inLines((lines, at, random) => lines.with(at, `${(lines[at] ?? '').split(':')[0]}: ${oneOf(oddValues, random)}`)),
  /** One thing within a line replaced by another. */
  inLines((lines, at, random) => {
    const parts = (lines[at] ?? '').split(/([;,:=@ <>])/)
    return lines.with(at, parts.with(Math.floor(random() * parts.length), oneOf(oddValues, random)).join(''))
  }),
]

/** Numbers at which lengths and counts go wrong. */
const oddNumbers = [0, 1, 3, 4, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fff_ffff, 0xffff_ffff] as const

const damagesOfPackets: readonly [Damage, ...Damage[]] = [
  ...damagesOfBytes,
  /** A length, a type or a count that is another, most often one near the beginning. */
  function number(bytes, random) {
    const width = oneOf([1, 2, 4], random)
    if (bytes.length < width) return bytes
    const hurt = Buffer.from(bytes)
    const at = Math.floor(random() ** 2 * (bytes.length - width + 1))
    hurt.writeUIntBE(oneOf(oddNumbers, random) % 256 ** width, at, width)
    return hurt
  },
  /** One more, or one less, than it was. */
  function nearly(bytes, random) {
    if (bytes.length === 0) return bytes
    const hurt = Buffer.from(bytes)
    const at = Math.floor(random() ** 2 * bytes.length)
    hurt[at] = (hurt[at] ?? 0) + (random() < 0.5 ? 1 : 255)
    return hurt
  },
  /** Itself or a part of it behind itself: compounds, and fragments that overlap. */
  function again(bytes, random) {
    return Buffer.concat([bytes, bytes.subarray(4 * Math.floor((random() * bytes.length) / 4))])
  },
]
