/** Text of a list as somebody's spreadsheet saved it. */
export type ListText =
  | { readonly ok: true; readonly text: string; readonly encoding: ListEncoding; readonly isGuess: boolean }
  /** `error` is a sentence. */
  | { readonly ok: false; readonly error: string }

/** In the order they are offered. The first three say themselves what they are; of the others the first is the commonest. */
export const listEncodings = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16',
  'utf-16be': 'UTF-16, big-endian',
  'windows-1252': 'Windows-1252 (Western Europe)',
  'windows-1250': 'Windows-1250 (Central Europe)',
  'windows-1251': 'Windows-1251 (Cyrillic)',
  'windows-1253': 'Windows-1253 (Greek)',
  'windows-1254': 'Windows-1254 (Turkish)',
  'windows-1257': 'Windows-1257 (Baltic)',
  macintosh: 'Mac Roman',
  shift_jis: 'Shift JIS (Japanese)',
  gb18030: 'GB 18030 (Chinese)',
  'euc-kr': 'EUC-KR (Korean)',
} as const

export type ListEncoding = keyof typeof listEncodings

/**
 * UTF-16 and UTF-8 are told by their octets; what is neither is read as Windows-1252, which every octet fits, and said to be a guess. Octets that
 * do not fit the encoding chosen are a refusal, never a replacement character.
 */
export function readListText(bytes: Uint8Array, chosen?: ListEncoding): ListText {
  const other = otherFile(bytes)
  if (other) return { ok: false, error: `The file is ${other}, no list. Save it as CSV (UTF-8) first.` }
  if (chosen) return decoded(bytes, chosen, true)
  const encoding = utf16Of(bytes)
  if (encoding) return decoded(bytes, encoding, false)
  if (bytes.includes(0))
    return { ok: false, error: 'The file is no text: it holds zero bytes. Save it as CSV (UTF-8) first.' }
  const utf8 = decoded(bytes, 'utf-8', false)
  return utf8.ok ? utf8 : decoded(bytes, 'windows-1252', true)
}

function decoded(bytes: Uint8Array, encoding: ListEncoding, isGuess: boolean): ListText {
  try {
    return { ok: true, text: new TextDecoder(encoding, { fatal: true }).decode(bytes), encoding, isGuess }
  } catch {
    return { ok: false, error: `The file is no text in ${listEncodings[encoding]}.` }
  }
}

/** A byte order mark, or zeros in every other octet, as Latin letters have them. */
function utf16Of(bytes: Uint8Array): ListEncoding | undefined {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  const sample = bytes.subarray(0, SAMPLE_BYTES)
  let even = 0
  let odd = 0
  sample.forEach((byte, at) => {
    if (byte === 0 && at % 2 === 0) even++
    if (byte === 0 && at % 2 === 1) odd++
  })
  const half = sample.length / 2
  if (half < 2) return undefined
  if (odd > half * 0.6 && even < half * 0.1) return 'utf-16le'
  return even > half * 0.6 && odd < half * 0.1 ? 'utf-16be' : undefined
}

function otherFile(bytes: Uint8Array): string | undefined {
  const beginning = String.fromCharCode(...bytes.subarray(0, 8))
  return [...otherBeginnings].find(([word]) => beginning.startsWith(word))?.[1]
}

const otherBeginnings: ReadonlyMap<string, string> = new Map([
  ['PK\x03\x04', 'a workbook (Excel, LibreOffice) or another ZIP archive'],
  ['\xd0\xcf\x11\xe0', 'an old Excel workbook'],
  ['%PDF', 'a PDF'],
  ['{\\rtf', 'a text document (RTF)'],
  ['\x1f\x8b', 'a gzip archive'],
])

const SAMPLE_BYTES = 4_096
