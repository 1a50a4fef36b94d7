import { describe, expect, it } from 'vitest'
import {
  DigitReceiver,
  DigitSender,
  isDigitString,
  parseTelephoneEvent,
  serializeTelephoneEvent,
} from './telephone-event.ts'

interface Sent {
  readonly timestamp: number
  readonly key: string
  readonly duration: number
  readonly isEnd?: boolean
  readonly marker?: boolean
}

function keysHeard(packets: readonly Sent[]): string {
  const receiver = new DigitReceiver()
  return packets
    .map(({ timestamp, marker = false, key, duration, isEnd = false }) =>
      receiver.receive({ ssrc: 1, timestamp, marker }, { key, duration, isEnd }),
    )
    .join('')
}

const press = (timestamp: number, key: string): Sent[] => [
  { timestamp, key, duration: 160, marker: true },
  { timestamp, key, duration: 320 },
  { timestamp, key, duration: 480 },
  ...Array.from({ length: 3 }, () => ({ timestamp, key, duration: 640, isEnd: true })),
]

describe('receiving telephone-events (RFC 4733 §2.5.2)', () => {
  it('reports a key once whatever its repeats', () => {
    expect(keysHeard(press(1000, '5'))).toBe('5')
  })

  it('reports the same key twice when pressed twice', () => {
    expect(keysHeard([...press(1000, '5'), ...press(3000, '5')])).toBe('55')
  })

  it('reports the same key twice when pressed again at once: an end, or a marker, parts the presses', () => {
    const first = { timestamp: 1000, key: '5', duration: 800 }
    const again = { timestamp: 1800, key: '5', duration: 160 }
    expect(keysHeard([{ ...first, isEnd: true }, again])).toBe('55')
    expect(keysHeard([first, { ...again, marker: true }])).toBe('55')
    expect(keysHeard([first, again])).toBe('5')
  })

  it('does without end packets, and without the marker', () => {
    const lossy = [...press(1000, '1').slice(1, 2), ...press(3000, '1').slice(1, 3), ...press(5000, '2').slice(2, 3)]
    expect(keysHeard(lossy)).toBe('112')
  })

  it('hears a key of which only an end packet came', () => {
    expect(keysHeard(press(1000, '#').slice(-1))).toBe('#')
  })

  it('ignores packets of an earlier key that arrive late', () => {
    const [a, b] = [press(1000, '1'), press(2000, '2')]
    expect(keysHeard([...a.slice(0, 4), ...b.slice(0, 2), ...a.slice(4), ...b.slice(2)])).toBe('12')
  })

  it('takes a long press in segments for one', () => {
    expect(
      keysHeard([
        { timestamp: 1000, key: '0', duration: 160, marker: true },
        { timestamp: 1000, key: '0', duration: 0xffff },
        { timestamp: 1000 + 0xffff, key: '0', duration: 160 },
        { timestamp: 1000 + 0xffff, key: '0', duration: 800, isEnd: true },
      ]),
    ).toBe('0')
  })

  it('takes a timestamp that moves within a press for one press', () => {
    const moving = [0, 1, 2, 3].map((i) => ({
      timestamp: 1000 + 160 * i,
      key: '9',
      duration: 160 * (i + 1),
      marker: i === 0,
    }))
    expect(keysHeard(moving)).toBe('9')
  })

  it('reports no key for flash and other events', () => {
    expect(parseTelephoneEvent(Uint8Array.of(16, 10, 0, 160))?.key).toBe('')
    expect(keysHeard([{ timestamp: 1, key: '', duration: 160 }])).toBe('')
  })

  it('refuses a payload shorter than four bytes', () => {
    expect(parseTelephoneEvent(Uint8Array.of(1, 2, 3))).toBeUndefined()
  })
})

describe('sending telephone-events', () => {
  it('spends 100 ms on a key, sends its end three times, then pauses 60 ms', () => {
    const sender = new DigitSender()
    sender.push('7a')
    const steps = []
    while (sender.isSending) steps.push(sender.next())
    expect(steps).toHaveLength(16)
    const first = steps.slice(0, 8)
    expect(first.map((step) => (step.kind === 'event' ? step.event.duration : 0))).toEqual([
      160, 320, 480, 640, 800, 0, 0, 0,
    ])
    expect(first.map((step) => (step.kind === 'event' && step.event.isEnd ? step.copies : 0))).toEqual([
      0, 0, 0, 0, 3, 0, 0, 0,
    ])
    expect(steps[8]).toMatchObject({ event: { key: 'A', duration: 160 } })
  })

  it('writes what the receiver reads', () => {
    const event = { key: 'D', isEnd: true, duration: 65_535 }
    expect(parseTelephoneEvent(serializeTelephoneEvent(event))).toEqual(event)
  })

  it('knows what a key is', () => {
    expect(isDigitString('0123456789*#ABCDabcd')).toBe(true)
    expect(isDigitString('12 3')).toBe(false)
    expect(isDigitString('1'.repeat(65))).toBe(false)
  })
})
