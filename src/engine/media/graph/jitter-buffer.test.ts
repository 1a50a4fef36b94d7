import { describe, expect, it } from 'vitest'
import { JitterBuffer } from './jitter-buffer.ts'

const frame = (value: number) => new Int16Array(160).fill(value)
const packet = (index: number, ssrc = 1) => ({ ssrc, timestamp: (0xffffff00 + index * 160) >>> 0 })

/** Ticks every 20 ms; packet `i` is pushed at `arrivals[i]`, `undefined` = lost. What is heard, tick by tick. */
function play(arrivals: readonly (number | undefined)[], ticks: number): (number | undefined)[] {
  const buffer = new JitterBuffer()
  const heard = []
  for (let tick = 0; tick < ticks; tick++) {
    arrivals.forEach((atMs, i) => {
      if (atMs !== undefined && atMs >= tick * 20 && atMs < (tick + 1) * 20) buffer.push(packet(i), frame(i + 1), atMs)
    })
    heard.push(buffer.pull(160)?.[80])
  }
  return heard
}

describe('jitter buffer', () => {
  it('plays even packets after 40 ms, across the wrap of the timestamp', () => {
    expect(play([0, 20, 40, 60], 8)).toEqual([0, 0, 1, 2, 3, 4, undefined, undefined])
  })

  it('puts reordered packets in order', () => {
    expect(play([0, 45, 41, 60], 6)).toEqual([0, 0, 1, 2, 3, 4])
  })

  it('plays a lost packet as silence', () => {
    expect(play([0, 20, undefined, 60], 6)).toEqual([0, 0, 1, 2, 0, 4])
  })

  it('never plays what it played a second ago again', () => {
    const arrivals = Array.from({ length: 120 }, (_, i) => (i % 2 === 1 && i > 55 ? undefined : i * 20))
    const heard = play(arrivals, 120)
    expect(heard.slice(2, 120)).toEqual(arrivals.slice(0, 118).map((atMs, i) => (atMs === undefined ? 0 : i + 1)))
  })

  it('starts anew after a pause without keeping the pause as delay', () => {
    const buffer = new JitterBuffer()
    buffer.push({ ssrc: 1, timestamp: 0 }, frame(1), 0)
    for (let i = 0; i < 30; i++) buffer.pull(160)
    buffer.push({ ssrc: 1, timestamp: 4800 }, frame(2), 600)
    expect([0, 1, 2].map(() => buffer.pull(160)?.[0])).toEqual([0, 0, 2])
  })

  it('drops a packet that comes after its turn and counts it', () => {
    const buffer = new JitterBuffer()
    for (const i of [0, 2, 3]) buffer.push(packet(i), frame(i), i * 20)
    for (let i = 0; i < 4; i++) buffer.pull(160)
    buffer.push(packet(1), frame(1), 90)
    expect(buffer.latePackets).toBe(1)
  })

  it('delays more when packets jitter more', () => {
    const buffer = new JitterBuffer()
    for (let i = 0; i < 100; i++) buffer.push(packet(i), frame(1), i * 20 + (i % 2) * 60)
    for (let i = 0; i < 200; i++) buffer.pull(160)
    buffer.push({ ssrc: 2, timestamp: 0 }, frame(9), 5000)
    const delayTicks = Array.from({ length: 12 }, () => buffer.pull(160)?.[0]).indexOf(9)
    expect(delayTicks).toBeGreaterThan(4)
  })

  it('keeps up with a sender whose clock runs 0.5 % fast', () => {
    const buffer = new JitterBuffer()
    let sent = 0
    for (let tick = 0; tick < 5000; tick++) {
      while (sent * 20 * 0.995 <= tick * 20) {
        buffer.push(packet(sent), frame(1), sent * 20 * 0.995)
        sent++
      }
      buffer.pull(160)
    }
    let left = 0
    while (!buffer.isEmpty) {
      buffer.pull(160)
      left++
    }
    expect(left).toBeLessThan(8)
  })

  it('forgets the old source when the SSRC changes', () => {
    const buffer = new JitterBuffer()
    for (let i = 0; i < 10; i++) buffer.push(packet(i), frame(1), i)
    buffer.push({ ssrc: 2, timestamp: 77 }, frame(2), 11)
    const heard = Array.from({ length: 6 }, () => buffer.pull(160)?.[10])
    expect(heard.filter((value) => value === 1)).toEqual([])
    expect(heard).toContain(2)
  })
})
