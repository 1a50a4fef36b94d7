import type { StreamQuality } from './media-engine.ts'

const PAIRS = 32_768
const FIGURES = 7
const NONE = -1

/**
 * How each stream's packets fare, in memory that the main thread reads whenever it likes, also of a worker that just died: one row for each pair of ports.
 * One writer at a time, whichever worker has the port.
 */
export class StreamFigures {
  readonly shared: SharedArrayBuffer
  readonly #cells: Float64Array

  constructor(shared: SharedArrayBuffer = new SharedArrayBuffer(8 * FIGURES * PAIRS)) {
    this.shared = shared
    this.#cells = new Float64Array(shared)
  }

  write(rtpPort: number, { sent, received, farEnd, roundTripMs }: StreamQuality): void {
    const row = [
      sent,
      received.packets,
      received.lost,
      received.jitterMs,
      farEnd?.lost ?? NONE,
      farEnd?.jitterMs ?? NONE,
      roundTripMs ?? NONE,
    ]
    this.#cells.set(row, FIGURES * (rtpPort >> 1))
  }

  read(rtpPort: number): StreamQuality {
    const at = FIGURES * (rtpPort >> 1)
    const cell = (index: number) => this.#cells[at + index] ?? 0
    const farEnd = { lost: cell(4), jitterMs: cell(5) }
    const roundTripMs = cell(6)
    return {
      sent: cell(0),
      received: { packets: cell(1), lost: cell(2), jitterMs: cell(3) },
      ...(farEnd.lost !== NONE && { farEnd }),
      ...(roundTripMs !== NONE && { roundTripMs }),
    }
  }

  /** Of a port that somebody else had. */
  clear(rtpPort: number): void {
    this.write(rtpPort, { sent: 0, received: { packets: 0, lost: 0, jitterMs: 0 } })
  }
}
