/** s16 frames in, frames of another length out. */
export class SampleFifo {
  #frames: Int16Array[] = []
  #length = 0

  get length(): number {
    return this.#length
  }

  push(frame: Int16Array): void {
    if (frame.length === 0) return
    this.#frames.push(frame)
    this.#length += frame.length
  }

  /** `count` samples, filled up with silence; `undefined` when there are none. */
  pull(count: number): Int16Array | undefined {
    if (this.#length === 0) return undefined
    const out = new Int16Array(count)
    let filled = 0
    for (let frame = this.#frames[0]; frame !== undefined && filled < count; frame = this.#frames[0]) {
      const part = frame.subarray(0, count - filled)
      out.set(part, filled)
      filled += part.length
      if (part.length === frame.length) this.#frames.shift()
      else this.#frames[0] = frame.subarray(part.length)
    }
    this.#length -= filled
    return out
  }
}
