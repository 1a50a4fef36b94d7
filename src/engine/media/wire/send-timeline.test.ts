import { describe, expect, it } from 'vitest'
import { SendTimeline } from './send-timeline.ts'

const timeline = (sequence = 10) => new SendTimeline({ ssrc: 1, sequence, timestamp: 1000 })
const from = (ssrc: number, sequence: number, timestamp: number, marker = false) => ({
  ssrc,
  sequence,
  timestamp,
  marker,
})

describe('outgoing numbering', () => {
  it('marks the first packet and counts on by samples, however unevenly it is called', () => {
    const line = timeline()
    expect(line.own(160, 0)).toEqual({ sequence: 10, timestamp: 1000, marker: true })
    expect(line.own(160, 27)).toEqual({ sequence: 11, timestamp: 1160, marker: false })
    expect(line.own(160, 40)).toEqual({ sequence: 12, timestamp: 1320, marker: false })
  })

  it('advances the clock over a pause and marks the new talkspurt', () => {
    const line = timeline()
    line.own(160, 0)
    expect(line.own(160, 1000)).toEqual({ sequence: 11, timestamp: 9000, marker: true })
  })

  it('continues sequence and timestamp when a relayed source takes over, keeping its spacing', () => {
    const line = timeline(65_535)
    line.own(160, 0)
    expect(line.relay(from(7, 500, 90_000), 160, 20)).toEqual({ sequence: 0, timestamp: 1160, marker: true })
    expect(line.relay(from(7, 501, 90_160), 160, 40)).toEqual({ sequence: 1, timestamp: 1320, marker: false })
    expect(line.relay(from(7, 504, 90_640), 160, 100)).toEqual({ sequence: 4, timestamp: 1800, marker: false })
  })

  it('keeps reordering for the far end to repair, but drops what is older than the source', () => {
    const line = timeline()
    line.relay(from(7, 500, 1000), 160, 0)
    line.relay(from(7, 502, 1320), 160, 20)
    expect(line.relay(from(7, 501, 1160), 160, 22)).toMatchObject({ sequence: 11 })
    expect(line.relay(from(7, 499, 840), 160, 23)).toBeUndefined()
    expect(line.relay(from(7, 503, 1480), 160, 40)).toMatchObject({ sequence: 13 })
  })

  it('rebases when the source restarts its numbers under the same SSRC', () => {
    const line = timeline()
    line.relay(from(7, 500, 1000), 160, 0)
    expect(line.relay(from(7, 40_000, 900_000_000), 160, 20)).toEqual({ sequence: 11, timestamp: 1160, marker: true })
  })

  it('holds for a whole day: 70000 packets of one source, no break in the numbers', () => {
    const line = timeline()
    let before = -1
    for (let i = 0; i < 70_000; i++) {
      const header = line.relay(from(7, (500 + i) & 0xffff, (i * 160) >>> 0), 160, i * 20)
      if (header === undefined || (before >= 0 && header.sequence !== ((before + 1) & 0xffff)))
        throw new Error(`at ${i}`)
      before = header.sequence
    }
    expect(before).toBe((10 + 69_999) & 0xffff)
  })

  it('goes on behind our own packets when the relayed source comes back', () => {
    const line = timeline()
    line.relay(from(7, 500, 1000), 160, 0)
    line.own(160, 20)
    line.own(160, 40)
    expect(line.relay(from(7, 503, 1480), 160, 60)).toEqual({ sequence: 13, timestamp: 1480, marker: true })
  })
})
