import { describe, expect, it } from 'vitest'
import type { ReportBlock } from './rtcp-packet.ts'
import { SentReports } from './sent-reports.ts'

const block = (changes: Partial<ReportBlock>): ReportBlock => ({
  ssrc: 1,
  fractionLost: 0,
  lost: 0,
  highestSequence: 9,
  jitter: 0,
  lastReport: 0,
  sinceLastReport: 0,
  ...changes,
})

describe('what the far end says of our packets', () => {
  it('is its loss and its jitter, in ms of our clock', () => {
    const reports = new SentReports()
    reports.heardBack(block({ lost: 12, jitter: 480 }), 48_000, 0)
    expect(reports.figures).toEqual({ farEnd: { lost: 12, jitterMs: 10 } })
    reports.heardBack(block({ lost: -3 }), 8_000, 0)
    expect(reports.figures.farEnd).toEqual({ lost: 0, jitterMs: 0 })
  })

  it('shows the round trip: since our report, without the time that it lay there', () => {
    const reports = new SentReports()
    reports.sent(0xaaaa, 1_000)
    reports.heardBack(block({ lastReport: 0xaaaa, sinceLastReport: 65_536 }), 8_000, 2_080)
    expect(reports.figures.roundTripMs).toBeCloseTo(80, 6)
    reports.sent(0xbbbb, 6_000)
    reports.heardBack(block({ lastReport: 0xbbbb, sinceLastReport: 0 }), 8_000, 6_040)
    expect(reports.figures.roundTripMs).toBeCloseTo(60, 6)
  })

  it.each([
    { what: 'a report that we never sent', lastReport: 0xcccc, sinceLastReport: 0, atMs: 1_050 },
    { what: 'no report', lastReport: 0, sinceLastReport: 0, atMs: 1_050 },
    { what: 'a delay longer than the time that passed', lastReport: 0xaaaa, sinceLastReport: 65_536, atMs: 1_050 },
    { what: 'half a minute', lastReport: 0xaaaa, sinceLastReport: 0, atMs: 31_000 },
  ])('learns nothing from $what', ({ lastReport, sinceLastReport, atMs }) => {
    const reports = new SentReports()
    reports.sent(0, 900)
    reports.sent(0xaaaa, 1_000)
    reports.heardBack(block({ lastReport, sinceLastReport }), 8_000, atMs)
    expect(reports.figures.roundTripMs).toBeUndefined()
  })

  it('remembers the last four', () => {
    const reports = new SentReports()
    for (const time of [1, 2, 3, 4, 5]) reports.sent(time, time)
    reports.heardBack(block({ lastReport: 1 }), 8_000, 50)
    expect(reports.figures.roundTripMs).toBeUndefined()
    reports.heardBack(block({ lastReport: 2 }), 8_000, 52)
    expect(reports.figures.roundTripMs).toBe(50)
  })
})
