import { describe, expect, it } from 'vitest'
import type { EngineEvent } from './contract.ts'
import { EventRing } from './event-ring.ts'

const problem = (message: string) => ({ kind: 'problem', message }) as const

async function take(events: AsyncGenerator<{ id: number; event: { kind: string } }>, count: number) {
  const seen: { id: number; kind: string }[] = []
  for await (const { id, event } of events) {
    seen.push({ id, kind: event.kind })
    if (seen.length === count) break
  }
  return seen
}

describe('the event ring', () => {
  it('resumes after the last event seen, without gap or repeat', async () => {
    const ring = new EventRing(100)
    for (const text of ['a', 'b', 'c']) ring.push(problem(text))
    expect(await take(ring.after(100, undefined), 2)).toEqual([
      { id: 101, kind: 'problem' },
      { id: 102, kind: 'problem' },
    ])
  })

  it('wakes a reader who has seen everything', async () => {
    const ring = new EventRing(1)
    const waiting = take(ring.after(undefined, undefined), 1)
    await Promise.resolve()
    ring.push(problem('new'))
    expect(await waiting).toEqual([{ id: 1, kind: 'problem' }])
  })

  it.each([
    ['fell out of the ring', 0],
    ['comes from an earlier run', 9_999],
  ])('asks a reader to resync who %s', async (_why, lastSeen) => {
    const ring = new EventRing(1, 4)
    for (let i = 0; i < 10; i++) ring.push(problem(String(i)))
    expect(await take(ring.after(lastSeen, undefined), 1)).toEqual([{ id: 10, kind: 'resync' }])
  })

  it('keeps one list of registrations, the latest, and its numbers without a gap to fall into', async () => {
    const ring = new EventRing(1)
    const list = (contact: string): EngineEvent => ({
      kind: 'registrations-changed',
      registrations: [registration(contact)],
    })
    ring.push(list('sip:first'))
    ring.push(problem('between'))
    ring.push(list('sip:second'))
    ring.push(problem('after'))
    expect(await take(ring.after(0, undefined), 3)).toEqual([
      { id: 2, kind: 'problem' },
      { id: 3, kind: 'registrations-changed' },
      { id: 4, kind: 'problem' },
    ])
  })

  it('ends with its signal', async () => {
    const ring = new EventRing(1)
    const abort = new AbortController()
    const all = take(ring.after(undefined, abort.signal), 5)
    abort.abort()
    expect(await all).toEqual([])
  })
})

function registration(contact: string) {
  const where = { contact, source: '127.0.0.1:5060', transport: 'udp', userAgent: '' } as const
  return { ...where, aor: '1001@office.test', deviceId: 'desk', registeredMs: 0, expiresMs: 1 }
}
