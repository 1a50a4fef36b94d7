/** The part of the tar format (POSIX.1-2001 ustar) that a backup needs: plain files with short names, so that anybody's tar can read one. */
export const BLOCK = 512

export interface TarEntry {
  /** Relative, with `/`; at most 100 bytes and ASCII. */
  readonly path: string
  readonly sizeBytes: number
  readonly modifiedMs: number
}

const MAX_PATH = 100
/** Eleven octal digits. */
const MAX_SIZE = 8 ** 11 - 1

export const paddingOf = (sizeBytes: number): number => (BLOCK - (sizeBytes % BLOCK)) % BLOCK

export function formatHeader({ path, sizeBytes, modifiedMs }: TarEntry): Buffer {
  if (Buffer.byteLength(path) > MAX_PATH)
    throw new Error(`${path} is longer than the ${MAX_PATH} bytes that a backup takes`)
  if (sizeBytes > MAX_SIZE)
    throw new Error(`${path} has ${sizeBytes} bytes, a backup takes up to ${MAX_SIZE} of a file`)
  const header = Buffer.alloc(BLOCK)
  const octal = (value: number, digits: number) => `${Math.floor(value).toString(8).padStart(digits, '0')}\0`
  header.write(path, 0)
  header.write(octal(0o600, 7), 100)
  header.write(octal(0, 7), 108)
  header.write(octal(0, 7), 116)
  header.write(octal(sizeBytes, 11), 124)
  header.write(octal(Math.max(0, modifiedMs / 1_000), 11), 136)
  header.write('        0', 148) // the sum is taken over spaces; type 0: a plain file
  header.write('ustar\x0000', 257)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return header
}

/** Null: the zeros at the end of an archive. Undefined: that is no header of a plain file. */
export function parseHeader(block: Buffer): TarEntry | null | undefined {
  if (block.every((byte) => byte === 0)) return null
  const field = (at: number, length: number) => block.toString('latin1', at, at + length).replace(/\0.*$/s, '')
  const number = (at: number, length: number) =>
    /^[0-7]+ ?$/.test(field(at, length)) ? Number.parseInt(field(at, length), 8) : Number.NaN
  const unsummed = Buffer.from(block).fill(' ', 148, 156)
  const sum = unsummed.reduce((total, byte) => total + byte, 0)
  const sizeBytes = number(124, 12)
  const modifiedMs = number(136, 12) * 1_000
  const isOurs = field(257, 5) === 'ustar' && block[156] === 0x30 && number(148, 8) === sum
  return isOurs && Number.isSafeInteger(sizeBytes) && Number.isSafeInteger(modifiedMs)
    ? { path: field(0, MAX_PATH), sizeBytes, modifiedMs }
    : undefined
}
