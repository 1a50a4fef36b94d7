import { dtmfColumnsHz, dtmfKeyOf, dtmfRowsHz } from './tone.ts'

const RATE_HZ = 8_000
/** 12.75 ms: two whole ones are in a key of 40 ms wherever it begins, the shortest that ITU-T Q.24 has accepted. */
const BLOCK_SAMPLES = 102
/** Each tone at -34 dBm0: what comes of the faintest key of Q.24 behind a bad line. */
const LEAST_AMPLITUDE = 150
/** Rows may be louder than columns by 4 dB, columns than rows by 8 (Q.24, AT&T); some slack for blocks that hold no whole period. */
const MOST_TWIST_ROW = 3.2
const MOST_TWIST_COLUMN = 8
/** The tones before any other of their group, in power. */
const LEAST_LEAD = 6
/** Of all the power in a block, what the two tones have: speech is never so pure for long. */
const LEAST_SHARE = 0.8
/** Blocks that say the same before it is a key, and blocks without it before it is over: a key that is interrupted for 10 ms is one key (Q.24). */
const BLOCKS_TO_BEGIN = 2
/** Of A to D, which are on no phone and for which voices are taken most easily. */
const BLOCKS_TO_BEGIN_LETTER = 3
const BLOCKS_TO_END = 3

/** Hears the keys that a far end sends as tones (ITU-T Q.23), each once, as soon as it is sure. 8 kHz. */
export class DtmfDetector {
  readonly #block = new Float64Array(BLOCK_SAMPLES)
  #filled = 0
  /** What the last blocks held, one after the other. */
  #candidate = ''
  #alike = 0
  #held = ''
  #without = 0

  /** The keys that begin in these samples: mostly none. */
  hear(samples: Int16Array): string {
    let keys = ''
    for (const sample of samples) {
      this.#block[this.#filled++] = sample
      if (this.#filled < BLOCK_SAMPLES) continue
      this.#filled = 0
      keys += this.#take(keyIn(this.#block))
    }
    return keys
  }

  #take(key: string): string {
    this.#alike = key === this.#candidate ? this.#alike + 1 : 1
    this.#candidate = key
    this.#without = key === this.#held ? 0 : this.#without + 1
    if (this.#held !== '' && this.#without >= BLOCKS_TO_END) this.#held = ''
    if (key === '' || key === this.#held || this.#alike < blocksToBegin(key)) return ''
    this.#held = key
    this.#without = 0
    return key
  }
}

const blocksToBegin = (key: string) => (/[A-D]/.test(key) ? BLOCKS_TO_BEGIN_LETTER : BLOCKS_TO_BEGIN)

/** Empty: none. */
function keyIn(block: Float64Array): string {
  const rows = dtmfRowsHz.map((hz) => powerAt(block, hz))
  const columns = dtmfColumnsHz.map((hz) => powerAt(block, hz))
  const [row, column] = [strongest(rows), strongest(columns)]
  const [rowPower, columnPower] = [rows[row] ?? 0, columns[column] ?? 0]
  const least = (LEAST_AMPLITUDE * LEAST_AMPLITUDE) / 2
  if (rowPower < least || columnPower < least) return ''
  if (rowPower > columnPower * MOST_TWIST_ROW || columnPower > rowPower * MOST_TWIST_COLUMN) return ''
  if (!leads(rows, row) || !leads(columns, column)) return ''
  const total = block.reduce((sum, sample) => sum + sample * sample, 0) / BLOCK_SAMPLES
  return rowPower + columnPower < LEAST_SHARE * total ? '' : dtmfKeyOf(row, column)
}

/** The mean power of that frequency in the block, by Goertzel's recursion. */
function powerAt(block: Float64Array, hz: number): number {
  const factor = 2 * Math.cos((2 * Math.PI * hz) / RATE_HZ)
  let before = 0
  let last = 0
  for (const sample of block) {
    const next = sample + factor * last - before
    before = last
    last = next
  }
  const squared = last * last + before * before - factor * last * before
  return (2 * squared) / (BLOCK_SAMPLES * BLOCK_SAMPLES)
}

const strongest = (powers: readonly number[]) => powers.indexOf(Math.max(...powers))

const leads = (powers: readonly number[], index: number) =>
  powers.every((power, other) => other === index || power * LEAST_LEAD < (powers[index] ?? 0))
