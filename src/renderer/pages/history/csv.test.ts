import { describe, expect, it } from 'vitest'
import type { Cdr } from '../../store/live-events.ts'
import { csvOf } from './csv.ts'

const cdr = (fields: Partial<Cdr>): Cdr => ({
  callId: 'c1',
  startedMs: 0,
  answeredMs: null,
  endedMs: 61_000,
  direction: 'inbound',
  callerName: 'Bea',
  callerNumber: '+16045550101',
  dialled: '8000',
  callflowId: 'main',
  answeredBy: '',
  endReason: 'left-message',
  sipStatus: 200,
  tag: '',
  forwardedBy: '',
  transferredBy: '',
  continuedIn: '',
  audio: [],
  endedBecause: '',
  attestation: '',
  chargedTo: '',
  numberClass: '',
  ...fields,
})
const asIs = (id: string) => id
const cells = (text: string, line: number) => text.split('\r\n')[line] ?? ''

describe('call history as CSV (RFC 4180)', () => {
  it('has a line of titles and one line for each call', () => {
    const text = csvOf([cdr({}), cdr({ callId: 'c2' })], asIs)
    expect(text.split('\r\n')).toHaveLength(4)
    expect(cells(text, 0)).toMatch(/^started,answered,ended,seconds/)
    expect(cells(text, 1)).toContain('1970-01-01T00:00:00.000Z,,1970-01-01T00:01:01.000Z,61,inbound')
  })

  it("M99: given a call that was somebody's, then the line names the person, and a number outside as it is", () => {
    const nameOf = (id: string) => (id === 'u1' ? 'Alex Moreau' : id)
    const call = cdr({ answeredBy: '+16045550199', chargedTo: 'u1', numberClass: 'international' })
    expect(cells(csvOf([call], nameOf), 1)).toMatch(/,\+16045550199,.*,Alex Moreau,international,,,0,,,c1$/)
  })

  it('says how the audio fared: the codec of each leg, the worst score, what was lost of it all', () => {
    const leg = { label: 'x', codec: 'OPUS', sent: 50, received: { packets: 47, lost: 3, jitterMs: 2 }, farEnd: null }
    const audio = [
      { ...leg, roundTripMs: null, mos: 3.456 },
      { ...leg, codec: 'PCMA', roundTripMs: 4, mos: 4.3 },
    ]
    expect(cells(csvOf([cdr({ audio })], asIs), 1)).toMatch(/,OPUS PCMA,3\.46,6,,,c1$/)
  })

  it('says how far the carrier vouched for the caller', () => {
    expect(cells(csvOf([cdr({ attestation: 'B' })], asIs), 1)).toMatch(/,B,,c1$/)
  })

  it('quotes commas, quotes and line ends', () => {
    expect(cells(csvOf([cdr({ callerName: 'Okafor, "Bea"' })], asIs), 1)).toContain('"Okafor, ""Bea"""')
  })

  it('keeps a caller name from being run as a formula and leaves numbers alone', () => {
    const text = csvOf([cdr({ callerName: '=HYPERLINK("x")' })], asIs)
    expect(text).toContain(`"'=HYPERLINK(""x"")"`)
    expect(text).toContain(',+16045550101,')
  })
})
